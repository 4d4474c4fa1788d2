"""How each element of a student-level row set is worked out: one registry from element id to columns and SQL."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from schoolgate.core import QUERY_SOURCE, BadInput, Fault
from schoolgate.warehouse.sql import first_row, text_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What the columns of an element depend on beside the rows: the day, the years, and what the snapshot holds."""

    on: date
    school_years: tuple[int, ...]
    con: duckdb.DuckDBPyConnection

    def years_sql(self) -> str:
        """Return the years as the inside of `IN (…)`."""
        return ", ".join(str(year) for year in self.school_years)


@dataclass(frozen=True, slots=True)
class ElementColumn:
    """One column: an expression over `base` (alias b), or an aggregate over the rows of an event `source`.

    `otherwise` stands where a student has no row in the source. `type` is a Frictionless type.
    """

    name: str
    type: str
    description: str
    sql: str
    source: str = "base"
    otherwise: str = "NULL"


_RATE = "round(100 * sum(days_enrolled - days_absent) {filter} / nullif(sum(days_enrolled) {filter}, 0), 1)"
_CHRONIC = "CASE WHEN sum(days_enrolled) > 0 THEN 10 * sum(days_absent) >= sum(days_enrolled) END"


def _base(name: str, kind: str, description: str, sql: str | None = None) -> Callable[[Asked], list[ElementColumn]]:
    return lambda _: [ElementColumn(name, kind, description, sql or f"b.{name}")]


def _age(asked: Asked) -> list[ElementColumn]:
    on = asked.on
    day = f"month(b.birth_date) * 100 + day(b.birth_date) > {on.month * 100 + on.day}"
    sql = f"{on.year} - year(b.birth_date) - CASE WHEN {day} THEN 1 ELSE 0 END"
    return [ElementColumn("age", "integer", f"Age in whole years on {on}", sql)]


def _enrollment_dates(asked: Asked) -> list[ElementColumn]:
    from_sql = "(SELECT min(begins) FROM stays WHERE stays.student = b.student)"
    ends = "(SELECT max(ends) FROM stays WHERE stays.student = b.student)"
    to_sql = f"CASE WHEN {ends} <= DATE '{asked.on}' THEN CAST({ends} - 1 AS DATE) END"
    return [
        ElementColumn("enrolled_from", "date", "First day of enrolment in the district", from_sql),
        ElementColumn("enrolled_to", "date", f"Last day of enrolment; empty: still enrolled on {asked.on}", to_sql),
    ]


def _attendance_by_quarter(asked: Asked) -> list[ElementColumn]:
    return [
        ElementColumn(
            f"attendance_rate_q{position}",
            "number",
            f"Days present of days enrolled in term {position} of the year, percent",
            _RATE.format(filter=f"FILTER (position = {position})"),
            source="attendance",
        )
        for position in range(1, _positions(asked, "attendance") + 1)
    ]


def _positions(asked: Asked, events: str) -> int:
    row = first_row(
        asked.con,
        f"SELECT max(position) FROM terms WHERE events = '{events}' AND school_year IN ({asked.years_sql()})",
    )
    return int(row[0]) if row and row[0] else 0


def _attendance(name: str, kind: str, description: str, sql: str) -> Callable[[Asked], list[ElementColumn]]:
    return lambda _: [ElementColumn(name, kind, description, sql, source="attendance")]


def _joined(name: str, source: str, column: str, description: str) -> Callable[[Asked], list[ElementColumn]]:
    sql = f"string_agg(DISTINCT {column}, '; ' ORDER BY {column})"
    return lambda _: [ElementColumn(name, "string", description, sql, source=source)]


def _course_marks(asked: Asked) -> list[ElementColumn]:
    subjects = _names(asked, "SELECT DISTINCT subject FROM marks")
    return [
        ElementColumn(
            f"course_marks_{slug}_q{position}",
            "string",
            f"Mark in {subject}, term {position} of the year",
            "string_agg(DISTINCT mark, '; ' ORDER BY mark) "
            f"FILTER (subject = {text_of(subject)} AND position = {position})",
            source="marks",
        )
        for subject, slug in subjects
        for position in range(1, _positions(asked, "marks") + 1)
    ]


def _assessments(asked: Asked) -> list[ElementColumn]:
    columns = []
    for name, slug in _names(asked, "SELECT DISTINCT trim(assessment || ' ' || subject) FROM assessments"):
        same = f"FILTER (trim(assessment || ' ' || subject) = {text_of(name)})"
        columns += [
            ElementColumn(
                f"assessment_{slug}",
                "number",
                f"Scale score in {name}, the last of the year",
                f"arg_max(score, given_on) {same}",
                source="assessments",
            ),
            ElementColumn(
                f"assessment_{slug}_level",
                "string",
                f"Performance level in {name}, the last of the year",
                f"arg_max(level, given_on) {same}",
                source="assessments",
            ),
        ]
    return columns


