"""Student-level rows: one a student and school year, with the columns of the elements asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from schoolgate.core import ListedId, Population, SchoolYear
from schoolgate.warehouse.elements import (
    Asked,
    ElementColumn,
    column_sql,
    element_columns,
    joins_sql,
)
from schoolgate.warehouse.population import unmatched_lines
from schoolgate.warehouse.scope import Scope
from schoolgate.warehouse.selection import selected
from schoolgate.warehouse.snapshot import Snapshot

INTERNAL_COLUMNS = (
    "_student",
    "_school_year",
    "_birth_date",
    "_grade",
    "_student_id",
    "_state_id",
    "_school",
    "_enrolled_from",
    "_enrolled_on",
    "_opted_out",
)


@dataclass(frozen=True, slots=True)
class ExtractColumn:
    """One column of an extract and the element it belongs to. `type` is a Frictionless type."""

    name: str
    element: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Extract:
    """Student rows. `table` holds `columns` in order, then the internal columns, which no release may show.

    `unmatched` are the lines of the ID list that named nobody within the selection: for staff only.
    """

    table: pa.Table
    columns: tuple[ExtractColumn, ...]
    unmatched: tuple[ListedId, ...] = ()


def student_rows(
    snapshot: Snapshot,
    scope: Scope,
    population: Population,
    school_years: Sequence[SchoolYear],
    elements: Sequence[str],
    on: date,
) -> Extract:
    """Return the rows of every student and school year that scope, population and years select, as of a day.

    Raises BadInput for elements, attributes, values and years that are not known.
    """
    with selected(snapshot, scope, population, school_years) as con:
        asked = Asked(on, tuple(year.ends_in for year in school_years), con)
        columns = element_columns(elements, asked)
        table = con.sql(_query([column for _, column in columns], snapshot, on)).to_arrow_table()
        unmatched = unmatched_lines(con) if population.ids else ()
    described = tuple(
        ExtractColumn(column.name, element, column.type, column.description) for element, column in columns
    )
    return Extract(table, described, unmatched)


def _query(columns: Sequence[ElementColumn], snapshot: Snapshot, on: date) -> str:
    held = snapshot.extensions()
    shown = [column_sql(column, held) for column in columns]
    internal = [
        "b.student AS _student",
        "b.school_year AS _school_year",
        "b.birth_date AS _birth_date",
        "b.grade AS _grade",
        "b.student_id AS _student_id",
        "b.state_id AS _state_id",
        "b.school AS _school",
        "(SELECT min(begins) FROM stays WHERE stays.student = b.student) AS _enrolled_from",
        f"b.student IN ({_ENROLLED.format(on=on)}) AS _enrolled_on",
        f"{_opted_out(on)} AS _opted_out",
    ]
    return (
        f"SELECT {', '.join([*shown, *internal])} FROM base AS b {joins_sql(columns)} ORDER BY b.school_year, b.student"
    )


# Enrolled on the day asked for or, where the records end before it, on the last day that they cover (ADR 0702).
_ENROLLED = """
    SELECT student FROM stays, (SELECT least(DATE '{on}', CAST(max(ends) - 1 AS DATE)) AS day FROM stays)
    WHERE begins <= day AND day < ends"""


_WINDOW_MONTHS = (7, 8, 9)


def _opted_out(on: date) -> str:
    """Return SQL that is true of a student whose family opted out of directory information (LGL-07 II, IV.C).

    An opt-out counts for its own school year; until the window closes on 30 September last year's counts too; and
    that of the last year of enrolment counts for ever after the student has left (34 CFR 99.37(b)).
    """
    year = SchoolYear.of(on).ends_in
    in_window = on.month in _WINDOW_MONTHS
    years = f"o.school_year IN ({year}, {year - 1})" if in_window else f"o.school_year = {year}"
    left = f"""o.school_year >= (SELECT max(school_year) FROM stays AS y WHERE y.student = o.student)
               AND NOT EXISTS (SELECT 1 FROM stays AS n WHERE n.student = o.student AND n.school_year >= {year})"""
    return f"""EXISTS (SELECT 1 FROM optouts AS o WHERE o.student = b.student
        AND coalesce(o.recorded_on <= DATE '{on}', true)
        AND (o.school_year = b.school_year OR {years} OR ({left})))"""
