"""Broken extracts: each is refused, or repaired with a warning, at the right place and with a mend."""

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.districts import small_district
from tests.support import refusals

from schoolgate.core import BadInput, Fault, Severity
from schoolgate.warehouse import RULES, Store


def edit(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Replace the one place of a text in a file."""

    def change(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (file, old, text.count(old))
        path.write_text(text.replace(old, new), encoding="utf-8", newline="")

    return change


def first(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Replace the first place of a text in a file."""

    def change(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    return change


def append(file: str, line: str) -> Callable[[Path], None]:
    """Add a line at the end of a file."""

    def change(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8", newline="") as opened:
            opened.write(line + "\n")

    return change


def raw(file: str, change_bytes: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Change a file's bytes."""

    def change(folder: Path) -> None:
        (folder / file).write_bytes(change_bytes((folder / file).read_bytes()))

    return change


def rename(old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / old).rename(folder / new)

    return change


def remove(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


def link(file: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        target = folder.parent / f"elsewhere-{file}"
        (folder / file).rename(target)
        (folder / file).symlink_to(target)

    return change


def both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        for one in changes:
            one(folder)

    return change


@dataclass(frozen=True)
class Broken:
    """One way to break the small district, and the fault that must be found."""

    name: str
    change: Callable[[Path], None]
    rule: str
    file: str
    line: int | None
    column: str | None = None


E = [
    # Files
    Broken("a needed file is absent", remove("classes.csv"), "source.missing-file", "classes.csv", None),
    Broken("two files differ in capitals", append("Users.csv", "x"), "source.file-twice", "users.csv", None),
    Broken("a file is a link", link("users.csv"), "source.symlink", "users.csv", None),
    # Manifest
    Broken("no manifest", remove("manifest.csv"), "manifest.missing", "manifest.csv", None),
    Broken(
        "a manifest of another version",
        edit("manifest.csv", "manifest.version,1.0", "manifest.version,2.0"),
        "manifest.version",
        "manifest.csv",
        2,
        "value",
    ),
    Broken(
        "an unknown OneRoster",
        edit("manifest.csv", "oneroster.version,1.2", "oneroster.version,1.3"),
        "manifest.oneroster-version",
        "manifest.csv",
        3,
        "value",
    ),
    Broken(
        "a delta", edit("manifest.csv", "users,bulk", "users,delta"), "manifest.delta", "manifest.csv", 16, "file.users"
    ),
    Broken(
        "a listed file is absent",
        edit("manifest.csv", "results,absent", "results,bulk"),
        "manifest.file-absent",
        "manifest.csv",
        15,
        "file.results",
    ),
    Broken(
        "a file that is there is called absent",
        edit("manifest.csv", "demographics,bulk", "demographics,absent"),
        "manifest.file-not-listed",
        "manifest.csv",
        10,
        "file.demographics",
    ),
    Broken(
        "a manifest value that means nothing",
        edit("manifest.csv", "orgs,bulk", "orgs,yes"),
        "manifest.value",
        "manifest.csv",
        13,
        "file.orgs",
    ),
    Broken(
        "a manifest with another header",
        edit("manifest.csv", "propertyName,value", "property,value"),
        "header.missing-column",
        "manifest.csv",
        1,
        "propertyName",
    ),
    Broken(
        "a property of the manifest twice",
        append("manifest.csv", "file.users,absent"),
        "manifest.twice",
        "manifest.csv",
        25,
        "propertyName",
    ),
    # Bytes
    Broken(
        "UTF-16",
        raw("users.csv", lambda b: b.decode().encode("utf-16")),
        "encoding.utf16",
        "users.csv",
        1,
    ),
    Broken(
        "Latin-1", raw("users.csv", lambda b: b.replace(b"Calvin", b"Jos\xe9")), "encoding.not-utf8", "users.csv", 4
    ),
    Broken("a NUL byte", raw("users.csv", lambda b: b.replace(b"Calvin", b"Cal\x00")), "encoding.nul", "users.csv", 4),
    Broken(
        "text cut within a letter",
        raw("orgs.csv", lambda b: b + "É".encode()[:1]),
        "encoding.not-utf8",
        "orgs.csv",
        5,
    ),
    Broken("an empty file", raw("users.csv", lambda _: b""), "csv.empty", "users.csv", None),
    Broken("a header alone", raw("users.csv", lambda b: b.split(b"\n")[0] + b"\n"), "csv.no-rows", "users.csv", None),
    Broken("an empty first line", raw("users.csv", lambda b: b"\n" + b), "csv.empty", "users.csv", 1),
    Broken(
        "a quote left open",
        edit("users.csv", "Calvin", '"Calvin'),
        "csv.syntax",
        "users.csv",
        4,
    ),
    Broken("text after a closing quote", edit("users.csv", "Calvin", '"Cal"vin'), "csv.syntax", "users.csv", 4),
    Broken("a row with a cell too few", append("orgs.csv", "C,,,C School,school"), "csv.cell-count", "orgs.csv", 5),
    Broken("a row with a cell too many", append("orgs.csv", "C,,,C,school,,D,more"), "csv.cell-count", "orgs.csv", 5),
    Broken("a bare comma in a name", edit("orgs.csv", "B School", "B, School"), "csv.cell-count", "orgs.csv", 4),
    Broken(
        "UTF-16 without its mark",
        raw("users.csv", lambda b: b.decode().encode("utf-16-le")),
        "encoding.nul",
        "users.csv",
        1,
    ),
    Broken(
        "a spreadsheet called CSV",
        raw("orgs.csv", lambda _: b"PK\x03\x04\x14\x00\x00\x00"),
        "encoding.nul",
        "orgs.csv",
        1,
    ),
    Broken(
        "a cell of three million letters", edit("users.csv", "Calvin", "x" * 3_000_000), "csv.syntax", "users.csv", 4
    ),
    Broken(
        "the sign that ended files long ago", raw("orgs.csv", lambda b: b + b"\x1a"), "csv.cell-count", "orgs.csv", 5
    ),
    # Header
    Broken("semicolons", raw("orgs.csv", lambda b: b.replace(b",", b";")), "header.separator", "orgs.csv", 1),
    Broken("tabs", raw("orgs.csv", lambda b: b.replace(b",", b"\t")), "header.separator", "orgs.csv", 1),
    Broken(
        "a separator told in the first line",
        raw("orgs.csv", lambda b: b"sep=,\n" + b),
        "header.missing-column",
        "orgs.csv",
        1,
        "sourcedId",
    ),
    Broken(
        "a web page",
        raw("orgs.csv", lambda _: b"<!DOCTYPE html>\n<p>Sign in</p>\n"),
        "header.missing-column",
        "orgs.csv",
        1,
        "sourcedId",
    ),
    Broken(
        "a name that begins invisibly",
        edit("orgs.csv", "sourcedId,status", "\u200bsourcedId,status"),
        "header.misspelt",
        "orgs.csv",
        1,
        "\\u200bsourcedId",
    ),
    Broken(
        "a comma at the end of each line",
        raw("orgs.csv", lambda b: b.replace(b"\n", b",\n")),
        "header.empty-name",
        "orgs.csv",
        1,
    ),
    Broken(
        "a required column is missing",
        edit("orgs.csv", "name,type", "label,type"),
        "header.missing-column",
        "orgs.csv",
        1,
        "name",
    ),
    Broken(
        "a misspelt preferred name",
        edit("users.csv", "preferredGivenName", "prefferedGivenName"),
        "header.misspelt",
        "users.csv",
        1,
        "prefferedGivenName",
    ),
    Broken("a column twice", edit("orgs.csv", "name,type", "name,name"), "header.twice", "orgs.csv", 1, "name"),
    Broken("a column without a name", edit("orgs.csv", ",identifier,", ",,"), "header.empty-name", "orgs.csv", 1),
    # Cells
    Broken(
        "a required cell is empty",
        edit("orgs.csv", "B School,school", ",school"),
        "cell.required",
        "orgs.csv",
        4,
        "name",
    ),
    Broken(
        "a required cell is blanks",
        edit("orgs.csv", "B School,school", "  ,school"),
        "cell.required",
        "orgs.csv",
        4,
        "name",
    ),
    Broken(
        "a value of no enumeration",
        edit("orgs.csv", "B School,school", "B School,college"),
        "cell.enum",
        "orgs.csv",
        4,
        "type",
    ),
    Broken(
        "an ext: value where none is allowed",
        first("roles.csv", "Ann,primary", "Ann,ext:main"),
        "cell.ext",
        "roles.csv",
        2,
        "roleType",
    ),
    Broken(
        "a date the other way round",
        first("roles.csv", "student,2023-09-01,,A", "student,15/06/2023,,A"),
        "cell.date",
        "roles.csv",
        2,
        "beginDate",
    ),
    Broken(
        "a day that does not exist",
        first("roles.csv", "student,2025-02-01,,B", "student,2025-02-30,,B"),
        "cell.date",
        "roles.csv",
        4,
        "beginDate",
    ),
    Broken(
        "a date with an hour",
        edit("programs.csv", "2024-10-01", "2024-10-01T00:00:00Z"),
        "cell.date",
        "programs.csv",
        2,
        "beginDate",
    ),
    Broken(
        "a boolean in words",
        edit("users.csv", "Tia,,,true", "Tia,,,yes"),
        "cell.boolean",
        "users.csv",
        9,
        "enabledUser",
    ),
    Broken(
        "days in words",
        first("attendance.csv", "Q1-2025,40,1", "Q1-2025,forty,1"),
        "cell.number",
        "attendance.csv",
        2,
        "daysEnrolled",
    ),
    Broken(
        "a school year in words",
        first("academicSessions.csv", "2024-06-20,,2024", "2024-06-20,,next"),
        "cell.year",
        "academicSessions.csv",
        2,
        "schoolYear",
    ),
    Broken(
        "a flag that says maybe",
        first("users.csv", ",Yes,No,", ",Maybe,No,"),
        "cell.flag",
        "users.csv",
        2,
        "metadata.englishLearner",
    ),
    Broken(
        "an inactive row",
        edit("users.csv", "Tia,,,true", "Tia,inactive,,true"),
        "bulk.status",
        "users.csv",
        9,
        "status",
    ),
    Broken(
        "a deleted row",
        edit("users.csv", "Tia,,,true", "Tia,tobedeleted,,true"),
        "bulk.status",
        "users.csv",
        9,
        "status",
    ),
    # Rows
    Broken("a key twice", append("orgs.csv", "B,,,Again,school,,D"), "row.duplicate", "orgs.csv", 5, "sourcedId"),
    Broken(
        "attendance twice",
        append("attendance.csv", "Ben,A,Q1-2025,40,1"),
        "row.duplicate",
        "attendance.csv",
        12,
    ),
    Broken(
        "a session that ends as it begins",
        first("academicSessions.csv", "2023-09-01,2024-06-20", "2023-09-01,2023-09-01"),
        "row.begin-after-end",
        "academicSessions.csv",
        2,
        "endDate",
    ),
    Broken(
        "a role that ends before it begins",
        first("roles.csv", "2023-09-01,2025-02-01", "2025-02-02,2025-02-01"),
        "row.begin-after-end",
        "roles.csv",
        3,
        "endDate",
    ),
    Broken(
        "a role of no standard",
        first("roles.csv", "primary,student", "primary,pupil"),
        "cell.enum",
        "roles.csv",
        2,
        "role",
    ),
    Broken(
        "a date without hyphens",
        first("roles.csv", "student,2023-09-01", "student,20230901"),
        "cell.date",
        "roles.csv",
        2,
        "beginDate",
    ),
    Broken(
        "a date that never comes",
        first("roles.csv", "student,2023-09-01", "student,infinity"),
        "cell.date",
        "roles.csv",
        2,
        "beginDate",
    ),
    Broken(
        "days that are not a number",
        first("attendance.csv", "Q1-2025,40,1", "Q1-2025,40,NaN"),
        "cell.number",
        "attendance.csv",
        2,
        "daysAbsent",
    ),
    Broken(
        "days with a decimal comma",
        first("attendance.csv", "Q1-2025,40,1", 'Q1-2025,"40,5",1'),
        "cell.number",
        "attendance.csv",
        2,
        "daysEnrolled",
    ),
    Broken(
        "a score without end",
        first("assessments.csv", ",512,", ",inf,"),
        "cell.number",
        "assessments.csv",
        2,
        "scaleScore",
    ),
    Broken("the school year 0", first("optouts.csv", "Dee,2024", "Dee,0"), "cell.year", "optouts.csv", 2, "schoolYear"),
    # References
    Broken(
        "an enrolment of nobody",
        first("enrollments.csv", "A,Tess,teacher", "A,Nobody,teacher"),
        "reference.dangling",
        "enrollments.csv",
        2,
        "userSourcedId",
    ),
    Broken(
        "an enrolment in no class",
        first("enrollments.csv", "E0,,,A-MATH-24", "E0,,,A-ART-24"),
        "reference.dangling",
        "enrollments.csv",
        2,
        "classSourcedId",
    ),
    Broken(
        "a class in no term",
        first("classes.csv", "SY-2024", "SY-1999"),
        "reference.dangling",
        "classes.csv",
        2,
        "termSourcedIds",
    ),
    Broken(
        "a class with one unknown term of two",
        first("classes.csv", ",SY-2024,", ',"SY-2024,SY-1999",'),
        "reference.dangling",
        "classes.csv",
        2,
        "termSourcedIds",
    ),
    Broken(
        "a class of no course",
        first("classes.csv", "04,Math", "04,Maths"),
        "reference.dangling",
        "classes.csv",
        2,
        "courseSourcedId",
    ),
    Broken(
        "a role at no school",
        first("roles.csv", "2023-09-01,,A", "2023-09-01,,Z"),
        "reference.dangling",
        "roles.csv",
        2,
        "orgSourcedId",
    ),
    Broken(
        "a role of nobody",
        first("roles.csv", "R0,,,Ann", "R0,,,Amy"),
        "reference.dangling",
        "roles.csv",
        2,
        "userSourcedId",
    ),
    Broken(
        "demographics of nobody",
        first("demographics.csv", "Ann,", "Amy,"),
        "reference.dangling",
        "demographics.csv",
        2,
        "sourcedId",
    ),
    Broken(
        "a school without parent",
        edit("orgs.csv", "B School,school,,D", "B School,school,,Z"),
        "reference.dangling",
        "orgs.csv",
        4,
        "parentSourcedId",
    ),
    Broken(
        "an opt-out of nobody",
        first("optouts.csv", "Dee", "Doo"),
        "reference.dangling",
        "optouts.csv",
        2,
        "studentSourcedId",
    ),
    Broken(
        "a mark in no term",
        first("marks.csv", "Q4-2024", "Q9-2024"),
        "reference.dangling",
        "marks.csv",
        2,
        "termSourcedId",
    ),
    # What the rows mean
    Broken(
        "an enrolment at another school than its class",
        first("enrollments.csv", "A-MATH-24,A,Tess", "A-MATH-24,B,Tess"),
        "enrollments.school-mismatch",
        "enrollments.csv",
        2,
        "schoolSourcedId",
    ),
    Broken(
        "a school year named by its first half",
        first("academicSessions.csv", "2024-06-20,,2024", "2024-06-20,,2023"),
        "academicSessions.school-year",
        "academicSessions.csv",
        2,
        "schoolYear",
    ),
    Broken(
        "a class over two years",
        first("classes.csv", ",SY-2024,", ',"SY-2024,SY-2025",'),
        "classes.two-years",
        "classes.csv",
        2,
        "termSourcedIds",
    ),
    Broken(
        "an organisation above itself",
        edit("orgs.csv", "District,district,,", "District,district,,A"),
        "parent.cycle",
        "orgs.csv",
        2,
        "parentSourcedId",
    ),
    Broken(
        "a term above itself",
        first("academicSessions.csv", "2024-06-20,,2024", "2024-06-20,Q1-2024,2024"),
        "parent.cycle",
        "academicSessions.csv",
        2,
        "parentSourcedId",
    ),
    Broken(
        "a student born after the last day of the records",
        first("demographics.csv", "2014-03-01", "2114-03-01"),
        "demographics.birth-date",
        "demographics.csv",
        2,
        "birthDate",
    ),
    Broken(
        "more days absent than enrolled",
        first("attendance.csv", "Q1-2025,40,1", "Q1-2025,40,41"),
        "attendance.days",
        "attendance.csv",
        2,
        "daysAbsent",
    ),
    Broken(
        "negative days absent",
        first("attendance.csv", "Q1-2025,40,1", "Q1-2025,40,-1"),
        "attendance.days",
        "attendance.csv",
        2,
        "daysAbsent",
    ),
    Broken(
        "attendance for a quarter and the whole year",
        append("attendance.csv", "Ben,A,SY-2025,80,3"),
        "attendance.overlap",
        "attendance.csv",
        12,
        "termSourcedId",
    ),
    Broken(
        "negative days missed",
        edit("discipline.csv", "Fight,2", "Fight,-2"),
        "discipline.days",
        "discipline.csv",
        2,
        "daysMissed",
    ),
    Broken(
        "two students of one number",
        edit("users.csv", "id-Ben", "id-Ann"),
        "users.identifier-twice",
        "users.csv",
        3,
        "identifier",
    ),
    Broken(
        "a state number that is another's student number",
        edit("users.csv", "9002", "id-Ann"),
        "users.identifier-twice",
        "users.csv",
        3,
        "metadata.stateId",
    ),
]

W = [
    Broken("a byte order mark", raw("users.csv", lambda b: b"\xef\xbb\xbf" + b), "encoding.bom", "users.csv", 1),
    Broken("a file's name in capitals", rename("users.csv", "Users.csv"), "source.file-case", "Users.csv", None),
    Broken("a file that is not read", append("notes.txt", "x"), "source.unknown-file", "notes.txt", None),
    Broken(
        "a column in capitals",
        edit("orgs.csv", "sourcedId,status", "SourcedId,status"),
        "header.case",
        "orgs.csv",
        1,
        "SourcedId",
    ),
    Broken(
        "columns in another order",
        raw("optouts.csv", lambda _: b"schoolYear,studentSourcedId,recordedOn\n2024,Dee,\n2025,Cal,\n"),
        "header.order",
        "optouts.csv",
        1,
    ),
    Broken(
        "an unknown column",
        raw("optouts.csv", lambda _: b"studentSourcedId,schoolYear,recordedOn,colour\nDee,2024,,red\n"),
        "header.unknown",
        "optouts.csv",
        1,
        "colour",
    ),
    Broken(
        "an optional column left out",
        raw("optouts.csv", lambda _: b"studentSourcedId,schoolYear\nDee,2024\n"),
        "header.missing-optional",
        "optouts.csv",
        1,
        "recordedOn",
    ),
    Broken(
        "a file that the manifest forgets",
        edit("manifest.csv", "file.categories,absent\n", ""),
        "manifest.property-missing",
        "manifest.csv",
        None,
        "file.categories",
    ),
    Broken(
        "blanks around a value",
        edit("orgs.csv", "B School,school", " B School ,school"),
        "repair.blanks",
        "orgs.csv",
        4,
        "name",
    ),
    Broken(
        "true in capitals", edit("users.csv", "Tia,,,true", "Tia,,,TRUE"), "repair.case", "users.csv", 9, "enabledUser"
    ),
    Broken(
        "a type in capitals",
        edit("orgs.csv", "B School,school", "B School,School"),
        "repair.case",
        "orgs.csv",
        4,
        "type",
    ),
    Broken(
        "an active row",
        edit("users.csv", "Tia,,,true", "Tia,active,,true"),
        "bulk.status-filled",
        "users.csv",
        9,
        "status",
    ),
    Broken(
        "a user without role",
        append("users.csv", "Guest,,,true,,,Guest,G" + "," * 20),
        "users.no-role",
        "users.csv",
        12,
    ),
    Broken(
        "a student enrolled without a student's role",
        append("enrollments.csv", "E99,,,B-MATH-25,B,Ann,student,,,"),
        "users.student-without-role",
        "enrollments.csv",
        17,
        "userSourcedId",
    ),
    Broken(
        "a teacher enrolled without a teacher's role",
        append("enrollments.csv", "E99,,,B-MATH-25,B,Tess,teacher,,,"),
        "users.teacher-without-role",
        "enrollments.csv",
        17,
        "userSourcedId",
    ),
    Broken(
        "a metadata column that is almost a known one",
        edit("users.csv", "metadata.iep", "metadata.ieps"),
        "header.unknown",
        "users.csv",
        1,
        "metadata.ieps",
    ),
    Broken(
        "a student without number", edit("users.csv", "id-Cal", ""), "users.no-identifier", "users.csv", 4, "identifier"
    ),
    Broken(
        "no courses",
        both(remove("courses.csv"), edit("manifest.csv", "courses,bulk", "courses,absent")),
        "reference.no-file",
        "classes.csv",
        2,
        "courseSourcedId",
    ),
    Broken(
        "attendance where the student is not enrolled",
        append("attendance.csv", "Cal,A,Q2-2025,40,1"),
        "attendance.not-enrolled",
        "attendance.csv",
        12,
    ),
    Broken(
        "an enrolment outside its year",
        append("enrollments.csv", "E99,,,B-MATH-25,B,Cal,student,,2026-01-01,2026-02-01"),
        "enrollments.outside-year",
        "enrollments.csv",
        17,
        "beginDate",
    ),
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the small district once."""
    return small_district().write(tmp_path_factory.mktemp("district") / "whole")


def _broken_copy(whole: Path, tmp_path: Path, broken: Broken) -> Path:
    folder = tmp_path / "extract"
    shutil.copytree(whole, folder)
    broken.change(folder)
    return folder


def _found(faults: tuple[Fault, ...], broken: Broken) -> list[Fault]:
    return [
        f
        for f in faults
        if (f.rule, f.source, f.line, f.column) == (broken.rule, broken.file, broken.line, broken.column)
    ]


@pytest.mark.parametrize("broken", E, ids=[broken.name for broken in E])
def test_a_broken_extract_is_refused_at_the_right_place(whole: Path, tmp_path: Path, broken: Broken) -> None:
    store = Store(tmp_path / "store")
    with pytest.raises(BadInput) as caught:
        store.load(_broken_copy(whole, tmp_path, broken))
    found = _found(caught.value.faults, broken)
    assert found, [str(fault) for fault in caught.value.faults]
    assert found[0].severity is Severity.ERROR
    assert str(found[0]) == refusals.told("extract", broken.name)
    assert store.snapshot_ids() == ()


@pytest.mark.parametrize("broken", W, ids=[broken.name for broken in W])
def test_what_can_be_mended_safely_is_loaded_with_a_warning(whole: Path, tmp_path: Path, broken: Broken) -> None:
    report = Store(tmp_path / "store").load(_broken_copy(whole, tmp_path, broken))
    found = _found(report.faults, broken)
    assert found, [str(fault) for fault in report.faults]
    assert found[0].severity is Severity.WARNING
    assert len(found[0].mend) > 5


def test_every_finding_is_told_not_only_the_first(whole: Path, tmp_path: Path) -> None:
    several = [edit("orgs.csv", "B School,school", ",college"), remove("manifest.csv"), first("marks.csv", "Q4", "Q9")]
    folder = _broken_copy(whole, tmp_path, Broken("several", both(*several), "", "", None))
    with pytest.raises(BadInput) as caught:
        Store(tmp_path / "store").load(folder)
    rules = {fault.rule for fault in caught.value.faults}
    assert rules >= {"manifest.missing", "cell.required", "cell.enum", "reference.dangling"}


def test_a_rule_that_thousands_of_rows_break_is_told_row_by_row_up_to_a_limit(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "extract"
    shutil.copytree(whole, folder)
    with (folder / "optouts.csv").open("a") as opened:
        opened.writelines(f"Nobody{number},2024,\n" for number in range(2500))
    with pytest.raises(BadInput) as caught:
        Store(tmp_path / "store").load(folder)
    dangling = [fault for fault in caught.value.faults if fault.rule == "reference.dangling"]
    assert len(dangling) == 1001
    assert any("1,500 more rows" in fault.message for fault in dangling)


def test_lines_are_those_of_the_file_when_cells_span_lines_and_lines_are_blank(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "extract"
    shutil.copytree(whole, folder)
    path = folder / "orgs.csv"
    text = path.read_text().replace("District,", '"The\nold\nDistrict",').replace("B,,,", "\n\nB,,,")
    path.write_text(text.replace("B School,school", "B School,college"))
    with pytest.raises(BadInput) as caught:
        Store(tmp_path / "store").load(folder)
    assert [(f.rule, f.line) for f in caught.value.faults if f.severity is Severity.ERROR] == [("cell.enum", 8)]


def test_the_line_is_right_far_down_a_long_file(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "extract"
    shutil.copytree(whole, folder)
    with (folder / "programs.csv").open("a") as opened:
        opened.writelines(f"Ann,Program {number},2024-10-01,\n" for number in range(300_000))
        opened.write("Nobody,Chess,,\n")
    with pytest.raises(BadInput) as caught:
        Store(tmp_path / "store").load(folder)
    assert [(fault.rule, fault.line) for fault in caught.value.faults] == [("reference.dangling", 300_004)]


def test_an_extract_of_windows_line_ends_is_the_same_extract(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "extract"
    shutil.copytree(whole, folder)
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    store = Store(tmp_path / "store")
    assert store.load(folder).snapshot_id == store.load(whole).snapshot_id


def test_the_two_ways_of_reading_a_file_read_the_same(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "extract"
    shutil.copytree(whole, folder)
    for path in folder.iterdir():
        if path.name != "manifest.csv":  # a blank line within sends a file the slow way
            path.write_bytes(path.read_bytes().replace(b"\n", b"\n\n", 1) + b"\n\n")
    store = Store(tmp_path / "store")
    assert store.load(folder).snapshot_id == store.load(whole).snapshot_id


def test_every_rule_of_an_import_is_broken_by_some_test() -> None:
    tested = {broken.rule for broken in (*E, *W)} | ZIP_RULES
    assert tested == set(RULES)


# Broken in test_archive.py.
_SOURCES = {"source.missing", "source.not-a-file", "source.not-zip", "source.no-csv"}
ZIP_RULES = {rule for rule in RULES if rule.startswith("zip.")} | _SOURCES


def test_a_zip_of_the_same_files_is_the_same_extract(whole: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "extract.zip", "w") as archive:
        for path in whole.iterdir():
            archive.write(path, path.name)
    store = Store(tmp_path / "store")
    assert store.load(whole).is_new
    again = store.load(tmp_path / "extract.zip")
    assert not again.is_new
    assert store.snapshot_ids() == (again.snapshot_id,)
