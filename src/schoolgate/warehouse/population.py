"""Which students a population selects, within a scope and in some school years: conditions and ID lists as SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from schoolgate.core import QUERY_SOURCE, BadInput, Condition, Fault, IdList, ListedId, Population, SchoolYear
from schoolgate.warehouse.model_tables import GRADE_ORDER
from schoolgate.warehouse.sql import list_of

GRADE_BANDS: dict[str, tuple[str, ...]] = {
    "elementary": GRADE_ORDER[:7],
    "middle": GRADE_ORDER[7:10],
    "high": GRADE_ORDER[10:],
}
OTHER_BAND = "other"
RACES = (
    "American Indian",
    "Asian",
    "Black",
    "Hispanic",
    "Pacific Islander",
    "Two or more",
    "White",
    "Unknown",
)
GENDERS = ("Female", "Male", "Nonbinary", "Not specified")
FLAGS = ("Yes", "No", "Unknown")


@dataclass(frozen=True, slots=True)
class _Attribute:
    """How a condition selects. `known` gives the values that may be asked; None where any may."""

    select: Callable[[Sequence[str]], str]
    known: Callable[[duckdb.DuckDBPyConnection], frozenset[str]] | None


def _plain(column: str) -> Callable[[Sequence[str]], str]:
    return lambda values: f"{column} IN ({list_of(values)})"


def _grade(values: Sequence[str]) -> str:
    codes = [code for value in values for code in GRADE_BANDS.get(value, (value,))]
    other = f" OR grade IS NULL OR grade NOT IN ({list_of(GRADE_ORDER)})" if OTHER_BAND in values else ""
    return f"(grade IN ({list_of(codes)}){other})"


def _school(values: Sequence[str]) -> str:
    listed = list_of(values)
    return f"(school IN ({listed}) OR school IN (SELECT school FROM schools WHERE region IN ({listed})))"


def _school_year(values: Sequence[str]) -> str:
    return f"school_year IN ({', '.join(str(SchoolYear.parse(value).ends_in) for value in values)})"


def _program(values: Sequence[str]) -> str:
    return f"""(student, school_year) IN (
        SELECT (r.student, r.school_year) FROM reach AS r JOIN programs AS p ON p.student = r.student
        AND coalesce(p.begins < r.ends, true) AND coalesce(r.begins < p.ends, true)
        WHERE program IN ({list_of(values)}))"""


def _fixed(*values: str) -> Callable[[duckdb.DuckDBPyConnection], frozenset[str]]:
    return lambda _: frozenset(values)


def _found(query: str, *more: str) -> Callable[[duckdb.DuckDBPyConnection], frozenset[str]]:
    return lambda con: frozenset([*more, *(row[0] for row in con.execute(query).fetchall())])


def _year_labels(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    return frozenset(str(SchoolYear(row[0])) for row in con.execute("SELECT school_year FROM years").fetchall())


_ATTRIBUTES: dict[str, _Attribute] = {
    "school": _Attribute(
        _school,
        _found("SELECT school FROM schools UNION SELECT region FROM schools WHERE region IS NOT NULL"),
    ),
    "grade": _Attribute(
        _grade,
        _found("SELECT DISTINCT grade FROM stays WHERE grade IS NOT NULL", *GRADE_ORDER, *GRADE_BANDS, OTHER_BAND),
    ),
    "race_ethnicity": _Attribute(_plain("race_ethnicity"), _fixed(*RACES)),
    "gender": _Attribute(_plain("gender"), _fixed(*GENDERS)),
    "english_learner": _Attribute(_plain("english_learner"), _fixed(*FLAGS)),
    "iep": _Attribute(_plain("iep"), _fixed(*FLAGS)),
    "low_income": _Attribute(_plain("low_income"), _fixed(*FLAGS)),
    "gifted": _Attribute(_plain("gifted"), _fixed(*FLAGS)),
    "school_year": _Attribute(_school_year, _year_labels),
    "program": _Attribute(_program, _found("SELECT DISTINCT program FROM programs")),
}
ATTRIBUTES: tuple[str, ...] = tuple(_ATTRIBUTES)


def condition_sql(con: duckdb.DuckDBPyConnection, population: Population) -> str:
    """Return SQL that is true of a student-year that all conditions select. Raises BadInput with every fault."""
    faults = [fault for condition in population.where for fault in _faults(con, condition)]
    if faults:
        raise BadInput(faults)
    parts = [_ATTRIBUTES[condition.attribute].select(condition.values) for condition in population.where]
    return " AND ".join(parts) or "true"


def asked_codes(population: Population, attribute: str) -> str:
    """Return SQL that is true of the codes of an attribute that a population leaves; all of them if it asks none."""
    values = population.values(attribute)
    return _ATTRIBUTES[attribute].select(values) if values else "true"


def _faults(con: duckdb.DuckDBPyConnection, condition: Condition) -> list[Fault]:
    key = f"population.where.{condition.attribute}"
    attribute = _ATTRIBUTES.get(condition.attribute)
    if attribute is None:
        message = f"Students can't be selected by {condition.attribute!r}."
        mend = f"Select by: {', '.join(ATTRIBUTES)}."
        return [Fault(QUERY_SOURCE, None, key, "population.unknown-attribute", message, mend)]
    if attribute.known is None:
        return []
    known = attribute.known(con)
    mend = f"The values are: {', '.join(sorted(known)[:20])}{' …' if len(known) > 20 else ''}."  # a line
    unknown = (value for value in condition.values if value not in known)
    messages = (f"{condition.attribute} has no value {value!r}." for value in unknown)
    return [Fault(QUERY_SOURCE, None, key, "population.unknown-value", message, mend) for message in messages]


def register_ids(con: duckdb.DuckDBPyConnection, ids: IdList) -> None:
    """Make the table `listed`: each line of an ID list with the one student whose BPS or state number it is.

    A number that fits several students fits none.
    """
    lines = pa.table(
        {
            "line": pa.array([entry.line for entry in ids.entries], pa.int64()),
            "number": pa.array([entry.student_id.strip() for entry in ids.entries], pa.string()),
        }
    )
    con.register("listed_lines", lines)
    con.execute(
        """CREATE TEMP TABLE listed AS
           SELECT line, number, CASE WHEN count(DISTINCT s.student) = 1 THEN min(s.student) END AS student
           FROM listed_lines LEFT JOIN (SELECT student, student_id AS number FROM students UNION
                                        SELECT student, state_id FROM students) AS s USING (number)
           GROUP BY line, number"""
    )
    con.unregister("listed_lines")


def unmatched_lines(con: duckdb.DuckDBPyConnection) -> tuple[ListedId, ...]:
    """Return the lines of the ID list that name nobody among the selected: staff data, never for a requester."""
    rows = con.execute(
        "SELECT line, number FROM listed WHERE student IS NULL OR student NOT IN (SELECT student FROM base) ORDER BY 1"
    ).fetchall()
    return tuple(ListedId(line, number) for line, number in rows)
