"""What an extract may hold: every file and column that is read, as data.

Source: OneRoster 1.1 and 1.2 CSV binding; the extension files are the project's own (docs/reference/oneroster.md).
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds, and so how it is checked and read."""

    TEXT = "text"
    UNREAD = "not read"
    ID = "id"
    REF = "reference"
    REFS = "list of references"
    DATE = "date"
    BOOLEAN = "true or false"
    ENUM = "one of"
    INTEGER = "whole number"
    DECIMAL = "number"
    YEAR = "school year"
    GRADES = "grades"
    FLAG = "yes or no"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file. `refers` names the file (without .csv) whose sourcedId a reference holds.

    `extensible` columns take `ext:` values beside `values`. `versions` lists the OneRoster versions that have it.
    """

    name: str
    kind: Kind
    required: bool = False
    values: tuple[str, ...] = ()
    extensible: bool = False
    refers: str | None = None
    versions: tuple[str, ...] = ("1.1", "1.2")


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file. `needed` files must be there and hold rows; `key` columns are unique together."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    needed: bool = False
    extension: bool = False
    versions: tuple[str, ...] = ("1.1", "1.2")

    @property
    def file(self) -> str:
        """The file's name, as the standard spells it."""
        return f"{self.name}.csv"

    def columns_of(self, version: str) -> tuple[Column, ...]:
        """Return the columns that the file has in a version of OneRoster."""
        return tuple(column for column in self.columns if version in column.versions)


def _common() -> tuple[Column, ...]:
    return (
        Column("sourcedId", Kind.ID, required=True),
        Column("status", Kind.STATUS),
        Column("dateLastModified", Kind.UNREAD),
    )


def _text(*names: str, required: bool = False) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.TEXT, required=required) for name in names)


def _unread(*names: str, versions: tuple[str, ...] = ("1.1", "1.2")) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.UNREAD, versions=versions) for name in names)


def _ref(name: str, refers: str, *, required: bool = True) -> Column:
    return Column(name, Kind.REF, required=required, refers=refers)


def _date(name: str, *, required: bool = False) -> Column:
    return Column(name, Kind.DATE, required=required)


def _metadata(*names: str, kind: Kind) -> tuple[Column, ...]:
    return tuple(Column(f"metadata.{name}", kind) for name in names)


SESSION_TYPES = ("gradingPeriod", "semester", "schoolYear", "term")
ORG_TYPES = ("department", "school", "district", "local", "state", "national")
ENROLLMENT_ROLES = ("administrator", "proctor", "student", "teacher")
ROLES = (
    "aide",
    "counselor",
    "districtAdministrator",
    "guardian",
    "parent",
    "principal",
    "proctor",
    "relative",
    "siteAdministrator",
    "student",
    "systemAdministrator",
    "teacher",
)
RACE_COLUMNS = (
    "americanIndianOrAlaskaNative",
    "asian",
    "blackOrAfricanAmerican",
    "nativeHawaiianOrOtherPacificIslander",
    "white",
)
FLAG_COLUMNS = ("englishLearner", "iep", "freeReducedLunch", "giftedTalented")