def _names(asked: Asked, query: str) -> list[tuple[str, str]]:
    """Return names with their slugs; two names of one slug are told apart by a number."""
    rows = asked.con.execute(f"{query} WHERE school_year IN ({asked.years_sql()}) ORDER BY 1").fetchall()
    taken: dict[str, int] = {}
    named = []
    for (name,) in rows:
        slug = slug_of(name)
        taken[slug] = taken.get(slug, 0) + 1
        named.append((name, slug if taken[slug] == 1 else f"{slug}_{taken[slug]}"))
    return named


def slug_of(name: str) -> str:
    """Return a name as part of a column's name: small letters, digits and underscores."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "other"


def _discipline(_: Asked) -> list[ElementColumn]:
    return [
        ElementColumn(
            "discipline_incidents", "integer", "Discipline incidents in the year", "count(*)", "discipline", "0"
        ),
        ElementColumn(
            "discipline_days_missed",
            "number",
            "School days missed for discipline in the year",
            "sum(days_missed)",
            "discipline",
            "0",
        ),
    ]


_NAME = "concat_ws(' ', b.given_name, b.family_name)"

ELEMENTS: dict[str, Callable[[Asked], list[ElementColumn]]] = {
    "name": _base("name", "string", "Name in use", _NAME),
    "age": _age,
    "grade": _base("grade", "string", "Grade in the school year (OneRoster/CEDS code)"),
    "enrollment_dates": _enrollment_dates,
    "student_id": _base("student_id", "string", "District student number"),
    "state_id": _base("state_id", "string", "State-assigned student number"),
    "date_of_birth": _base("date_of_birth", "date", "Date of birth", "b.birth_date"),
    "school": _base("school", "string", "School of the last enrolment of the year", "b.school_name"),
    "gender": _base("gender", "string", "Gender"),
    "race_ethnicity": _base("race_ethnicity", "string", "Race and ethnicity (federal rule, one code a student)"),
    "student_email": _base("student_email", "string", "The student's e-mail address", "b.email"),
    "student_phone": _base("student_phone", "string", "The student's telephone number", "b.phone"),
    "english_learner": _base("english_learner", "string", "English learner: Yes, No, Unknown"),
    "iep": _base("iep", "string", "Individualized education program: Yes, No, Unknown"),
    "low_income": _base("low_income", "string", "Free or reduced lunch: Yes, No, Unknown"),
    "gifted": _base("gifted", "string", "Gifted program: Yes, No, Unknown"),
    "programs": _joined("programs", "programs", "program", "Programs taken part in during the year"),
    "attendance_by_quarter": _attendance_by_quarter,
    "attendance_rate": _attendance(
        "attendance_rate", "number", "Days present of days enrolled, percent", _RATE.format(filter="")
    ),
    "days_absent": _attendance("days_absent", "number", "Days absent in the year", "sum(days_absent)"),
    "chronic_absence": _attendance(
        "chronic_absence", "boolean", "Missed 10 % or more of enrolled days (ACA-18)", _CHRONIC
    ),
    "courses": _joined("courses", "sections", "course", "Courses taken in the year"),
    "course_marks": _course_marks,
    "assessments": _assessments,
    "discipline": _discipline,
}


def element_columns(elements: Sequence[str], asked: Asked) -> tuple[tuple[str, ElementColumn], ...]:
    """Return the columns of elements, each with its element's id. Raises BadInput for each id that is not known."""
    faults = [
        Fault(
            QUERY_SOURCE,
            None,
            "data.elements",
            "query.unknown-element",
            f"{element!r} is no element of a student's row.",
            f"The elements are: {', '.join(ELEMENTS)}.",
        )
        for element in elements
        if element not in ELEMENTS
    ]
    if faults:
        raise BadInput(faults)
    return tuple((element, column) for element in dict.fromkeys(elements) for column in ELEMENTS[element](asked))


def joins_sql(columns: Sequence[ElementColumn]) -> str:
    """Return the joins that bring each event source, grouped by student and year, to `base` (alias b)."""
    parts = []
    for source in dict.fromkeys(column.source for column in columns if column.source != "base"):
        sums = ", ".join(f'{column.sql} AS "{column.name}"' for column in columns if column.source == source)
        parts.append(
            f"LEFT JOIN (SELECT student, school_year, true AS is_there, {sums} FROM {_source_sql(source)} "
            f"SEMI JOIN base USING (student, school_year) GROUP BY student, school_year) AS {source}_of "
            f"ON {source}_of.student = b.student AND {source}_of.school_year = b.school_year"
        )
    return " ".join(parts)


def _source_sql(source: str) -> str:
    if source in {"attendance", "marks"}:
        return f"{source}_in JOIN (SELECT term, position FROM terms WHERE events = '{source}') USING (term)"
    return f"{source}_in"


def column_sql(column: ElementColumn, held: frozenset[str]) -> str:
    """Return the expression of a column in the outer query; `held` are the extension files the snapshot has."""
    if column.source == "base":
        return f'{column.sql} AS "{column.name}"'
    value = f'{column.source}_of."{column.name}"'
    otherwise = column.otherwise if column.source in held else "NULL"
    return f'CASE WHEN {column.source}_of.is_there THEN {value} ELSE {otherwise} END AS "{column.name}"'
