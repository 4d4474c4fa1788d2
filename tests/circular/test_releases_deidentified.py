"""De-identified rows: no identifier, random codes of the project, every combination shared (R31, D11; T19)."""

import csv
import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.support import extracts, requests

from schoolgate.policy.document import read_request
from schoolgate.release.build import Release, build_release
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store

QUASI = ("school_year", "grade", "gender", "race_ethnicity", "english_learner")


def _release(store: Store, folder: Path, on: date, name: str, **changes: object) -> Release:
    path = requests.write(folder, requests.deidentified(**changes), f"{name}.json")
    return build_release(read_request(path), store, folder / name, on=on)


def _rows(release: Release, name: str = "data.csv") -> list[dict[str, str]]:
    with (release.path / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def released(store: Store, release_on: date, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Return a de-identified file of one school year."""
    return _release(store, tmp_path_factory.mktemp("deidentified"), release_on, "first")


def test_r31_and_d11_every_combination_is_shared_by_ten_rows(released: Release) -> None:
    rows = _rows(released)
    assert len(rows) > 500
    assert min(Counter(tuple(row[name] for name in QUASI) for row in rows).values()) >= 10


def test_d11_attendance_is_told_in_bands_that_ten_students_share_with_all_else_that_is_known(
    store: Store, release_on: date, tmp_path: Path
) -> None:
    """To a tenth of a percent it is nearly a name: whoever holds a school's attendance could pick the row."""
    elements = ["grade", "gender", "chronic_absence", "attendance_rate", "attendance_by_quarter", "days_absent"]
    rows = _rows(_release(store, tmp_path, release_on, "absence", data__elements=elements))
    attendance = [name for name in rows[0] if name.startswith(("attendance", "days"))]
    assert len(attendance) >= 3
    known = ("school_year", "grade", "gender", "chronic_absence", *attendance)
    assert min(Counter(tuple(row[name] for name in known) for row in rows).values()) >= 10
    assert {row["attendance_rate"] for row in rows} <= {
        *("95 to 100", "90 to under 95", "80 to under 90", "under 80", "90 to 100", "under 90", "*", "")
    }
    assert any(row["attendance_rate"] == "95 to 100" for row in rows)


def test_d11_attendance_alone_is_no_less_protected(store: Store, release_on: date, tmp_path: Path) -> None:
    release = _release(store, tmp_path, release_on, "alone", data__elements=["attendance_rate"])
    assert min(Counter(row["attendance_rate"] for row in _rows(release)).values()) >= 10
    assert "attendance_rate" in (release.path / "method.md").read_text(encoding="utf-8")


def test_r31_a_file_of_marks_alone_says_that_nothing_in_it_is_known_of_a_student(
    store: Store, release_on: date, tmp_path: Path
) -> None:
    release = _release(store, tmp_path, release_on, "marks", data__elements=["course_marks"])
    assert not [name for name in _rows(release)[0] if name.startswith("_")]
    assert "all its rows are alike" in (release.path / "method.md").read_text(encoding="utf-8")


def test_r31_no_identifier_stands_in_the_file(released: Release, district: WrittenDistrict) -> None:
    text = (released.path / "data.csv").read_text(encoding="utf-8")
    users = extracts.rows(district.extract, "users")
    secrets = [
        user[key] for user in users for key in ("sourcedId", "identifier", "metadata.stateId", "email") if user[key]
    ]
    assert not [secret for secret in secrets if secret in text]
    assert next(iter(_rows(released)[0])) == "record_code"


def test_t19_the_same_project_keeps_its_codes_and_another_gets_its_own(
    store: Store, released: Release, release_on: date, tmp_path: Path
) -> None:
    again = _release(store, tmp_path, release_on, "again")
    other = _release(store, tmp_path, release_on, "other", request__use="Another study.")
    codes = [{row["record_code"] for row in _rows(release)} for release in (released, again, other)]
    assert codes[0] == codes[1]
    assert not codes[0] & codes[2]
    assert _students(released) == _students(again)


def _students(release: Release) -> dict[str, str]:
    rows, keys = _rows(release), _rows(release, "office/rows.csv")
    return {row["record_code"]: key["student"] for row, key in zip(rows, keys, strict=True)}


def test_t19_no_code_is_a_hash_of_a_student_s_number(released: Release, district: WrittenDistrict) -> None:
    numbers = [
        user[key] for user in extracts.rows(district.extract, "users") for key in ("identifier", "metadata.stateId")
    ]
    codes = {row["record_code"].lower() for row in _rows(released)}
    for name in ("md5", "sha1", "sha256", "sha512", "blake2b"):
        digests = (hashlib.new(name, number.encode()).hexdigest() for number in numbers)
        assert not codes & {digest[: len(next(iter(codes)))] for digest in digests}


def test_t19_the_key_map_is_in_the_store_and_in_no_release(released: Release, store: Store) -> None:
    maps = list((store.path / "key-maps").glob("*.csv"))
    assert maps
    assert all(path.stat().st_mode & 0o077 == 0 for path in maps)
    assert not [path for path in released.path.rglob("*") if "key" in path.name]


def test_d11_what_was_lost_is_told(released: Release) -> None:
    note = (released.path / "method.md").read_text(encoding="utf-8")
    assert "at least 10 students" in note
    assert "race" in note
