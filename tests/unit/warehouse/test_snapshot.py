"""What a snapshot tells of schools, terms, staff and enrolments."""

from datetime import date
from pathlib import Path

import pytest
from tests.districts import District, small_district

from schoolgate.core import SchoolYear
from schoolgate.warehouse import Snapshot, Store

ON = date(2025, 3, 3)


def _load(district: District, tmp_path: Path) -> Snapshot:
    store = Store(tmp_path / "store")
    store.load(district.write(tmp_path / "extract"))
    return store.snapshot()


def _stays(snapshot: Snapshot, student: str) -> list[tuple[str, int, str, str]]:
    with snapshot.connect() as con:
        found = con.execute(
            "SELECT school, school_year, CAST(begins AS VARCHAR), CAST(ends AS VARCHAR) FROM stays "
            "WHERE student = ? ORDER BY ALL",
            [student],
        ).fetchall()
    return [(school, year, begins, ends) for school, year, begins, ends in found]


def test_schools_years_and_terms_are_told_in_order(snapshot: Snapshot) -> None:
    assert [school.name for school in snapshot.schools()] == ["A School", "B School"]
    assert snapshot.school_years() == (SchoolYear(2024), SchoolYear(2025))
    terms = snapshot.terms(SchoolYear(2025))
    assert [term.id for term in terms] == ["Q1-2025", "Q2-2025", "Q3-2025", "Q4-2025"]
    assert (terms[0].begins, terms[0].ends) == (date(2024, 9, 1), date(2024, 11, 15))
    assert snapshot.terms(SchoolYear(2025), of="marks") == terms


def test_a_person_is_told_as_of_a_day(snapshot: Snapshot) -> None:
    pam = snapshot.person("Pam", ON)
    assert pam is not None
    assert ([school.id for school in pam.schools_led], pam.roles, pam.sections) == (["A"], ("principal",), ())
    tom = snapshot.person("Tom", ON)
    assert tom is not None
    assert [school.id for school in tom.schools_taught] == ["A"]
    assert [section.id for section in tom.sections] == ["B-READ-24", "A-READ-25"]
    before = snapshot.person("Tom", date(2024, 6, 1))
    assert before is not None
    assert [school.id for school in before.schools_taught] == ["B"]


@pytest.mark.parametrize("person", ["Ann", "Nobody", ""])
def test_a_student_or_a_stranger_is_no_member_of_staff(snapshot: Snapshot, person: str) -> None:
    assert snapshot.person(person, ON) is None


def test_roles_with_dates_say_when_a_student_is_enrolled(snapshot: Snapshot) -> None:
    assert _stays(snapshot, "Ben") == [
        ("A", 2024, "2023-09-01", "2024-06-20"),
        ("A", 2025, "2024-09-01", "2025-02-01"),
        ("B", 2025, "2025-02-01", "2025-06-20"),
    ]


def test_class_enrolments_say_it_where_the_role_has_no_dates(tmp_path: Path) -> None:
    district = small_district()
    district.user("Eve")
    district.role("Eve", "student", "A")
    district.enrol("Eve", "A-MATH-25", begins="2024-10-01", ends="2024-12-01")
    district.enrol("Eve", "A-READ-25", begins="2024-11-01", ends="2025-01-15")
    snapshot = _load(district, tmp_path)
    assert _stays(snapshot, "Eve") == [("A", 2025, "2024-10-01", "2025-01-15")]


def test_a_student_who_came_back_has_two_enrolments(tmp_path: Path) -> None:
    district = small_district()
    district.user("Eve")
    district.role("Eve", "student", "A", "2024-09-01", "2024-11-01")
    district.role("Eve", "student", "A", "2025-03-01", "2025-06-01")
    assert _stays(_load(district, tmp_path), "Eve") == [
        ("A", 2025, "2024-09-01", "2024-11-01"),
        ("A", 2025, "2025-03-01", "2025-06-01"),
    ]


def test_a_bare_role_counts_for_the_latest_year_only(tmp_path: Path) -> None:
    district = small_district()
    district.user("Eve")
    district.role("Eve", "student", "B")
    assert _stays(_load(district, tmp_path), "Eve") == [("B", 2025, "2024-09-01", "2025-06-20")]


def test_a_class_is_taken_only_while_enrolled_in_its_school(snapshot: Snapshot) -> None:
    with snapshot.connect() as con:
        found = con.execute(
            "SELECT CAST(ends AS VARCHAR) FROM section_stays WHERE student = 'Ben' AND class = 'A-MATH-25'"
        )
        assert found.fetchall() == [("2025-02-01",)]


RACES: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "Unknown"),
    (("asian",), "Asian"),
    (("white", "asian"), "Two or more"),
    (("demographicRaceTwoOrMoreRaces",), "Two or more"),
    (("white", "hispanicOrLatinoEthnicity"), "Hispanic"),
    (("americanIndianOrAlaskaNative",), "American Indian"),
    (("blackOrAfricanAmerican",), "Black"),
    (("nativeHawaiianOrOtherPacificIslander",), "Pacific Islander"),
)


def test_race_follows_the_federal_rule(tmp_path: Path) -> None:
    district = small_district()
    for number, (races, _) in enumerate(RACES):
        district.user(f"R{number}")
        district.role(f"R{number}", "student", "A")
        district.rows["demographics"].append({"sourcedId": f"R{number}"} | dict.fromkeys(races, "true"))
    with _load(district, tmp_path).connect() as con:
        found = con.execute("SELECT race_ethnicity FROM students WHERE student LIKE 'R%' ORDER BY student").fetchall()
    assert [code for (code,) in found] == [code for _, code in RACES]
