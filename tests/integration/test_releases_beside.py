"""A table of groups is protected together with those already out about the same students."""

from datetime import date
from pathlib import Path

import pytest
from tests.support import requests

from schoolgate import sdc
from schoolgate.core import CheckFailed, SchoolYear
from schoolgate.policy.document import read_request
from schoolgate.release.beside import EarlierTable, stored
from schoolgate.release.build import build_release
from schoolgate.release.verify import verify_release
from schoolgate.sdc import cell_files
from schoolgate.sdc import files as table_files
from schoolgate.warehouse.store import Store

YEAR = "2025-26"


def released(
    store: Store, folder: Path, on: date, *group_by: str, beside: tuple[EarlierTable, ...] = (), **changes: object
) -> Path:
    folder.mkdir()
    document = requests.aggregate(data__group_by=list(group_by), request__school_years=[YEAR], **changes)
    asked = read_request(requests.write(folder, document))
    return build_release(asked, store, folder / "release", on=on, beside=beside).path


def earlier(release: Path, name: str = "ODA-2026-0001") -> EarlierTable:
    office = release / "office"
    spec, cells = office / f"spec-{YEAR}.json", office / f"cells-{YEAR}.csv"
    return EarlierTable(name, SchoolYear.parse(YEAR), spec.read_bytes(), cells.read_bytes())


def pinned_by_both(one: Path, other: Path) -> int:
    """Attack two tables of one release year together: how many hidden small groups of either have one value left."""
    tables = []
    for release in (one, other):
        spec = table_files.read_spec(release / "office" / f"spec-{YEAR}.json")
        tables.append(cell_files.read_published(release / "office" / f"cells-{YEAR}.csv", spec))
    exposure = sdc.audit(tables)
    assert len(exposure.cells) > 0
    return int((exposure.low == exposure.high).sum())


def test_a_table_beside_another_says_so_and_is_verified_with_it(store: Store, release_on: date, tmp_path: Path) -> None:
    first = released(store, tmp_path / "a", release_on, "school")
    second = released(store, tmp_path / "b", release_on, "grade", beside=(earlier(first),))
    assert [each.release for each in stored(second / "office")] == ["ODA-2026-0001"]
    verify_release(second, store, on=release_on)
    header = (second / "data.csv").read_text().splitlines()[0]
    assert "school," not in header, "what was only counted for the other table's sake is not published"


def test_an_attacker_who_holds_both_tables_pins_no_hidden_group(store: Store, release_on: date, tmp_path: Path) -> None:
    first = released(store, tmp_path / "a", release_on, "school", "grade")
    second = released(store, tmp_path / "c", release_on, "school", "grade", "gender", beside=(earlier(first),))
    verify_release(second, store, on=release_on)
    assert pinned_by_both(first, second) == 0


def test_a_table_of_other_students_is_told_apart_with_the_reason(
    store: Store, release_on: date, tmp_path: Path
) -> None:
    first = released(store, tmp_path / "a", release_on, "school")
    second = released(
        store, tmp_path / "b", release_on, "school", beside=(earlier(first),), population__where={"gender": ["Female"]}
    )
    assert stored(second / "office") == ()
    assert "shows" in (second / "office" / "beside.json").read_text()
    verify_release(second, store, on=release_on)


def test_a_damaged_earlier_table_in_the_folder_is_found(store: Store, release_on: date, tmp_path: Path) -> None:
    first = released(store, tmp_path / "a", release_on, "school")
    second = released(store, tmp_path / "b", release_on, "grade", beside=(earlier(first),))
    path = second / "office" / "beside-1-cells.csv"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"All", b"Al1", 1))
    with pytest.raises(CheckFailed):
        verify_release(second, store, on=release_on)
