"""Student rows: what each element says, and what may be asked."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.districts import District, small_district

from schoolgate.core import BadInput, Condition, IdList, ListedId, Population, SchoolYear
from schoolgate.warehouse import ELEMENTS, INTERNAL_COLUMNS, DuckDbEngine, Extract, Scope, Snapshot, Store, student_rows

ON = date(2025, 3, 3)
YEAR = SchoolYear(2025)
EVERYBODY = Population()


def extract(
    snapshot: Snapshot,
    elements: Sequence[str] = tuple(ELEMENTS),
    population: Population = EVERYBODY,
    on: date = ON,
    year: SchoolYear = YEAR,
) -> Extract:
    """Extract rows of one year from the whole district."""
    return DuckDbEngine().rows(snapshot, Scope.district(), population, (year,), elements, on)


def rows(found: Extract) -> dict[str, dict[str, Any]]:
    """Return rows by student."""
    return {row["_student"]: row for row in found.table.to_pylist()}


def _load(district: District, tmp_path: Path) -> Snapshot:
    store = Store(tmp_path / "store")
    store.load(district.write(tmp_path / "extract"))
    return store.snapshot()


@pytest.mark.parametrize(
    ("student", "column", "value"),
    [
        ("Ann", "name", "Annie Doe"),
        ("Cal", "name", "Calvin Roe"),
        ("Ann", "age", 11),
        ("Ann", "grade", "05"),
        ("Ann", "enrolled_from", date(2023, 9, 1)),
        ("Ann", "enrolled_to", None),
        ("Ann", "student_id", "id-Ann"),
        ("Ann", "state_id", "9001"),
        ("Ann", "date_of_birth", date(2014, 3, 1)),
        ("Ben", "school", "B School"),
        ("Cal", "gender", "Nonbinary"),
        ("Cal", "race_ethnicity", "Hispanic"),
        ("Ann", "student_email", "ann@d.example"),
        ("Ann", "student_phone", None),
        ("Ann", "english_learner", "Yes"),
        ("Ann", "iep", "No"),
        ("Ben", "english_learner", "Unknown"),
        ("Ann", "low_income", "Yes"),
        ("Ann", "gifted", "Unknown"),
        ("Ann", "programs", "Tutoring"),
        ("Cal", "programs", None),
        ("Ann", "attendance_rate_q1", 98.8),
        ("Ben", "attendance_rate_q4", 80.0),
        ("Cal", "attendance_rate_q2", None),
        ("Ben", "attendance_rate", 90.6),
        ("Ben", "days_absent", 15.0),
        ("Ben", "chronic_absence", False),
        ("Ann", "courses", "Math; Reading"),
        ("Ann", "course_marks_reading_q1", "B+"),
        ("Ann", "course_marks_reading_q4", None),
        ("Ben", "assessment_mcas_math", 480.0),
        ("Ben", "assessment_mcas_math_level", "Partially Meeting"),
        ("Ben", "discipline_incidents", 2),
        ("Ben", "discipline_days_missed", 2.0),
        ("Cal", "discipline_incidents", 0),
    ],
)
def test_an_element_says_what_the_records_say(snapshot: Snapshot, student: str, column: str, value: object) -> None:
    assert rows(extract(snapshot))[student][column] == value


def test_columns_stand_in_the_order_asked_and_before_the_internal_ones(snapshot: Snapshot) -> None:
    found = extract(snapshot, ("grade", "attendance_by_quarter", "name"))
    names = ["grade", *(f"attendance_rate_q{number}" for number in (1, 2, 3, 4)), "name"]
    assert [column.name for column in found.columns] == names
    assert found.table.column_names == [*names, *INTERNAL_COLUMNS]
    assert {column.element for column in found.columns} == {"grade", "attendance_by_quarter", "name"}
    assert all(column.description and column.type for column in found.columns)


@pytest.mark.parametrize(
    ("on", "age"),
    [(date(2025, 2, 28), 10), (date(2025, 3, 1), 11), (date(2024, 2, 29), 9), (date(2024, 3, 1), 10)],
    ids=str,
)
def test_age_is_in_whole_years_on_the_day(snapshot: Snapshot, on: date, age: int) -> None:
    assert rows(extract(snapshot, ["age"], on=on))["Ann"]["age"] == age


@pytest.mark.parametrize(
    ("on", "last"),
    [(date(2024, 6, 19), None), (date(2024, 6, 20), date(2024, 6, 19)), (date(2026, 1, 1), date(2024, 6, 19))],
    ids=str,
)
def test_the_last_day_of_enrolment_is_told_once_it_has_passed(snapshot: Snapshot, on: date, last: date | None) -> None:
    dee = rows(extract(snapshot, ["enrollment_dates"], on=on, year=SchoolYear(2024)))["Dee"]
    assert (dee["enrolled_from"], dee["enrolled_to"]) == (date(2023, 9, 1), last)


def test_earlier_grades_come_from_the_classes_taken(snapshot: Snapshot) -> None:
    earlier = rows(extract(snapshot, ["grade"], year=SchoolYear(2024)))
    assert {student: row["grade"] for student, row in earlier.items()} == {
        "Ann": "04",
        "Ben": "04",
        "Cal": "05",
        "Dee": "04",
    }


def test_an_earlier_grade_without_classes_is_counted_back_from_today_s(tmp_path: Path) -> None:
    district = small_district()
    for row in district.rows["classes"]:
        row["grades"] = ""
    earlier = rows(extract(_load(district, tmp_path), ["grade"], year=SchoolYear(2024)))
    assert (earlier["Ann"]["grade"], earlier["Cal"]["grade"]) == ("04", "05")


OPT_OUTS: dict[str, tuple[tuple[str, str] | None, date, bool]] = {
    "none": (None, ON, False),
    "this year's": (("2025", ""), ON, True),
    "recorded today": (("2025", "2025-03-03"), ON, True),
    "recorded tomorrow": (("2025", "2025-03-04"), ON, False),
    "last year's": (("2024", ""), ON, False),
    "last year's within the window": (("2024", ""), date(2024, 9, 30), True),
    "last year's after the window": (("2024", ""), date(2024, 10, 1), False),
    "a year written out": (("2024-25", ""), ON, True),
}


@pytest.fixture(scope="module")
def families(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Load a district with one student for each case of opting out."""
    district = small_district()
    for name, (optout, _, _) in OPT_OUTS.items():
        district.user(name)
        district.role(name, "student", "A", "2023-09-01")
        if optout:
            district.add("optouts", studentSourcedId=name, schoolYear=optout[0], recordedOn=optout[1])
    return _load(district, tmp_path_factory.mktemp("families"))


