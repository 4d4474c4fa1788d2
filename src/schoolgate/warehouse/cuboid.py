"""The finest table of groups: one GROUP BY of all dimensions, with counts and sums. Margins are made elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from schoolgate.core import QUERY_SOURCE, BadInput, Fault, Population, SchoolYear
from schoolgate.warehouse.elements import ElementColumn, column_sql, joins_sql
from schoolgate.warehouse.measures import OUTCOMES, SUMS
from schoolgate.warehouse.model_tables import GRADE_ORDER
from schoolgate.warehouse.population import FLAGS, GENDERS, GRADE_BANDS, OTHER_BAND, RACES, asked_codes
from schoolgate.warehouse.scope import Scope
from schoolgate.warehouse.selection import selected
from schoolgate.warehouse.snapshot import Snapshot
from schoolgate.warehouse.sql import first_row, list_of, text_of

NO_GRADE = "(no grade)"


@dataclass(frozen=True, slots=True)
class CodeLabel:
    """One code of a dimension's column: how people read it, and the code above it in the next coarser column."""

    column: str
    code: str
    label: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class CuboidDimension:
    """A dimension: its columns from coarse to fine, and every code they may hold, met in the table or not.

    A code may be held where the scope has a student of it in that year and no condition leaves it out.
    """

    name: str
    columns: tuple[str, ...]
    labels: tuple[CodeLabel, ...]


@dataclass(frozen=True, slots=True)
class Cuboid:
    """Counts of students. `table`: the dimensions' columns, the outcomes (true, false, empty: not known), n, the sums.

    Only groups that hold a student have a row.
    """

    table: pa.Table
    dimensions: tuple[CuboidDimension, ...]


@dataclass(frozen=True, slots=True)
class _Grouping:
    """How a dimension is worked out: each column's SQL over `base` (alias b), and its codes."""

    columns: Callable[[duckdb.DuckDBPyConnection], tuple[tuple[str, str], ...]]
    labels: Callable[[duckdb.DuckDBPyConnection, Population], tuple[CodeLabel, ...]]


def finest_cuboid(
    snapshot: Snapshot,
    scope: Scope,
    population: Population,
    school_year: SchoolYear,
    group_by: Sequence[str],
    outcomes: Sequence[str] = (),
    sums: Sequence[str] = (),
) -> Cuboid:
    """Return the finest cuboid of one school year. Each student counts once, in the school and grade of the last
    enrolment of the year within the scope.

    Raises BadInput for groupings, outcomes, sums, attributes and values that are not known.
    """
    _check(group_by, outcomes, sums)
    with selected(snapshot, scope, population, (school_year,)) as con:
        dimensions = tuple(_dimension(name, con, population) for name in group_by)
        query = _query(snapshot, con, group_by, [OUTCOMES[o] for o in outcomes], [SUMS[s] for s in sums])
        return Cuboid(con.sql(query).to_arrow_table(), dimensions)


def _query(
    snapshot: Snapshot,
    con: duckdb.DuckDBPyConnection,
    group_by: Sequence[str],
    outcomes: Sequence[ElementColumn],
    sums: Sequence[ElementColumn],
) -> str:
    held = snapshot.extensions()
    keys = [*keys_sql(con, group_by), *(column_sql(column, held) for column in outcomes)]
    names = [f'"{column}"' for name in group_by for column in columns_of(con, name)]
    names += [f'"{column.name}"' for column in outcomes]
    cells = [column_sql(column, held) for column in sums]
    totals = [f'coalesce(sum("{column.name}"), 0)::{_TYPES[column.type]} AS "{column.name}"' for column in sums]
    inner = f"SELECT {', '.join([*keys, *cells, 'b.student'])} FROM base AS b {joins_sql([*outcomes, *sums])}"
    grouped = f" GROUP BY {', '.join(names)} ORDER BY {', '.join(names)}" if names else ""
    return f"SELECT {', '.join([*names, 'count(*) AS n', *totals])} FROM ({inner}){grouped}"


def columns_of(con: duckdb.DuckDBPyConnection, grouping: str) -> tuple[str, ...]:
    """Return the columns of a grouping, from coarse to fine."""
    return tuple(column for column, _ in _GROUPINGS[grouping].columns(con))


def keys_sql(con: duckdb.DuckDBPyConnection, group_by: Sequence[str]) -> list[str]:
    """Return the SQL of each column of these groupings, over `base` (alias b)."""
    return [f'{sql} AS "{column}"' for name in group_by for column, sql in _GROUPINGS[name].columns(con)]


_TYPES = {"number": "DOUBLE", "integer": "BIGINT"}


def _dimension(name: str, con: duckdb.DuckDBPyConnection, population: Population) -> CuboidDimension:
    grouping = _GROUPINGS[name]
    return CuboidDimension(name, columns_of(con, name), grouping.labels(con, population))


def _has_regions(con: duckdb.DuckDBPyConnection) -> bool:
    row = first_row(con, "SELECT count(region) FROM schools")
    return bool(row and row[0])


