"""Directory information: four items, nothing that tells a school, opted-out students absent (R5 to R11, D1, D12)."""

import csv
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from tests.support import extracts, requests

from schoolgate.policy.document import read_request
from schoolgate.release.build import NotDetermined, Release, build_release
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store


@pytest.fixture(scope="module")
def directory(
    district: WrittenDistrict, store: Store, release_on: date, tmp_path_factory: pytest.TempPathFactory
) -> Release:
    """Return a directory list of the current school year."""
    folder = tmp_path_factory.mktemp("directory")
    document = requests.directory(request__school_years=["2026-27"])
    return build_release(read_request(requests.write(folder, document)), store, folder / "release", on=release_on)


def _rows(release: Release, name: str = "data.csv") -> list[dict[str, str]]:
    with (release.path / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_t14_a_directory_file_has_exactly_four_columns(directory: Release) -> None:
    assert list(_rows(directory)[0]) == ["name", "age", "grade", "enrollment_dates"]


def test_r9_no_school_stands_in_any_file_name_sheet_or_cell(directory: Release, district: WrittenDistrict) -> None:
    orgs = extracts.rows(district.extract, "orgs")
    names = [org[key] for org in orgs for key in ("name", "sourcedId") if org["type"] != "district"]
    for path in directory.path.iterdir():
        content = path.read_bytes() if path.is_file() and path.suffix not in {".xlsx", ".parquet"} else b""
        assert not [name for name in names if name.encode() in content], path.name
        assert not [name for name in names if name.lower() in path.name.lower()]
    with zipfile.ZipFile(directory.path / "data.xlsx") as book:
        whole = b"".join(book.read(part) for part in book.namelist())
    assert not [name for name in names if name.encode() in whole]
    assert openpyxl.load_workbook(directory.path / "data.xlsx").sheetnames == ["Data", "About"]


def test_t16_and_d1_students_who_opted_out_are_absent(directory: Release, district: WrittenDistrict) -> None:
    students = extracts.current_students(district.extract)
    optouts = extracts.rows(district.extract, "optouts")
    opted = {row["studentSourcedId"] for row in optouts if row["schoolYear"] == "2027"}
    out = {students[one].name_in_use for one in opted if one in students}
    kept = {students[one].name_in_use for one in students if one not in opted}
    assert out
    assert not {row["name"] for row in _rows(directory)} & (out - kept)


def test_t16_a_former_student_who_had_opted_out_stays_absent(
    district: WrittenDistrict, store: Store, release_on: date, tmp_path: Path
) -> None:
    document = requests.directory(request__school_years=["2025-26"])
    release = build_release(read_request(requests.write(tmp_path, document)), store, tmp_path / "r", on=release_on)
    withheld = {row["student_id"] for row in _rows(release, "office/withheld.csv")}
    numbers = {row["sourcedId"]: row["identifier"] for row in extracts.rows(district.extract, "users")}
    current = extracts.current_students(district.extract)
    opted = {
        row["studentSourcedId"] for row in extracts.rows(district.extract, "optouts") if row["schoolYear"] == "2026"
    }
    former = [numbers[one] for one in opted if one not in current]
    assert former
    assert set(former) <= withheld


def test_t17_and_d12_a_birth_name_appears_nowhere(directory: Release, district: WrittenDistrict) -> None:
    students = extracts.current_students(district.extract).values()
    renamed = [one for one in students if one.preferred_given and one.preferred_given != one.given]
    assert renamed
    names = {row["name"] for row in _rows(directory)}
    others = {one.name_in_use for one in students}
    birth_names = {f"{one.given} {one.family}" for one in renamed} - others
    assert birth_names
    assert not names & birth_names
    assert names & {one.name_in_use for one in renamed}
    told = "\n".join(map(_text_of, sorted(path for path in directory.path.rglob("*") if path.is_file())))
    assert "Directory information" in told
    assert not [name for name in birth_names if name in told], "in no file of either half, the staff's too"


def _text_of(path: Path) -> str:
    """Return all that a file says as text: a workbook's parts and a Parquet file's cells too."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return "\n".join(book.read(part).decode("utf-8", "replace") for part in book.namelist())
    if path.suffix == ".parquet":
        return repr(pq.read_table(path).to_pylist())
    return path.read_bytes().decode("utf-8", "replace")


def test_r11_age_is_whole_years_on_the_day_of_release(
    directory: Release, district: WrittenDistrict, release_on: date
) -> None:
    students = extracts.all_students(district.extract).values()
    ages = {(one.name_in_use, _age(one.birth_date, release_on)) for one in students}
    shown = {(row["name"], int(row["age"])) for row in _rows(directory)}
    assert shown <= ages
    assert len(shown) > 500


def test_r11_dates_of_enrolment_are_those_of_the_district(directory: Release) -> None:
    """A student who changed schools has one interval, open while enrolled."""
    dates = [row["enrollment_dates"].split("/") for row in _rows(directory)]
    assert all(date.fromisoformat(start) <= date(2026, 11, 24) for start, _ in dates)
    assert any(end == ".." for _, end in dates)
    assert {start[:4] for start, _ in dates} >= {"2025", "2026"}


@pytest.mark.parametrize("item", ["date_of_birth", "school", "student_id", "race_ethnicity", "student_email"])
def test_t18_and_r5_nothing_else_leaves_as_directory_information(
    item: str, store: Store, release_on: date, tmp_path: Path
) -> None:
    document = requests.directory(data__elements=["name", item])
    with pytest.raises(NotDetermined):
        build_release(read_request(requests.write(tmp_path, document)), store, tmp_path / "r", on=release_on)


@pytest.mark.parametrize("where", [{"school": ["ORG-S0001"]}, {"iep": ["Yes"]}, {"english_learner": ["Yes"]}], ids=str)
def test_t15_a_list_selected_by_anything_else_is_refused(
    where: dict[str, list[str]], store: Store, release_on: date, tmp_path: Path
) -> None:
    document = requests.directory(population__where=where)
    with pytest.raises(NotDetermined):
        build_release(read_request(requests.write(tmp_path, document)), store, tmp_path / "r", on=release_on)


def test_r6_a_list_may_be_selected_by_grade(store: Store, release_on: date, tmp_path: Path) -> None:
    document = requests.directory(request__school_years=["2026-27"], population__where={"grade": ["09", "10"]})
    release = build_release(read_request(requests.write(tmp_path, document)), store, tmp_path / "r", on=release_on)
    assert {row["grade"] for row in _rows(release)} == {"09", "10"}


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
