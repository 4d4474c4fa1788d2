"""The ground of every query: an engine in which only the rows of one scope, population and some years can be seen.

It holds `reach` (the scope's spans), `base` (one row a student and school year, in the school and grade of the last
enrolment within reach) and one `…_in` view for each kind of event, cut to the school and days within reach.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb

from schoolgate.core import QUERY_SOURCE, BadInput, Fault, Population, SchoolYear
from schoolgate.warehouse.population import condition_sql, register_ids
from schoolgate.warehouse.scope import Scope
from schoolgate.warehouse.snapshot import Snapshot

_TERM_EVENTS = ("attendance", "marks")
_DAY_EVENTS = (("assessments", "given_on"), ("discipline", "happened_on"))
_KEYS = ("student", "school", "school_year")


@contextmanager
def selected(
    snapshot: Snapshot, scope: Scope, population: Population, school_years: Sequence[SchoolYear]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give an engine with `reach`, `base` and the events of one selection. Raises BadInput for what can't be asked."""
    with selected_students(snapshot, scope, population, school_years) as con:
        for events in _TERM_EVENTS:
            con.execute(f"CREATE TEMP VIEW {events}_in AS {_term_events(events, scope)}")
        for events, day in _DAY_EVENTS:
            con.execute(f"CREATE TEMP VIEW {events}_in AS {_day_events(events, day, scope)}")
        con.execute(f"CREATE TEMP VIEW programs_in AS {_PROGRAMS}")
        con.execute(f"CREATE TEMP VIEW sections_in AS {_SECTIONS}")
        yield con


@contextmanager
def selected_students(
    snapshot: Snapshot, scope: Scope, population: Population, school_years: Sequence[SchoolYear]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give an engine with `reach` and `base` alone, for who is selected. Raises BadInput for what can't be asked."""
    con = snapshot.connect()
    try:
        _check_years(con, school_years)
        years = ", ".join(str(year.ends_in) for year in school_years)
        con.execute(f"CREATE TEMP TABLE reach AS SELECT * FROM ({scope.spans}) WHERE school_year IN ({years})")
        con.execute(f"CREATE TEMP TABLE base AS {_base(con, population)}")
        yield con
    finally:
        con.close()


def _check_years(con: duckdb.DuckDBPyConnection, school_years: Sequence[SchoolYear]) -> None:
    known = [SchoolYear(row[0]) for row in con.execute("SELECT school_year FROM years ORDER BY 1").fetchall()]
    mend = f"The snapshot holds: {', '.join(str(year) for year in known)}."
    told = [("query.unknown-year", f"No records of {year} were loaded.") for year in school_years if year not in known]
    if not school_years:
        told.append(("query.no-year", "No school year is asked for."))
    if told:
        raise BadInput(Fault(QUERY_SOURCE, None, "request.school_years", rule, text, mend) for rule, text in told)


def _base(con: duckdb.DuckDBPyConnection, population: Population) -> str:
    condition = condition_sql(con, population)
    if population.ids is not None:
        register_ids(con, population.ids)
        condition += " AND student IN (SELECT student FROM listed WHERE student IS NOT NULL)"
    return f"""
        SELECT * FROM (
            SELECT last.student, last.school_year, last.school, last.grade, s.* EXCLUDE (student),
                   h.name AS school_name, h.region
            FROM (SELECT * FROM reach QUALIFY row_number() OVER (
                      PARTITION BY student, school_year
                      ORDER BY ends DESC, is_primary DESC, begins DESC, school) = 1) AS last
            JOIN students AS s ON s.student = last.student LEFT JOIN schools AS h ON h.school = last.school)
        WHERE {condition}"""


def _term_events(events: str, scope: Scope) -> str:
    """Return SQL of the rows of a term that lie within reach with all the days the student was enrolled in it.

    A row speaks for the part of its term that the student spent in the school; were only some of these days within
    reach, the row would tell of the others too.
    """
    if scope.is_whole:
        return f"SELECT * FROM {events}"
    keys = ", ".join(_KEYS)
    same = " AND ".join(f"e.{key} = x.{key}" for key in _KEYS)
    days = f"""
        SELECT e.student, e.school, e.school_year, e.begins, e.ends,
               sum(least(e.ends, x.ends) - greatest(e.begins, x.begins)) AS days
        FROM (SELECT DISTINCT {keys}, begins, ends FROM {events} SEMI JOIN reach USING ({keys})) AS e
        JOIN {{}} AS x ON {same} AND x.begins < e.ends AND e.begins < x.ends GROUP BY ALL"""
    return f"""
        SELECT * FROM {events} SEMI JOIN (
            SELECT {keys}, begins, ends FROM ({days.format("stays")}) JOIN ({days.format("reach")})
            USING ({keys}, begins, ends, days)) USING ({keys}, begins, ends)"""


def _day_events(events: str, day: str, scope: Scope) -> str:
    if scope.is_whole:
        return f"SELECT * FROM {events}"
    same = " AND ".join(f"e.{key} = r.{key}" for key in _KEYS)
    return f"SELECT e.* FROM {events} AS e SEMI JOIN reach AS r ON {same} AND r.begins <= e.{day} AND e.{day} < r.ends"


_PROGRAMS = """
    SELECT DISTINCT r.student, r.school_year, p.program FROM reach AS r JOIN programs AS p
    ON p.student = r.student AND coalesce(p.begins < r.ends, true) AND coalesce(r.begins < p.ends, true)"""

_SECTIONS = """
    SELECT DISTINCT r.student, r.school_year, c.course FROM reach AS r JOIN section_stays AS s
    ON s.student = r.student AND s.school = r.school AND s.school_year = r.school_year
    AND s.begins < r.ends AND r.begins < s.ends
    JOIN classes AS c ON c.class = s.class AND c.school_year = s.school_year"""