_SESSIONS = Table(
    "academicSessions",
    (
        *_common(),
        *_text("title", required=True),
        Column("type", Kind.ENUM, required=True, values=SESSION_TYPES, extensible=True),
        _date("startDate", required=True),
        _date("endDate", required=True),
        _ref("parentSourcedId", "academicSessions", required=False),
        Column("schoolYear", Kind.YEAR, required=True),
    ),
    ("sourcedId",),
    needed=True,
)
_ORGS = Table(
    "orgs",
    (
        *_common(),
        *_text("name", required=True),
        Column("type", Kind.ENUM, required=True, values=ORG_TYPES, extensible=True),
        *_unread("identifier"),
        _ref("parentSourcedId", "orgs", required=False),
    ),
    ("sourcedId",),
    needed=True,
)
_COURSES = Table(
    "courses",
    (
        *_common(),
        *_unread("schoolYearSourcedId"),
        *_text("title", required=True),
        *_unread("courseCode", "grades"),
        _ref("orgSourcedId", "orgs"),
        *_text("subjects"),
        *_unread("subjectCodes"),
    ),
    ("sourcedId",),
)
_CLASSES = Table(
    "classes",
    (
        *_common(),
        *_text("title", required=True),
        Column("grades", Kind.GRADES),
        _ref("courseSourcedId", "courses"),
        *_unread("classCode"),
        Column("classType", Kind.ENUM, required=True, values=("homeroom", "scheduled"), extensible=True),
        *_unread("location"),
        _ref("schoolSourcedId", "orgs"),
        Column("termSourcedIds", Kind.REFS, required=True, refers="academicSessions"),
        *_text("subjects"),
        *_unread("subjectCodes", "periods"),
    ),
    ("sourcedId",),
    needed=True,
)
_USERS = Table(
    "users",
    (
        *_common(),
        Column("enabledUser", Kind.BOOLEAN, required=True),
        Column("orgSourcedIds", Kind.REFS, required=True, refers="orgs", versions=("1.1",)),
        Column("role", Kind.ENUM, required=True, values=tuple(sorted({*ROLES, *ENROLLMENT_ROLES})), versions=("1.1",)),
        *_unread("username", "userIds"),
        *_text("givenName", "familyName", required=True),
        *_unread("middleName"),
        *_text("identifier", "email"),
        *_unread("sms"),
        *_text("phone"),
        *_unread("agentSourcedIds"),
        Column("grades", Kind.GRADES),
        *_unread("password"),
        *_unread("userMasterIdentifier", "resourceSourcedIds", versions=("1.2",)),
        Column("preferredGivenName", Kind.TEXT, versions=("1.2",)),
        *_unread("preferredMiddleName", versions=("1.2",)),
        Column("preferredFamilyName", Kind.TEXT, versions=("1.2",)),
        Column("primaryOrgSourcedId", Kind.REF, refers="orgs", versions=("1.2",)),
        *_unread("pronouns", versions=("1.2",)),
        *_metadata("stateId", kind=Kind.TEXT),
        *_metadata(*FLAG_COLUMNS, kind=Kind.FLAG),
    ),
    ("sourcedId",),
    needed=True,
)
_ROLES = Table(
    "roles",
    (
        *_common(),
        _ref("userSourcedId", "users"),
        Column("roleType", Kind.ENUM, required=True, values=("primary", "secondary")),
        Column("role", Kind.ENUM, required=True, values=ROLES, extensible=True),
        _date("beginDate"),
        _date("endDate"),
        _ref("orgSourcedId", "orgs"),
        *_unread("userProfileSourcedId"),
    ),
    ("sourcedId",),
    needed=True,
    versions=("1.2",),
)
_ENROLLMENTS = Table(
    "enrollments",
    (
        *_common(),
        _ref("classSourcedId", "classes"),
        _ref("schoolSourcedId", "orgs"),
        _ref("userSourcedId", "users"),
        Column("role", Kind.ENUM, required=True, values=ENROLLMENT_ROLES, extensible=True),
        Column("primary", Kind.BOOLEAN),
        _date("beginDate"),
        _date("endDate"),
    ),
    ("sourcedId",),
    needed=True,
)
_DEMOGRAPHICS = Table(
    "demographics",
    (
        Column("sourcedId", Kind.REF, required=True, refers="users"),
        Column("status", Kind.STATUS),
        Column("dateLastModified", Kind.UNREAD),
        _date("birthDate"),
        Column("sex", Kind.ENUM, values=("male", "female", "unspecified", "other"), extensible=True),
        *(Column(name, Kind.BOOLEAN) for name in RACE_COLUMNS),
        Column("demographicRaceTwoOrMoreRaces", Kind.BOOLEAN),
        Column("hispanicOrLatinoEthnicity", Kind.BOOLEAN),
        *_unread("countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth", "publicSchoolResidenceStatus"),
    ),
    ("sourcedId",),
)
_ATTENDANCE = Table(
    "attendance",
    (
        _ref("studentSourcedId", "users"),
        _ref("schoolSourcedId", "orgs"),
        _ref("termSourcedId", "academicSessions"),
        Column("daysEnrolled", Kind.DECIMAL, required=True),
        Column("daysAbsent", Kind.DECIMAL, required=True),
    ),
    ("studentSourcedId", "schoolSourcedId", "termSourcedId"),
    extension=True,
)
_MARKS = Table(
    "marks",
    (
        _ref("studentSourcedId", "users"),
        _ref("classSourcedId", "classes"),
        _ref("termSourcedId", "academicSessions"),
        *_text("mark", required=True),
    ),
    ("studentSourcedId", "classSourcedId", "termSourcedId"),
    extension=True,
)
_PROGRAMS = Table(
    "programs",
    (
        _ref("studentSourcedId", "users"),
        *_text("program", required=True),
        _date("beginDate"),
        _date("endDate"),
    ),
    ("studentSourcedId", "program", "beginDate"),
    extension=True,
)
_OPTOUTS = Table(
    "optouts",
    (
        _ref("studentSourcedId", "users"),
        Column("schoolYear", Kind.YEAR, required=True),
        _date("recordedOn"),
    ),
    ("studentSourcedId", "schoolYear"),
    extension=True,
)
_ASSESSMENTS = Table(
    "assessments",
    (
        _ref("studentSourcedId", "users"),
        _ref("schoolSourcedId", "orgs"),
        *_text("assessment", required=True),
        *_text("subject"),
        _date("administeredOn", required=True),
        Column("scaleScore", Kind.DECIMAL),
        *_text("performanceLevel"),
    ),
    ("studentSourcedId", "assessment", "subject", "administeredOn"),
    extension=True,
)
_DISCIPLINE = Table(
    "discipline",
    (
        _ref("studentSourcedId", "users"),
        _ref("schoolSourcedId", "orgs"),
        _date("incidentDate", required=True),
        *_text("incidentType"),
        Column("daysMissed", Kind.DECIMAL),
    ),
    (),
    extension=True,
)

TABLES: tuple[Table, ...] = (
    _SESSIONS,
    _ORGS,
    _COURSES,
    _CLASSES,
    _USERS,
    _ROLES,
    _ENROLLMENTS,
    _DEMOGRAPHICS,
    _ATTENDANCE,
    _MARKS,
    _PROGRAMS,
    _OPTOUTS,
    _ASSESSMENTS,
    _DISCIPLINE,
)

_FILES_1_1 = (
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItems",
    "orgs",
    "resources",
    "results",
    "users",
)
_FILES_1_2_ONLY = (
    "lineItemLearningObjectiveIds",
    "lineItemScoreScales",
    "resultLearningObjectiveIds",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
)
STANDARD_FILES: dict[str, tuple[str, ...]] = {"1.1": _FILES_1_1, "1.2": (*_FILES_1_1, *_FILES_1_2_ONLY)}
EXTENSION_FILES: tuple[str, ...] = tuple(table.name for table in TABLES if table.extension)


def table(name: str) -> Table:
    """Return the table of a name. Raises KeyError for a file that is not read."""
    return next(found for found in TABLES if found.name == name)