@pytest.mark.parametrize("case", OPT_OUTS)
def test_an_opt_out_counts_for_its_year_and_through_the_window(families: Snapshot, case: str) -> None:
    _, on, opted_out = OPT_OUTS[case]
    assert rows(extract(families, ["name"], on=on))[case]["_opted_out"] is opted_out


def test_t16_a_former_student_who_opted_out_on_leaving_stays_opted_out(snapshot: Snapshot) -> None:
    for on in (date(2024, 10, 1), ON, date(2031, 1, 1)):
        dee = rows(extract(snapshot, ["name"], on=on, year=SchoolYear(2024)))["Dee"]
        assert (dee["_opted_out"], dee["_enrolled_on"]) == (True, False)


def test_t17_a_birth_name_stands_in_no_cell(tmp_path: Path) -> None:
    district = small_district()
    district.rows["users"][0] |= {
        "givenName": "Bartholomew",
        "preferredGivenName": "Annie",
        "preferredFamilyName": "Poe",
    }
    found = extract(_load(district, tmp_path))
    assert rows(found)["Ann"]["name"] == "Annie Poe"
    assert "Bartholomew" not in repr(found.table.to_pylist())


@pytest.mark.parametrize("number", ["id-Ben", "9002", " 9002 "], ids=["district", "state", "with blanks"])
def test_an_id_list_takes_district_and_state_numbers(snapshot: Snapshot, number: str) -> None:
    ids = IdList("ids.csv", (ListedId(2, number),))
    found = extract(snapshot, ["name"], Population(ids=ids))
    assert set(rows(found)) == {"Ben"}
    assert found.unmatched == ()