def _school_columns(con: duckdb.DuckDBPyConnection) -> tuple[tuple[str, str], ...]:
    return (("region", "b.region"), ("school", "b.school")) if _has_regions(con) else (("school", "b.school"),)


def _school_labels(con: duckdb.DuckDBPyConnection, population: Population) -> tuple[CodeLabel, ...]:
    rows = con.execute(
        f"""SELECT school, name, region, region_name FROM schools
            WHERE school IN (SELECT school FROM reach) AND {asked_codes(population, "school")} ORDER BY name, school"""
    ).fetchall()
    regions = {region: name for _, _, region, name in rows if region is not None}
    return (
        *(CodeLabel("region", code, name) for code, name in sorted(regions.items(), key=lambda item: item[::-1])),
        *(CodeLabel("school", school, name, region) for school, name, region, _ in rows),
    )


_GRADE = f"coalesce(b.grade, {text_of(NO_GRADE)})"
_BANDS = " ".join(f"WHEN b.grade IN ({list_of(codes)}) THEN {text_of(band)}" for band, codes in GRADE_BANDS.items())
_BAND = f"CASE {_BANDS} ELSE {text_of(OTHER_BAND)} END"
_GRADE_NAMES = {"PK": "Prekindergarten", "KG": "Kindergarten"}
_BAND_OF = {code: band for band, codes in GRADE_BANDS.items() for code in codes}


def _grade_labels(con: duckdb.DuckDBPyConnection, population: Population) -> tuple[CodeLabel, ...]:
    rows = con.execute(f"SELECT DISTINCT grade FROM reach WHERE {asked_codes(population, 'grade')}").fetchall()
    met = {row[0] or NO_GRADE for row in rows}
    grades = [code for code in GRADE_ORDER if code in met] + sorted(met.difference(GRADE_ORDER))
    bands = dict.fromkeys(_BAND_OF.get(code, OTHER_BAND) for code in grades)
    return (
        *(CodeLabel("grade_band", band, band.capitalize()) for band in bands),
        *(CodeLabel("grade", code, _grade_name(code), _BAND_OF.get(code, OTHER_BAND)) for code in grades),
    )


def _grade_name(code: str) -> str:
    return _GRADE_NAMES.get(code, f"Grade {int(code)}" if code.isdigit() else code)


def _fixed(column: str, codes: tuple[str, ...]) -> _Grouping:
    """Return a grouping by the codes that some record of the snapshot bears: others are no groups of this district."""

    def labels(con: duckdb.DuckDBPyConnection, population: Population) -> tuple[CodeLabel, ...]:
        borne = {row[0] for row in con.execute(f"SELECT DISTINCT {column} FROM students").fetchall()}
        asked = population.values(column) or codes
        return tuple(CodeLabel(column, code, code) for code in codes if code in asked and code in borne)

    return _Grouping(lambda _: ((column, f"b.{column}"),), labels)


_YEAR = "printf('%d-%02d', b.school_year - 1, b.school_year % 100)"


def _year_labels(con: duckdb.DuckDBPyConnection, _: Population) -> tuple[CodeLabel, ...]:
    rows = con.execute("SELECT DISTINCT school_year FROM reach ORDER BY 1").fetchall()
    return tuple(CodeLabel("school_year", str(SchoolYear(row[0])), str(SchoolYear(row[0]))) for row in rows)


_GROUPINGS: Mapping[str, _Grouping] = {
    "school": _Grouping(_school_columns, _school_labels),
    "grade": _Grouping(lambda _: (("grade_band", _BAND), ("grade", _GRADE)), _grade_labels),
    "race_ethnicity": _fixed("race_ethnicity", RACES),
    "gender": _fixed("gender", GENDERS),
    "english_learner": _fixed("english_learner", FLAGS),
    "iep": _fixed("iep", FLAGS),
    "low_income": _fixed("low_income", FLAGS),
    "gifted": _fixed("gifted", FLAGS),
    "school_year": _Grouping(lambda _: (("school_year", _YEAR),), _year_labels),
}
GROUPINGS: tuple[str, ...] = tuple(_GROUPINGS)


def _check(group_by: Sequence[str], outcomes: Sequence[str], sums: Sequence[str]) -> None:
    asked = (
        ("data.group_by", "query.unknown-grouping", group_by, GROUPINGS),
        ("data.measures", "query.unknown-outcome", outcomes, tuple(OUTCOMES)),
        ("data.measures", "query.unknown-sum", sums, tuple(SUMS)),
    )
    faults = [
        Fault(QUERY_SOURCE, None, key, rule, f"{name!r} is not known.", f"Known are: {', '.join(known)}.")
        for key, rule, names, known in asked
        for name in names
        if name not in known
    ]
    if len(set(group_by)) < len(group_by):
        faults.append(
            Fault(QUERY_SOURCE, None, "data.group_by", "query.grouping-twice", "A grouping stands twice.", "Keep one.")
        )
    if faults:
        raise BadInput(faults)
