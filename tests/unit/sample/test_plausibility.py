"""The district looks like one: sizes, needs, absence, moves and names."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from schoolgate.sample import WrittenDistrict, write_district

Table = Callable[[str], list[dict[str, str]]]
COMPLETE = "SY-2026"


def _attendance(table: Table) -> dict[str, tuple[str, int, int]]:
    """Read the school, days enrolled and days absent of each student in the last complete year."""
    found: dict[str, tuple[str, int, int]] = {}
    for row in table("attendance"):
        if row["termSourcedId"].startswith(COMPLETE):
            student = row["studentSourcedId"]
            _, enrolled, absent = found.get(student, ("", 0, 0))
            days = int(row["daysEnrolled"]), int(row["daysAbsent"])
            found[student] = (row["schoolSourcedId"], enrolled + days[0], absent + days[1])
    return found


def test_about_a_fifth_is_chronically_absent(table: Table) -> None:
    chronic = [absent >= 0.1 * enrolled for _, enrolled, absent in _attendance(table).values()]
    assert 0.13 < sum(chronic) / len(chronic) < 0.28


def test_low_income_students_are_absent_more_often(table: Table) -> None:
    low_income = {row["sourcedId"]: row["metadata.freeReducedLunch"] for row in table("users")}
    share: dict[str, list[float]] = defaultdict(list)
    for student, (_, enrolled, absent) in _attendance(table).items():
        share[low_income[student]].append(absent / enrolled)
    assert sum(share["Yes"]) / len(share["Yes"]) > 1.1 * sum(share["No"]) / len(share["No"])


def test_sizes_are_skewed_from_a_tiny_school_to_a_very_large_one(table: Table, written: WrittenDistrict) -> None:
    sizes = Counter(school for school, _, _ in _attendance(table).values())
    assert sizes[written.facts.tiny_school] < 50
    assert sizes.most_common(1)[0][0] == written.facts.largest_school
    assert max(sizes.values()) > 2 * sorted(sizes.values())[len(sizes) // 2]


def test_schools_differ_in_who_goes_there(table: Table) -> None:
    learner = {row["sourcedId"]: row["metadata.englishLearner"] == "Yes" for row in table("users")}
    groups: dict[str, list[bool]] = defaultdict(list)
    for student, (school, _, _) in _attendance(table).items():
        groups[school].append(learner[student])
    shares = [sum(found) / len(found) for found in groups.values() if len(found) > 60]
    assert max(shares) - min(shares) > 0.12


def test_small_groups_exist_for_disclosure_control(table: Table) -> None:
    race = {row["sourcedId"]: (row["asian"], row["hispanicOrLatinoEthnicity"]) for row in table("demographics")}
    cells = Counter((school, race[student]) for student, (school, _, _) in _attendance(table).items())
    assert sum(0 < count < 10 for count in cells.values()) >= 3


def test_students_move_leave_drop_out_graduate_and_come_late(table: Table) -> None:
    roles = [row for row in table("roles") if row["role"] == "student"]
    reasons = Counter(row["metadata.exitReason"] for row in roles)
    assert set(reasons) == {"", "transferred out", "dropout", "graduated"}
    moves = [row for row in roles if row["endDate"] and not row["metadata.exitReason"]]
    assert any(row["endDate"][5:7] not in {"06", "07"} for row in moves), "somebody moves within a year"
    assert any(row["beginDate"][5:7] not in {"09"} for row in roles), "somebody comes late"


def test_exactly_the_planned_number_is_enrolled_each_year(table: Table) -> None:
    by_year: dict[str, set[str]] = defaultdict(set)
    for row in table("attendance"):
        by_year[row["termSourcedId"][:7]].add(row["studentSourcedId"])
    assert {len(students) for students in by_year.values()} == {800}


def test_sections_are_of_a_size_that_a_room_holds(table: Table) -> None:
    sizes = Counter(row["classSourcedId"] for row in table("enrollments") if row["role"] == "student")
    assert max(sizes.values()) <= 25
    usual = sorted(sizes.values())[len(sizes) // 2]
    assert 12 <= usual <= 25


def test_some_classes_have_two_teachers_and_some_change_theirs_in_mid_year(table: Table) -> None:
    teachers = [row for row in table("enrollments") if row["role"] == "teacher"]
    main = Counter(row["classSourcedId"] for row in teachers if row["primary"] == "true")
    assert {row["classSourcedId"] for row in teachers if row["primary"] == "false"} <= set(main)
    assert any(row["primary"] == "false" for row in teachers)
    assert max(main.values()) == 2


def test_some_go_by_another_name_and_names_come_from_many_languages(table: Table) -> None:
    students = [row for row in table("users") if row["sourcedId"].startswith("STU-")]
    renamed = [row for row in students if row["preferredGivenName"]]
    assert 0.02 < len(renamed) / len(students) < 0.09
    assert sum(row["preferredGivenName"] != row["givenName"] for row in renamed) / len(renamed) > 0.9
    assert any(row["preferredFamilyName"] for row in students)
    marked = [row for row in students if len(unicodedata.normalize("NFD", row["familyName"])) > len(row["familyName"])]
    assert marked, "some names carry accents"
    full = Counter((row["givenName"], row["familyName"]) for row in students)
    assert max(full.values()) <= 3


def test_gender_knows_more_than_two_words(table: Table) -> None:
    assert {"female", "male", "other"} <= {row["sex"] for row in table("demographics")}


def test_opt_outs_are_recorded_by_30_september_of_their_year(table: Table) -> None:
    for row in table("optouts"):
        assert f"{int(row['schoolYear']) - 1}-09-01" <= row["recordedOn"] <= f"{int(row['schoolYear']) - 1}-09-30"


def test_nothing_has_happened_after_the_day_of_the_extract(table: Table, written: WrittenDistrict) -> None:
    day = written.facts.extracted_on.isoformat()
    columns = {
        "enrollments": ("beginDate", "endDate"),
        "roles": ("beginDate", "endDate"),
        "programs": ("beginDate", "endDate"),
        "discipline": ("incidentDate",),
        "assessments": ("administeredOn",),
        "optouts": ("recordedOn",),
    }
    for name, dated in columns.items():
        for row in table(name):
            assert all(row[column] <= day for column in dated), (name, row)


@pytest.mark.parametrize("years", [1, 2])
def test_a_district_may_be_as_young_as_one_year(tmp_path: Path, years: int) -> None:
    found = write_district(tmp_path / "young", students=300, years=years, seed=5)
    assert len(found.facts.school_years) == years
    assert found.facts.reported_year == ("2026-27" if years == 1 else "2025-26")
