"""Districts for tests, written as OneRoster 1.2 CSV: small enough to know every student by name."""

import csv
import itertools
import zipfile
from pathlib import Path

from schoolgate.warehouse.schema import STANDARD_FILES, TABLES

HEADERS: dict[str, list[str]] = {table.name: [c.name for c in table.columns_of("1.2")] for table in TABLES}


class District:
    """Rows of each file by column name. `add` grows it; `write` and `zip` write it as an extract."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, str]]] = {}

    def add(self, file: str, **cells: str) -> None:
        """Add a row; `metadata_iep` stands for `metadata.iep`."""
        named = {name.replace("metadata_", "metadata."): value for name, value in cells.items()}
        unknown = set(named) - set(HEADERS[file])
        assert not unknown, unknown
        self.rows.setdefault(file, []).append(named)

    def write(self, folder: Path) -> Path:
        """Write the CSV files into a folder and return it."""
        folder.mkdir(parents=True, exist_ok=True)
        for file, rows in self.rows.items():
            with (folder / f"{file}.csv").open("w", encoding="utf-8", newline="") as opened:
                writer = csv.DictWriter(opened, HEADERS[file], restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        lines = ["propertyName,value", "manifest.version,1.0", "oneroster.version,1.2"]
        lines += [f"file.{name},{'bulk' if name in self.rows else 'absent'}" for name in STANDARD_FILES["1.2"]]
        (folder / "manifest.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder

    def zip(self, path: Path) -> Path:
        """Write the same files as a zip archive and return it."""
        folder = self.write(path.with_suffix(""))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, file.name)
        return path

    def session(self, name: str, kind: str, begins: str, ends: str, year: int, parent: str = "") -> None:
        """Add an academic session."""
        self.add(
            "academicSessions",
            sourcedId=name,
            title=name,
            type=kind,
            startDate=begins,
            endDate=ends,
            parentSourcedId=parent,
            schoolYear=str(year),
        )

    def school_year(self, year: int) -> None:
        """Add the school year that ends in June of `year`, with four quarters named Q1-YYYY … Q4-YYYY."""
        before = year - 1
        self.session(f"SY-{year}", "schoolYear", f"{before}-09-01", f"{year}-06-20", year)
        days = [f"{before}-09-01", f"{before}-11-15", f"{year}-02-01", f"{year}-04-15", f"{year}-06-20"]
        for number, (begins, ends) in enumerate(itertools.pairwise(days), start=1):
            self.session(f"Q{number}-{year}", "gradingPeriod", begins, ends, year, f"SY-{year}")

    def org(self, org: str, kind: str = "school", parent: str = "", name: str = "") -> None:
        """Add an organisation."""
        self.add("orgs", sourcedId=org, name=name or f"{org} School", type=kind, parentSourcedId=parent)

    def user(self, user: str, **cells: str) -> None:
        """Add a user; the given name is the id and the family name `Doe` unless told."""
        named = {"givenName": user, "familyName": "Doe", "identifier": f"id-{user}"} | cells
        self.add("users", sourcedId=user, enabledUser="true", **named)

    def role(self, user: str, role: str, org: str, begins: str = "", ends: str = "", kind: str = "primary") -> None:
        """Add a role."""
        number = len(self.rows.get("roles", []))
        self.add(
            "roles",
            sourcedId=f"R{number}",
            userSourcedId=user,
            roleType=kind,
            role=role,
            orgSourcedId=org,
            beginDate=begins,
            endDate=ends,
        )

    def section(self, section: str, school: str, year: int, subject: str = "Math", grades: str = "05") -> None:
        """Add a class that lasts a whole school year."""
        courses = {row["sourcedId"] for row in self.rows.get("courses", [])}
        if subject not in courses:
            self.add("courses", sourcedId=subject, title=subject, orgSourcedId="D")
        self.add(
            "classes",
            sourcedId=section,
            title=section,
            grades=grades,
            courseSourcedId=subject,
            classType="scheduled",
            schoolSourcedId=school,
            termSourcedIds=f"SY-{year}",
            subjects=subject,
        )

    def enrol(self, user: str, section: str, role: str = "student", begins: str = "", ends: str = "") -> None:
        """Enrol a student or teacher in a class."""
        number = len(self.rows.get("enrollments", []))
        school = next(row["schoolSourcedId"] for row in self.rows["classes"] if row["sourcedId"] == section)
        self.add(
            "enrollments",
            sourcedId=f"E{number}",
            classSourcedId=section,
            schoolSourcedId=school,
            userSourcedId=user,
            role=role,
            beginDate=begins,
            endDate=ends,
        )

    def attend(self, student: str, school: str, term: str, enrolled: str, absent: str) -> None:
        """Add a row of attendance."""
        self.add(
            "attendance",
            studentSourcedId=student,
            schoolSourcedId=school,
            termSourcedId=term,
            daysEnrolled=enrolled,
            daysAbsent=absent,
        )


def small_district() -> District:
    """Return two schools, A and B, over 2023-24 and 2024-25, with a row for everything that is read.

    Ann is at A all along. Ben moves from A to B on 1 February 2025. Cal is at B all along. Dee left A in June 2024,
    opted out. Tess teaches math at A in both years, with Theo as co-teacher in 2025; Tom taught at B in 2024 and
    teaches reading at A in 2025; Tia teaches at B. Pam leads A, Paul leads B.
    """
    d = District()
    d.school_year(2024)
    d.school_year(2025)
    d.org("D", "district", name="District")
    d.org("A", parent="D")
    d.org("B", parent="D")
    _people(d)
    _classes(d)
    _records(d)
    return d


def _people(d: District) -> None:
    flags = {"metadata_englishLearner": "Yes", "metadata_iep": "No", "metadata_freeReducedLunch": "Yes"}
    d.user("Ann", grades="05", metadata_stateId="9001", preferredGivenName="Annie", email="ann@d.example", **flags)
    d.user("Ben", grades="05", metadata_stateId="9002", metadata_iep="Yes")
    d.user("Cal", grades="06", metadata_stateId="9003", givenName="Calvin", preferredFamilyName="Roe")
    d.user("Dee", grades="06", metadata_stateId="9004")
    for person in ("Tess", "Theo", "Tom", "Tia", "Pam", "Paul"):
        d.user(person)
    d.role("Ann", "student", "A", "2023-09-01")
    d.role("Ben", "student", "A", "2023-09-01", "2025-02-01")
    d.role("Ben", "student", "B", "2025-02-01")
    d.role("Cal", "student", "B")
    d.role("Dee", "student", "A", "2023-09-01", "2024-06-20")
    for teacher in ("Tess", "Theo"):
        d.role(teacher, "teacher", "A")
    d.role("Tom", "teacher", "B", "2023-08-15", "2024-07-01")
    d.role("Tom", "teacher", "A", "2024-08-15")
    d.role("Tia", "teacher", "B")
    d.role("Pam", "principal", "A", "2022-07-01")
    d.role("Paul", "principal", "B", "2022-07-01")
    for student, sex, race in (
        ("Ann", "female", "asian"),
        ("Ben", "male", "white"),
        ("Cal", "other", "hispanicOrLatinoEthnicity"),
        ("Dee", "", ""),
    ):
        d.add("demographics", sourcedId=student, birthDate="2014-03-01", sex=sex, **({race: "true"} if race else {}))


def _classes(d: District) -> None:
    d.section("A-MATH-24", "A", 2024, grades="04")
    d.section("B-READ-24", "B", 2024, "Reading", grades="05")
    d.section("A-MATH-25", "A", 2025)
    d.section("A-READ-25", "A", 2025, "Reading")
    d.section("B-MATH-25", "B", 2025, grades="06")
    for teacher, section in (
        ("Tess", "A-MATH-24"),
        ("Tom", "B-READ-24"),
        ("Tess", "A-MATH-25"),
        ("Theo", "A-MATH-25"),
        ("Tom", "A-READ-25"),
        ("Tia", "B-MATH-25"),
    ):
        d.enrol(teacher, section, "teacher")
    for student, section in (
        ("Ann", "A-MATH-24"),
        ("Ben", "A-MATH-24"),
        ("Dee", "A-MATH-24"),
        ("Cal", "B-READ-24"),
        ("Ann", "A-MATH-25"),
        ("Ann", "A-READ-25"),
        ("Ben", "A-MATH-25"),
        ("Ben", "B-MATH-25"),
        ("Cal", "B-MATH-25"),
    ):
        d.enrol(student, section)


def _records(d: District) -> None:
    for term, school, absent in (("Q1", "A", "1"), ("Q2", "A", "2"), ("Q3", "B", "4"), ("Q4", "B", "8")):
        d.attend("Ben", school, f"{term}-2025", "40", absent)
        d.attend("Ann", "A", f"{term}-2025", "40", "0.5")
    d.attend("Ann", "A", "Q1-2024", "40", "20")
    d.attend("Cal", "B", "Q1-2025", "40", "0")
    for student, section, term, mark in (
        ("Ann", "A-MATH-24", "Q4-2024", "D"),
        ("Ann", "A-MATH-25", "Q1-2025", "A"),
        ("Ann", "A-READ-25", "Q1-2025", "B+"),
        ("Ben", "A-MATH-25", "Q1-2025", "C"),
        ("Ben", "B-MATH-25", "Q3-2025", "B"),
    ):
        d.add("marks", studentSourcedId=student, classSourcedId=section, termSourcedId=term, mark=mark)
    d.add("programs", studentSourcedId="Ann", program="Tutoring", beginDate="2024-10-01")
    d.add("programs", studentSourcedId="Ben", program="Chess", beginDate="2025-03-01", endDate="2025-04-01")
    d.add("optouts", studentSourcedId="Dee", schoolYear="2024", recordedOn="2023-09-20")
    d.add("optouts", studentSourcedId="Cal", schoolYear="2025", recordedOn="2024-09-20")
    for student, school, day, score, level in (
        ("Ann", "A", "2025-05-02", "512", "Meeting"),
        ("Ben", "B", "2025-05-02", "480", "Partially Meeting"),
    ):
        d.add(
            "assessments",
            studentSourcedId=student,
            schoolSourcedId=school,
            assessment="MCAS",
            subject="Math",
            administeredOn=day,
            scaleScore=score,
            performanceLevel=level,
        )
    for day, school, missed in (("2025-01-10", "A", "2"), ("2025-03-10", "B", "0")):
        d.add(
            "discipline",
            studentSourcedId="Ben",
            schoolSourcedId=school,
            incidentDate=day,
            incidentType="Fight",
            daysMissed=missed,
        )
