"""Extracts that others wrote: a district's, and toy sets that break the standard in their own ways."""

from datetime import date
from pathlib import Path

import pytest

from schoolgate.core import BadInput, Population, SchoolYear, Severity
from schoolgate.warehouse import Scope, Snapshot, Store, finest_cuboid, student_rows

YEAR = SchoolYear(2025)
ON = date(2025, 3, 3)


@pytest.fixture(scope="module")
def lakeside(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Load the Lakeside district once."""
    store = Store(tmp_path_factory.mktemp("lakeside"))
    store.load(shared / "data" / "lakeside_oneroster12_2024_2025.zip")
    return store.snapshot()


def test_lakeside_loads_with_every_student_school_and_enrolment(lakeside: Snapshot) -> None:
    report = lakeside.report()
    assert {count.kind: count.rows for count in report.counts} == {
        "students": 10_223,
        "teachers": 893,
        "schools": 37,
        "classes": 1_318,
        "enrollments": 28_446,
    }
    assert report.faults == ()
    assert report.school_years == (YEAR,)


def test_lakeside_adds_up_by_school_grade_and_english_learner(lakeside: Snapshot) -> None:
    found = finest_cuboid(lakeside, Scope.district(), Population(), YEAR, ["school", "grade", "english_learner"])
    assert sum(found.table["n"].to_pylist()) == 10_223
    learners = [row["n"] for row in found.table.to_pylist() if row["english_learner"] == "Yes"]
    assert sum(learners) == 999
    assert len({row["school"] for row in found.table.to_pylist()}) == 37


def test_a_lakeside_teacher_reaches_exactly_the_students_of_her_sections(lakeside: Snapshot, shared: Path) -> None:
    with lakeside.connect() as con:
        teacher, students = con.execute(
            "SELECT person, list(DISTINCT student ORDER BY student) FROM teaching JOIN section_stays USING (class) "
            "GROUP BY person ORDER BY count(*) DESC LIMIT 1"
        ).fetchall()[0]
    found = student_rows(lakeside, Scope.teacher(lakeside, teacher, ON), Population(), (YEAR,), ["name"], ON)
    assert sorted(found.table["_student"].to_pylist()) == students
    assert 0 < len(students) < 10_223


TOYS: dict[str, tuple[str, list[tuple[str, str, int | None, str | None]]]] = {
    "oat 1.1": (
        "oat_v1p1/data/samples/OneRosterv1p1BaseCSV",
        [
            ("header.missing-column", "academicSessions.csv", 1, "schoolYear"),
            ("header.misspelt", "classes.csv", 1, "grade"),
            ("header.missing-column", "demographics.csv", 1, "sourcedId"),
            ("header.misspelt", "users.csv", 1, "userId"),
        ],
    ),
    "moodle 1.1 full": (
        "moodle_v1p2/Test_full_data_set.zip",
        [
            ("bulk.status", "academicSessions.csv", 2, "status"),
            ("bulk.status", "academicSessions.csv", 4, "status"),
            ("reference.dangling", "academicSessions.csv", 3, "parentSourcedId"),
            ("reference.dangling", "orgs.csv", 2, "parentSourcedId"),
        ],
    ),
    "moodle 1.2 delta": (
        "moodle_v1p2/oneroster_test_data.zip",
        [
            ("manifest.delta", "manifest.csv", 4, "file.academicSessions"),
            ("manifest.delta", "manifest.csv", 24, "file.users"),
            ("academicSessions.school-year", "academicSessions.csv", 2, "schoolYear"),
        ],
    ),
    "moodle 1.2 full": (
        "moodle_v1p2/v1p2_full_dataset.zip",
        [
            ("header.misspelt", "users.csv", 1, "prefferedGivenName"),
            ("header.misspelt", "roles.csv", 1, "dataLastModified"),
            ("header.empty-name", "roles.csv", 1, None),
            ("csv.cell-count", "roles.csv", 2, None),
            ("manifest.value", "manifest.csv", 22, "file.userProfiles"),
            ("bulk.status", "academicSessions.csv", 4, "status"),
        ],
    ),
    "microsoft sds 2.1": (
        "microsoft_sds_v2.1/CSV Samples/SDS v2.1",
        [
            ("manifest.missing", "manifest.csv", None, None),
            ("academicSessions.school-year", "academicSessions.csv", 2, "schoolYear"),
            ("header.missing-column", "users.csv", 1, "enabledUser"),
            ("cell.enum", "orgs.csv", 2, "type"),
        ],
    ),
    "microsoft sds 2": (
        "microsoft_sds_v2.1/CSV Samples/SDS v2",
        [
            ("manifest.missing", "manifest.csv", None, None),
            ("source.missing-file", "academicSessions.csv", None, None),
        ],
    ),
    "microsoft sds": (
        "microsoft_sds_v2.1/CSV Samples/SDS Format/25 Users",
        [("source.no-csv", "25 Users", None, None)],
    ),
    "microsoft uk": (
        "microsoft_sds_v2.1/CSV Samples/UK Format/100 Users",
        [("source.no-csv", "100 Users", None, None)],
    ),
}


@pytest.mark.parametrize("toy", TOYS)
def test_a_toy_set_is_refused_for_the_right_reasons(shared: Path, tmp_path: Path, toy: str) -> None:
    place, expected = TOYS[toy]
    store = Store(tmp_path / "store")
    with pytest.raises(BadInput) as caught:
        store.load(shared / "data" / "oneroster_samples" / place)
    errors = {
        (fault.rule, fault.source, fault.line, fault.column)
        for fault in caught.value.faults
        if fault.severity is Severity.ERROR
    }
    assert set(expected) <= errors, sorted(errors, key=str)
    assert store.snapshot_ids() == ()


def test_the_moodle_minimal_set_loads_with_its_repairs_told(shared: Path, tmp_path: Path) -> None:
    report = Store(tmp_path / "store").load(shared / "data/oneroster_samples/moodle_v1p2/Test_minimal_data_set.zip")
    assert report.oneroster_version == "1.1"
    assert (report.count("students"), report.count("classes"), report.count("enrollments")) == (4, 2, 6)
    places = {(fault.rule, fault.source, fault.line, fault.column) for fault in report.faults}
    assert ("repair.case", "classes.csv", 2, "classType") in places
    assert ("repair.case", "users.csv", 2, "enabledUser") in places
    assert ("reference.no-file", "classes.csv", 2, "courseSourcedId") in places
