"""The extract holds together: judged from its files alone, by nothing that wrote them."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest

from schoolgate.sample import WrittenDistrict

Row = dict[str, str]
Table = Callable[[str], list[Row]]
ONEROSTER = ("academicSessions", "classes", "courses", "demographics", "enrollments", "orgs", "roles", "users")
EXTENSIONS = ("attendance", "marks", "programs", "optouts", "assessments", "discipline")
GRADES = ["PK", "KG", *(f"{n:02d}" for n in range(1, 13))]


def _ids(table: Table, name: str) -> set[str]:
    return {row["sourcedId"] for row in table(name)}


@pytest.mark.parametrize("name", ONEROSTER)
def test_source_ids_are_there_and_unique(table: Table, name: str) -> None:
    ids = [row["sourcedId"] for row in table(name)]
    assert all(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ONEROSTER)
def test_bulk_files_leave_status_and_last_change_empty(table: Table, name: str) -> None:
    assert {(row["status"], row["dateLastModified"]) for row in table(name)} == {("", "")}


@pytest.mark.parametrize("name", [*ONEROSTER, *EXTENSIONS])
def test_no_cell_has_blanks_around_it_or_could_run_as_a_formula(table: Table, name: str) -> None:
    for row in table(name):
        for cell in row.values():
            assert cell == " ".join(cell.split())
            assert not cell.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    ("name", "column", "target"),
    [
        ("academicSessions", "parentSourcedId", "academicSessions"),
        ("orgs", "parentSourcedId", "orgs"),
        ("courses", "orgSourcedId", "orgs"),
        ("classes", "courseSourcedId", "courses"),
        ("classes", "schoolSourcedId", "orgs"),
        ("classes", "termSourcedIds", "academicSessions"),
        ("users", "primaryOrgSourcedId", "orgs"),
        ("demographics", "sourcedId", "users"),
        ("roles", "userSourcedId", "users"),
        ("roles", "orgSourcedId", "orgs"),
        ("enrollments", "userSourcedId", "users"),
        ("enrollments", "classSourcedId", "classes"),
        ("enrollments", "schoolSourcedId", "orgs"),
        ("attendance", "studentSourcedId", "users"),
        ("attendance", "schoolSourcedId", "orgs"),
        ("attendance", "termSourcedId", "academicSessions"),
        ("marks", "studentSourcedId", "users"),
        ("marks", "classSourcedId", "classes"),
        ("marks", "termSourcedId", "academicSessions"),
        ("programs", "studentSourcedId", "users"),
        ("optouts", "studentSourcedId", "users"),
        ("assessments", "studentSourcedId", "users"),
        ("assessments", "schoolSourcedId", "orgs"),
        ("discipline", "studentSourcedId", "users"),
        ("discipline", "schoolSourcedId", "orgs"),
    ],
)
def test_no_key_dangles(table: Table, name: str, column: str, target: str) -> None:
    rows = table(name)
    assert rows, f"{name} is empty"
    assert {row[column] for row in rows} - _ids(table, target) - {""} == set()


def test_manifest_names_exactly_the_oneroster_files(written: WrittenDistrict) -> None:
    with (written.extract / "manifest.csv").open(encoding="utf-8") as file:
        entries = {row["propertyName"]: row["value"] for row in csv.DictReader(file)}
    files = {name.removeprefix("file."): value for name, value in entries.items() if name.startswith("file.")}
    assert len(files) == 21
    assert {name for name, value in files.items() if value == "bulk"} == set(ONEROSTER)
    assert entries["oneroster.version"] == "1.2"
    lying = {path.stem for path in written.extract.iterdir()}
    assert lying == {"manifest", *ONEROSTER, *EXTENSIONS}


@pytest.mark.parametrize(
    ("name", "begin", "end"),
    [
        ("enrollments", "beginDate", "endDate"),
        ("roles", "beginDate", "endDate"),
        ("programs", "beginDate", "endDate"),
        ("academicSessions", "startDate", "endDate"),
    ],
)
def test_every_interval_ends_after_it_begins(table: Table, name: str, begin: str, end: str) -> None:
    for row in table(name):
        assert not row[end] or date.fromisoformat(row[begin]) < date.fromisoformat(row[end]), row


def test_one_primary_role_per_person_and_organisation(table: Table) -> None:
    primary = Counter(
        (row["userSourcedId"], row["orgSourcedId"]) for row in table("roles") if row["roleType"] == "primary"
    )
    assert set(primary.values()) == {1}
    assert {(row["userSourcedId"], row["orgSourcedId"]) for row in table("roles")} == set(primary)


def test_a_student_is_in_one_school_at_a_time(table: Table) -> None:
    stays: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in table("roles"):
        if row["role"] == "student":
            stays[row["userSourcedId"]].append((row["beginDate"], row["endDate"] or "9999-12-31"))
    for held in stays.values():
        for (_, end), (begin, _) in pairwise(sorted(held)):
            assert end <= begin


def test_enrolments_lie_within_a_role_at_the_same_school(table: Table) -> None:
    roles: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for row in table("roles"):
        roles[row["userSourcedId"], row["orgSourcedId"]].append((row["beginDate"], row["endDate"] or "9999-12-31"))
    schools = {row["sourcedId"]: row["schoolSourcedId"] for row in table("classes")}
    for row in table("enrollments"):
        assert schools[row["classSourcedId"]] == row["schoolSourcedId"]
        held = roles[row["userSourcedId"], row["schoolSourcedId"]]
        end = row["endDate"] or "9999-12-31"
        assert any(begin <= row["beginDate"] and end <= until for begin, until in held), row


def _grades_by_year(table: Table) -> dict[str, dict[str, set[str]]]:
    classes = {row["sourcedId"]: row for row in table("classes")}
    grades: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in table("enrollments"):
        if row["role"] == "student":
            held = classes[row["classSourcedId"]]
            grades[row["userSourcedId"]][held["termSourcedIds"]].add(held["grades"])
    return grades


def test_a_student_is_in_one_grade_a_year_and_moves_up_by_one_or_stays(table: Table) -> None:
    kept_back = steps = 0
    for years in _grades_by_year(table).values():
        places = [[GRADES.index(grade) for grade in years[year]] for year in sorted(years)]
        assert all(len(grades) == 1 for grades in places)
        assert [int(year[3:]) for year in sorted(years)] == list(range(int(min(years)[3:]), int(max(years)[3:]) + 1))
        for (before,), (after,) in pairwise(places):
            assert after - before in {0, 1}
            steps += 1
            kept_back += after == before
    assert 0 < kept_back < 0.08 * steps


def test_birth_dates_fit_the_grade(table: Table) -> None:
    born = {row["sourcedId"]: date.fromisoformat(row["birthDate"]) for row in table("demographics")}
    on_time = total = 0
    for student, years in _grades_by_year(table).items():
        first = min(years)
        (grade,) = years[first]
        autumn = date(int(first[3:]) - 1, 9, 1)
        age = autumn.year - born[student].year - ((born[student].month, born[student].day) > (9, 1))
        usual = GRADES.index(grade) + 4
        assert usual <= age <= usual + 2
        on_time += age == usual
        total += 1
    assert on_time / total > 0.85


def test_the_days_of_a_complete_year_add_up_to_180(table: Table) -> None:
    days: Counter[tuple[str, str]] = Counter()
    for row in table("attendance"):
        assert 0 <= int(row["daysAbsent"]) <= int(row["daysEnrolled"]) <= 45
        assert int(row["daysEnrolled"]) > 0
        days[row["studentSourcedId"], row["termSourcedId"][:7]] += int(row["daysEnrolled"])
    last = max(year for _, year in days)
    complete = [count for (_, year), count in days.items() if year != last]
    assert max(complete) == 180
    assert sum(count == 180 for count in complete) / len(complete) > 0.85
    assert max(count for (_, year), count in days.items() if year == last) == 45


def test_marks_are_given_to_those_who_sit_in_the_class(table: Table) -> None:
    seats = {(row["userSourcedId"], row["classSourcedId"]) for row in table("enrollments") if row["role"] == "student"}
    marks = table("marks")
    assert all((row["studentSourcedId"], row["classSourcedId"]) in seats for row in marks)
    keys = Counter((row["studentSourcedId"], row["classSourcedId"], row["termSourcedId"]) for row in marks)
    assert max(keys.values()) == 1


def test_student_numbers_are_unique_and_of_their_form(table: Table) -> None:
    students = [row for row in table("users") if row["sourcedId"].startswith("STU-")]
    for column, length in (("identifier", 7), ("metadata.stateId", 10)):
        numbers = [row[column] for row in students]
        assert len(set(numbers)) == len(numbers)
        assert all(len(number) == length and number.isdigit() for number in numbers)
    assert not any(row["identifier"] in row["email"] for row in students)


def test_every_class_has_a_teacher_and_students_at_every_time(table: Table) -> None:
    roles: dict[str, set[str]] = defaultdict(set)
    for row in table("enrollments"):
        roles[row["classSourcedId"]].add(row["role"])
    assert set(roles) == _ids(table, "classes")
    assert all(found == {"teacher", "student"} for found in roles.values())


def test_every_school_has_one_principal_now(table: Table) -> None:
    now = Counter(row["orgSourcedId"] for row in table("roles") if row["role"] == "principal" and not row["endDate"])
    schools = {row["sourcedId"] for row in table("orgs") if row["type"] == "school"}
    assert now == dict.fromkeys(schools, 1)


def test_schools_stand_in_regions_under_the_district(table: Table) -> None:
    types = {row["sourcedId"]: row["type"] for row in table("orgs")}
    parents = {(row["type"], types.get(row["parentSourcedId"], "")) for row in table("orgs")}
    assert parents == {("district", ""), ("ext:region", "district"), ("school", "ext:region")}
