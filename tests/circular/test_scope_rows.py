"""Which rows school leaders and teachers reach (ODA-03, "Who is requesting?"; worked cases T20, T22, T23)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.districts import District, small_district

from schoolgate.core import Population, SchoolYear
from schoolgate.warehouse import ELEMENTS, Scope, Snapshot, Store, finest_cuboid, student_rows

ON = date(2025, 3, 3)
YEARS = (SchoolYear(2024), SchoolYear(2025))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Load the small district once."""
    folder = tmp_path_factory.mktemp("scope")
    store = Store(folder / "store")
    store.load(small_district().write(folder / "extract"))
    return store.snapshot()


def rows(snapshot: Snapshot, scope: Scope) -> dict[tuple[str, int], dict[str, Any]]:
    """Return every element of every row in scope, by student and year."""
    extract = student_rows(snapshot, scope, Population(), YEARS, tuple(ELEMENTS), ON)
    return {(row["_student"], row["_school_year"]): row for row in extract.table.to_pylist()}


def _load(district: District, tmp_path: Path) -> Snapshot:
    store = Store(tmp_path / "store")
    store.load(district.write(tmp_path / "extract"))
    return store.snapshot()


def test_r33_a_leader_reaches_the_students_of_their_school_in_the_years_they_were_enrolled(snapshot: Snapshot) -> None:
    assert set(rows(snapshot, Scope.leader(snapshot, "Pam", ON))) == {
        ("Ann", 2024),
        ("Ben", 2024),
        ("Dee", 2024),
        ("Ann", 2025),
        ("Ben", 2025),
    }
    assert set(rows(snapshot, Scope.leader(snapshot, "Paul", ON))) == {("Cal", 2024), ("Ben", 2025), ("Cal", 2025)}


def test_r33_a_leader_must_hold_the_school_now(tmp_path: Path) -> None:
    district = small_district()
    district.user("Past")
    district.role("Past", "principal", "A", "2020-07-01", "2025-03-03")
    district.user("Next")
    district.role("Next", "principal", "A", "2025-03-04")
    snapshot = _load(district, tmp_path)
    assert rows(snapshot, Scope.leader(snapshot, "Past", ON)) == {}
    assert rows(snapshot, Scope.leader(snapshot, "Next", ON)) == {}
    assert rows(snapshot, Scope.leader(snapshot, "Past", date(2025, 3, 2)))
    assert rows(snapshot, Scope.leader(snapshot, "Next", date(2025, 3, 4)))


@pytest.mark.parametrize("person", ["Tess", "Ann", "Nobody", "' OR true --"])
def test_r33_nobody_but_a_leader_reaches_a_school(snapshot: Snapshot, person: str) -> None:
    assert rows(snapshot, Scope.leader(snapshot, person, ON)) == {}


def test_t20_each_leader_sees_the_events_of_a_mid_year_transfer_in_their_own_school(snapshot: Snapshot) -> None:
    at_a = rows(snapshot, Scope.leader(snapshot, "Pam", ON))["Ben", 2025]
    at_b = rows(snapshot, Scope.leader(snapshot, "Paul", ON))["Ben", 2025]
    quarters = [f"attendance_rate_q{number}" for number in (1, 2, 3, 4)]
    assert [at_a[quarter] for quarter in quarters] == [97.5, 95.0, None, None]
    assert [at_b[quarter] for quarter in quarters] == [None, None, 90.0, 80.0]
    assert (at_a["school"], at_b["school"]) == ("A School", "B School")
    assert (at_a["course_marks_math_q1"], at_a["course_marks_math_q3"]) == ("C", None)
    assert (at_b["course_marks_math_q1"], at_b["course_marks_math_q3"]) == (None, "B")
    assert (at_a["discipline_incidents"], at_a["discipline_days_missed"]) == (1, 2.0)
    assert (at_b["discipline_incidents"], at_b["discipline_days_missed"]) == (1, 0.0)
    assert (at_a["assessment_mcas_math"], at_b["assessment_mcas_math"]) == (None, 480.0)
    assert (at_a["programs"], at_b["programs"]) == (None, "Chess")


