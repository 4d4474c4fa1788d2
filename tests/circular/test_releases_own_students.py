"""A leader's or teacher's own students, at once (R33, R34, D10; T20, T22)."""

import csv
from datetime import date
from pathlib import Path

import pytest
from tests.support import extracts, requests

from schoolgate.policy.document import read_request
from schoolgate.release.build import Release, build_release
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store


def _release(store: Store, folder: Path, on: date, kind: str, person: str, **changes: object) -> Release:
    path = requests.write(folder, requests.own_students(kind, person, **changes), f"{kind}.json")
    return build_release(read_request(path), store, folder / kind, on=on)


def _rows(release: Release, name: str = "data.csv") -> list[dict[str, str]]:
    with (release.path / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _taught(district: WrittenDistrict, teacher: str, year: str) -> set[str]:
    """Return the students of a teacher's classes of a school year, whatever the dates, from the files alone."""
    sessions = {
        row["sourcedId"] for row in extracts.rows(district.extract, "academicSessions") if row["schoolYear"] == year
    }
    classes = {
        row["sourcedId"]
        for row in extracts.rows(district.extract, "classes")
        if set(row["termSourcedIds"].split(",")) & sessions
    }
    enrolled = [row for row in extracts.rows(district.extract, "enrollments") if row["classSourcedId"] in classes]
    own = {row["classSourcedId"] for row in enrolled if row["role"] == "teacher" and row["userSourcedId"] == teacher}
    return {row["userSourcedId"] for row in enrolled if row["role"] == "student" and row["classSourcedId"] in own}


def test_r34_a_teacher_gets_her_own_students_and_nobody_else(
    district: WrittenDistrict, store: Store, release_on: date, tmp_path: Path
) -> None:
    teacher = district.facts.teacher.person_id
    release = _release(store, tmp_path, release_on, "teacher", teacher, request__school_years=["2026-27"])
    students = {row["student"] for row in _rows(release, "office/rows.csv")}
    assert students
    assert students <= _taught(district, teacher, "2027")


def test_t22_last_year_s_class_gives_last_year_s_rows_only(
    district: WrittenDistrict, store: Store, release_on: date, tmp_path: Path
) -> None:
    teacher = district.facts.teacher.person_id
    years = ["2025-26", "2026-27"]
    release = _release(
        store,
        tmp_path,
        release_on,
        "teacher",
        teacher,
        request__school_years=years,
        data__elements=["student_id", "grade", "attendance_by_quarter"],
    )
    last, this = (_taught(district, teacher, year) for year in ("2026", "2027"))
    keys = [row["student"] for row in _rows(release, "office/rows.csv")]
    assert set(keys) <= last | this
    only_last = last - this
    assert only_last
    counts = {student: keys.count(student) for student in set(keys)}
    assert all(counts.get(student, 0) <= 1 for student in only_last)


def test_r33_a_leader_gets_the_students_of_her_school(
    district: WrittenDistrict, store: Store, release_on: date, tmp_path: Path
) -> None:
    leader, school = district.facts.principal.person_id, district.facts.principal.schools[0]
    release = _release(store, tmp_path, release_on, "school_leader", leader, request__school_years=["2026-27"])
    current = extracts.current_students(district.extract)
    here = {one.sourced_id for one in current.values() if one.school == school}
    shown = {row["student"] for row in _rows(release, "office/rows.csv")}
    assert here <= shown
    elsewhere = {one.sourced_id for one in current.values() if one.school != school}
    roles = [
        row
        for row in extracts.rows(district.extract, "roles")
        if row["role"] == "student" and row["orgSourcedId"] == school
    ]
    ever_here = {row["userSourcedId"] for row in roles}
    assert not shown & (elsewhere - ever_here)


@pytest.mark.parametrize("kind", ["teacher", "school_leader"])
def test_d10_somebody_whom_the_records_do_not_know_gets_nothing(
    kind: str, store: Store, release_on: date, tmp_path: Path
) -> None:
    from schoolgate.release.build import NotDetermined

    with pytest.raises(NotDetermined):
        _release(store, tmp_path, release_on, kind, "STF-NOBODY")
