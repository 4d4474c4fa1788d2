"""The CSV files of an extract: their columns in the order of the standard, and a writer that takes them in chunks."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.csv

CHUNK_ROWS = 200_000
_COMMON = ("sourcedId", "status", "dateLastModified")
# OneRoster 1.2, CSV binding: the columns that follow the common three, and metadata columns at the end.
ONEROSTER: dict[str, tuple[str, ...]] = {
    "academicSessions": ("title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
    "classes": (
        *("title", "grades", "courseSourcedId", "classCode", "classType", "location", "schoolSourcedId"),
        *("termSourcedIds", "subjects", "subjectCodes", "periods"),
    ),
    "courses": ("schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects", "subjectCodes"),
    "demographics": (
        *("birthDate", "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican"),
        *("nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces"),
        *("hispanicOrLatinoEthnicity", "countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth"),
        "publicSchoolResidenceStatus",
    ),
    "enrollments": (
        *("classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate"),
    ),
    "orgs": ("name", "type", "identifier", "parentSourcedId"),
    "roles": (
        *("userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId", "userProfileSourcedId"),
        "metadata.exitReason",
    ),
    "users": (
        *("enabledUser", "username", "userIds", "givenName", "familyName", "middleName", "identifier", "email"),
        *("sms", "phone", "agentSourcedIds", "grades", "password", "userMasterIdentifier", "resourceSourcedIds"),
        *("preferredGivenName", "preferredMiddleName", "preferredFamilyName", "primaryOrgSourcedId", "pronouns"),
        *("metadata.stateId", "metadata.freeReducedLunch", "metadata.englishLearner", "metadata.iep"),
        "metadata.giftedTalented",
    ),
}
ABSENT = (
    *("categories", "classResources", "courseResources", "lineItemLearningObjectiveIds", "lineItems"),
    *("lineItemScoreScales", "resources", "resultLearningObjectiveIds", "results", "resultScoreScales"),
    *("scoreScales", "userProfiles", "userResources"),
)
EXTENSIONS: dict[str, tuple[str, ...]] = {
    "attendance": ("studentSourcedId", "schoolSourcedId", "termSourcedId", "daysEnrolled", "daysAbsent"),
    "marks": ("studentSourcedId", "classSourcedId", "termSourcedId", "mark"),
    "programs": ("studentSourcedId", "program", "beginDate", "endDate"),
    "optouts": ("studentSourcedId", "schoolYear", "recordedOn"),
    "assessments": (
        *("studentSourcedId", "schoolSourcedId", "assessment", "subject", "administeredOn", "scaleScore"),
        "performanceLevel",
    ),
    "discipline": ("studentSourcedId", "schoolSourcedId", "incidentDate", "incidentType", "daysMissed"),
}


def columns_of(name: str) -> tuple[str, ...]:
    """Return all columns of a file, in order."""
    return (*_COMMON, *ONEROSTER[name]) if name in ONEROSTER else EXTENSIONS[name]


class ExtractFiles:
    """Writes the files of one folder, chunk after chunk, and counts their rows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, int] = {}
        self._open = ExitStack()
        self._writers: dict[str, Any] = {}  # pyarrow ships no types

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def append(self, name: str, rows: int, columns: Mapping[str, pa.Array]) -> None:
        """Add rows to a file. Columns that are not given stay empty."""
        table = pa.table({column: columns.get(column, pa.nulls(rows, pa.string())) for column in columns_of(name)})
        if name not in self._writers:
            path = self.folder / f"{name}.csv"
            path.write_text(",".join(columns_of(name)) + "\n", encoding="utf-8")
            options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="none")
            file = self._open.enter_context(path.open("ab"))
            writer = pyarrow.csv.CSVWriter(file, table.schema, write_options=options)
            self._writers[name] = self._open.enter_context(writer)
            self.rows[name] = 0
        self._writers[name].write_table(table)
        self.rows[name] += rows

    def write(self, name: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Write a small file at once."""
        written = [[row.get(column, "") for column in columns_of(name)] for row in rows]
        write_csv(self.folder / f"{name}.csv", columns_of(name), written)
        self.rows[name] = len(written)

    def finish(self) -> None:
        """Write the manifest, and the header of every file that got no row."""
        for name in (*ONEROSTER, *EXTENSIONS):
            if name not in self.rows:
                self.write(name, ())
        files = [(f"file.{name}", "bulk" if name in ONEROSTER else "absent") for name in sorted((*ONEROSTER, *ABSENT))]
        head = [("manifest.version", "1.0"), ("oneroster.version", "1.2")]
        tail = [("source.systemName", "schoolgate sample"), ("source.systemCode", "schoolgate-sample")]
        write_csv(self.folder / "manifest.csv", ("propertyName", "value"), [*head, *files, *tail])


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a small CSV file with quotes where they are needed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def chunks(count: int) -> list[slice]:
    """Cut `count` rows into chunks of a size that is the same on every machine."""
    return [slice(first, min(first + CHUNK_ROWS, count)) for first in range(0, count, CHUNK_ROWS)]
