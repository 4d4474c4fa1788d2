"""A table of groups is protected together with those already out about the same students."""

import csv
from datetime import date
from pathlib import Path

import pytest
from tests.support import extracts, requests

from schoolgate import sdc
from schoolgate.cli.app import main
from schoolgate.core import CheckFailed, IdList, ListedId, Population, SchoolYear
from schoolgate.policy.document import read_request
from schoolgate.release.beside import EarlierTable, stored, tables_of
from schoolgate.release.build import Release, build_release
from schoolgate.release.folder import read_manifest
from schoolgate.release.verify import verify_release
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.sdc import cell_files
from schoolgate.sdc import files as table_files
from schoolgate.warehouse.headcount import headcount
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


def of_list(store: Store, folder: Path, on: date, numbers: list[str], *beside: Path) -> Release:
    folder.mkdir()
    listed = {"specific_group": True, "ids": requests.write_ids(folder, numbers)}
    document = requests.aggregate(data__group_by=["gender"], request__school_years=[YEAR], population=listed)
    earlier_tables = [table for release in beside for table in tables_of(release)]
    return build_release(
        read_request(requests.write(folder, document)), store, folder / "release", on=on, beside=earlier_tables
    )


def test_t7_a_list_with_one_student_fewer_is_told_to_staff_with_the_earlier_release(
    store: Store, district: WrittenDistrict, release_on: date, tmp_path: Path
) -> None:
    numbers = [student.number for student in extracts.current_students(district.extract).values()][:400]
    first = of_list(store, tmp_path / "a", release_on, numbers)
    counted = int(everybody(first))
    fewer = next(numbers[:n] + numbers[n + 1 :] for n in range(400) if is_counted(store, numbers[n]))
    second = of_list(store, tmp_path / "b", release_on, fewer, first.path)
    assert int(everybody(second)) == counted - 1
    [told] = second.to_look_at
    assert told.startswith(f"{first.release_id} counts other students")
    assert f"all together: {counted} there, {counted - 1} here" in told
    assert (second.path / "office" / "look-at.txt").read_text(encoding="utf-8") == f"{told}\n"
    verify_release(second.path, store, on=release_on)


def test_a_table_of_listed_students_that_was_compared_with_nothing_says_so_to_staff(
    store: Store, district: WrittenDistrict, release_on: date, tmp_path: Path
) -> None:
    numbers = [student.number for student in extracts.current_students(district.extract).values()][:400]
    [told] = of_list(store, tmp_path / "a", release_on, numbers).to_look_at
    assert "no earlier release was compared" in told
    cohort = released(store, tmp_path / "b", release_on, "gender", population__where={"grade": ["09"]})
    assert not (cohort / "office" / "look-at.txt").exists()


def test_the_command_line_takes_earlier_releases_as_folders(
    store: Store, release_on: date, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = released(store, tmp_path / "a", release_on, "gender")
    document = requests.aggregate(data__group_by=["gender"], request__school_years=[YEAR])
    asked = requests.write(tmp_path, document)
    out = tmp_path / "second"
    arguments = [str(asked), "--store", str(store.path), "--out", str(out), "--on", str(release_on)]
    with pytest.raises(SystemExit) as left:
        main(["release", *arguments, "--beside", str(first)])
    assert left.value.code == 0, capsys.readouterr().err
    assert [each.release for each in stored(out / "office")] == [read_manifest(first).release_id]


def everybody(release: Release) -> str:
    with (release.path / "data.csv").open(encoding="utf-8", newline="") as stream:
        return next(row["students"] for row in csv.DictReader(stream) if row["gender"] == "All")


def is_counted(store: Store, number: str) -> bool:
    listed = Population(ids=IdList("ids.csv", (ListedId(2, number),)))
    return len(headcount(store.snapshot(), listed, [SchoolYear.parse(YEAR)]).students) == 1