def test_t20_what_happened_on_the_day_of_the_transfer_is_the_new_school_s(tmp_path: Path) -> None:
    district = small_district()
    for day, school in (("2025-02-01", "A"), ("2025-01-31", "A"), ("2025-02-01", "B"), ("2025-01-31", "B")):
        district.add("discipline", studentSourcedId="Ben", schoolSourcedId=school, incidentDate=day, daysMissed="0")
    snapshot = _load(district, tmp_path)
    # One more each: 31 January at A is Ben's last day there, 1 February at B his first; the others are no days of his.
    assert rows(snapshot, Scope.leader(snapshot, "Pam", ON))["Ben", 2025]["discipline_incidents"] == 2
    assert rows(snapshot, Scope.leader(snapshot, "Paul", ON))["Ben", 2025]["discipline_incidents"] == 2


def test_r34_a_teacher_reaches_only_the_students_of_their_sections(snapshot: Snapshot) -> None:
    assert set(rows(snapshot, Scope.teacher(snapshot, "Tess", ON))) == {
        ("Ann", 2024),
        ("Ben", 2024),
        ("Dee", 2024),
        ("Ann", 2025),
        ("Ben", 2025),
    }
    assert set(rows(snapshot, Scope.teacher(snapshot, "Tia", ON))) == {("Ben", 2025), ("Cal", 2025)}


def test_r34_co_teachers_count(snapshot: Snapshot) -> None:
    assert set(rows(snapshot, Scope.teacher(snapshot, "Theo", ON))) == {("Ann", 2025), ("Ben", 2025)}


def test_t22_a_pupil_of_another_section_is_out_of_reach(snapshot: Snapshot) -> None:
    reached = rows(snapshot, Scope.teacher(snapshot, "Tom", ON))
    assert {student for student, _ in reached} == {"Ann"}


def test_t22_last_year_s_pupils_show_last_year_s_rows_only(snapshot: Snapshot) -> None:
    reached = rows(snapshot, Scope.teacher(snapshot, "Tess", ON))
    assert [year for student, year in reached if student == "Dee"] == [2024]
    theo = rows(snapshot, Scope.teacher(snapshot, "Theo", ON))
    assert ("Ann", 2024) not in theo
    assert theo["Ann", 2025]["days_absent"] == 2.0  # and none of last year's 20 days


def test_t22_a_teacher_who_came_in_mid_year_sees_no_term_from_before(tmp_path: Path) -> None:
    district = small_district()
    district.user("Late")
    district.role("Late", "teacher", "A", "2025-01-06")
    district.enrol("Late", "A-READ-25", "teacher", "2025-01-06", "2025-06-20")
    snapshot = _load(district, tmp_path)
    ann = rows(snapshot, Scope.teacher(snapshot, "Late", ON))["Ann", 2025]
    # The second quarter began in November: its row tells of days before the teacher came.
    assert [ann[f"attendance_rate_q{number}"] is None for number in (1, 2, 3, 4)] == [True, True, False, False]


def test_t23_a_teacher_who_changed_schools_keeps_no_old_section_without_a_grant(snapshot: Snapshot) -> None:
    assert ("Cal", 2024) not in rows(snapshot, Scope.teacher(snapshot, "Tom", ON))
    granted = rows(snapshot, Scope.teacher(snapshot, "Tom", ON, granted_schools=("B",)))
    assert set(granted) == {("Ann", 2025), ("Cal", 2024)}
    before = date(2024, 6, 1)
    assert set(rows(snapshot, Scope.teacher(snapshot, "Tom", before))) == {("Cal", 2024)}


def test_d10_the_same_rows_are_out_of_reach_for_counts(snapshot: Snapshot) -> None:
    scope = Scope.leader(snapshot, "Pam", ON)
    cuboid = finest_cuboid(snapshot, scope, Population(), SchoolYear(2025), ["school"], [], ["days_absent"])
    assert cuboid.table.to_pylist() == [{"school": "A", "n": 2, "days_absent": 5.0}]
    assert [code.code for code in cuboid.dimensions[0].labels] == ["A"]