def test_lines_that_name_nobody_in_reach_are_told_alike(snapshot: Snapshot) -> None:
    ids = IdList("ids.csv", (ListedId(2, "id-Ben"), ListedId(3, "no-such"), ListedId(4, "id-Cal"), ListedId(5, "")))
    found = student_rows(snapshot, Scope.leader(snapshot, "Pam", ON), Population(ids=ids), (YEAR,), ["name"], ON)
    assert set(rows(found)) == {"Ben"}
    assert [entry.line for entry in found.unmatched] == [3, 4, 5]


@pytest.mark.parametrize(
    ("attribute", "values", "students"),
    [
        ("grade", ("05",), {"Ann", "Ben"}),
        ("grade", ("middle",), {"Cal"}),
        ("grade", ("06", "elementary"), {"Ann", "Ben", "Cal"}),
        ("school", ("B",), {"Ben", "Cal"}),
        ("race_ethnicity", ("Asian", "Hispanic"), {"Ann", "Cal"}),
        ("gender", ("Male",), {"Ben"}),
        ("english_learner", ("Yes",), {"Ann"}),
        ("iep", ("Unknown",), {"Cal"}),
        ("low_income", ("Yes",), {"Ann"}),
        ("gifted", ("No",), set()),
        ("school_year", ("2024-25",), {"Ann", "Ben", "Cal"}),
        ("school_year", ("2023-24",), set()),
        ("program", ("Chess", "Tutoring"), {"Ann", "Ben"}),
    ],
)
def test_a_condition_selects(snapshot: Snapshot, attribute: str, values: tuple[str, ...], students: set[str]) -> None:
    population = Population(where=(Condition(attribute, values),))
    assert set(rows(extract(snapshot, ["name"], population))) == students


def test_all_conditions_must_hold(snapshot: Snapshot) -> None:
    both = (Condition("school", ("B",)), Condition("grade", ("05",)))
    assert set(rows(extract(snapshot, ["name"], Population(where=both)))) == {"Ben"}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"elements": ["name", "birth_name", "ssn"]}, ["query.unknown-element", "query.unknown-element"]),
        ({"year": SchoolYear(1999)}, ["query.unknown-year"]),
        (
            {"population": Population(where=(Condition("shoe_size", ("9",)), Condition("grade", ("9",))))},
            ["population.unknown-attribute", "population.unknown-value"],
        ),
        ({"population": Population(where=(Condition("school", ("Z' OR true --",)),))}, ["population.unknown-value"]),
    ],
    ids=["elements", "year", "attributes and values", "injection"],
)
def test_what_is_not_known_is_bad_input_with_every_fault(
    snapshot: Snapshot, change: dict[str, Any], rules: list[str]
) -> None:
    with pytest.raises(BadInput) as caught:
        extract(snapshot, **({"elements": ["name"]} | change))
    assert [fault.rule for fault in caught.value.faults] == rules
    assert all(fault.mend for fault in caught.value.faults)


def test_the_columns_do_not_depend_on_whose_rows_are_asked(snapshot: Snapshot) -> None:
    whole = extract(snapshot).table.column_names
    nobody = student_rows(snapshot, Scope.leader(snapshot, "Nobody", ON), Population(), (YEAR,), tuple(ELEMENTS), ON)
    assert nobody.table.column_names == whole
    assert nobody.table.num_rows == 0


def test_without_a_file_its_elements_are_not_known_rather_than_zero(tmp_path: Path) -> None:
    district = small_district()
    del district.rows["discipline"], district.rows["attendance"]
    ann = rows(extract(_load(district, tmp_path)))["Ann"]
    assert [ann[name] for name in ("discipline_incidents", "days_absent", "attendance_rate_q1")] == [None] * 3


def test_hostile_values_stay_values(tmp_path: Path) -> None:
    district = small_district()
    hostile = "x'); DROP TABLE students; --"
    district.rows["programs"][0]["program"] = hostile
    district.rows["courses"][0]["title"] = hostile
    district.rows["classes"][0]["subjects"] = hostile
    district.rows["assessments"][0]["assessment"] = hostile
    ann = rows(extract(_load(district, tmp_path)))["Ann"]
    assert ann["programs"] == hostile
    assert ann["assessment_x_drop_table_students_math"] == 512.0
