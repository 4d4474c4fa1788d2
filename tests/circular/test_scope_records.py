"""What the records say of a student, where the circular and the law fix it (R11, R52, D1, D12, D22)."""

from datetime import date
from typing import Any

import pytest
from tests.districts import small_district

from schoolgate.core import IdList, ListedId, Population, SchoolYear
from schoolgate.warehouse import Extract, Scope, Snapshot, Store, student_rows

ON = date(2025, 3, 3)
YEAR = SchoolYear(2025)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Load the small district, with days absent around the bound of chronic absence."""
    folder = tmp_path_factory.mktemp("records")
    district = small_district()
    for student, absent in (("Under", "17.5"), ("At", "18"), ("Over", "18.5")):
        district.user(student, givenName="Birthname", preferredGivenName=student)
        district.role(student, "student", "B")
        district.attend(student, "B", "Q1-2025", "180", absent)
    store = Store(folder / "store")
    store.load(district.write(folder / "extract"))
    return store.snapshot()


def _extract(snapshot: Snapshot, *elements: str, ids: IdList | None = None) -> Extract:
    return student_rows(snapshot, Scope.district(), Population(ids=ids), (YEAR,), elements, ON)


def _rows(extract: Extract) -> dict[str, dict[str, Any]]:
    return {row["_student"]: row for row in extract.table.to_pylist()}


def test_r11_the_four_directory_items_are_name_in_use_age_grade_and_dates_in_the_district(snapshot: Snapshot) -> None:
    extract = _extract(snapshot, "name", "age", "grade", "enrollment_dates")
    assert [column.name for column in extract.columns] == ["name", "age", "grade", "enrolled_from", "enrolled_to"]
    ben = _rows(extract)["Ben"]
    # Ben changed schools in February: the dates are those of the district.
    assert (ben["name"], ben["age"], ben["grade"]) == ("Ben Doe", 11, "05")
    assert (ben["enrolled_from"], ben["enrolled_to"]) == (date(2023, 9, 1), None)


def test_r52_district_and_state_numbers_may_be_mixed_in_one_list(snapshot: Snapshot) -> None:
    ids = IdList(
        "ids.csv", (ListedId(2, "id-Ann"), ListedId(3, "9002"), ListedId(4, "Cal Roe"), ListedId(5, "2014-03-01"))
    )
    extract = _extract(snapshot, "name", ids=ids)
    assert set(_rows(extract)) == {"Ann", "Ben"}
    assert [entry.line for entry in extract.unmatched] == [4, 5]  # names and birth dates are no keys


def test_d1_opt_outs_are_by_student_and_year_and_told_to_staff_only(snapshot: Snapshot) -> None:
    extract = _extract(snapshot, "name")
    assert {student for student, row in _rows(extract).items() if row["_opted_out"]} == {"Cal"}
    assert "_opted_out" not in {column.name for column in extract.columns}


def test_d12_a_birth_name_is_not_even_in_the_store(snapshot: Snapshot) -> None:
    assert _rows(_extract(snapshot, "name"))["At"]["name"] == "At Doe"
    with snapshot.connect() as con:
        tables = [row[0] for row in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
        assert not any("Birthname" in repr(con.execute(f"SELECT * FROM {table}").fetchall()) for table in tables)


def test_d22_chronic_absence_is_a_tenth_of_the_days_or_more(snapshot: Snapshot) -> None:
    rows = _rows(_extract(snapshot, "chronic_absence"))
    assert [rows[student]["chronic_absence"] for student in ("Under", "At", "Over")] == [False, True, True]
