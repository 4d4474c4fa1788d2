"""The rules between the cells of a row, between rows of a file, and between files."""

from collections.abc import Mapping

import duckdb

from schoolgate.warehouse.csv_table import raw_name
from schoolgate.warehouse.findings import SHOWN_PER_RULE, Findings
from schoolgate.warehouse.schema import Kind, Table
from schoolgate.warehouse.sql import first_row, name_of

_PERIODS = (("startDate", "endDate", ">="), ("beginDate", "endDate", ">"))


def note_rows(
    con: duckdb.DuckDBPyConnection, findings: Findings, rule: str, file: str, column: str | None, query: str
) -> None:
    """Note every row that a query gives as `(line, message)`."""
    rows = con.execute(f"SELECT *, count(*) OVER () FROM ({query}) ORDER BY 1, 2 LIMIT {SHOWN_PER_RULE}").fetchall()
    if rows:
        findings.add_many(rule, file, column, ((line, message) for line, message, _ in rows), rows[0][2])


def check_rows(con: duckdb.DuckDBPyConnection, table: Table, file: str, findings: Findings) -> None:
    """Note rows that end before they begin, and rows whose key stood before."""
    target = raw_name(table.name)
    names = {column.name for column in table.columns}
    for begin, end, broken in _PERIODS:
        if begin in names and end in names:
            query = (
                f"SELECT _line, 'The row runs from ' || {name_of(begin)} || ' to before ' || {name_of(end)} || '.' "
                f"FROM {target} WHERE try_cast({name_of(begin)} AS DATE) {broken} try_cast({name_of(end)} AS DATE)"
            )
            note_rows(con, findings, "row.begin-after-end", file, end, query)
    if table.key:
        _check_key(con, table, file, findings)


def _check_key(con: duckdb.DuckDBPyConnection, table: Table, file: str, findings: Findings) -> None:
    keys = ", ".join(name_of(name) for name in table.key)
    first = name_of(table.key[0])
    key = f"concat_ws(', ', {', '.join(f'rows.{name_of(name)}' for name in table.key)})"
    same = " AND ".join(f"rows.{name_of(name)} IS NOT DISTINCT FROM twice.{name_of(name)}" for name in table.key)
    query = f"""
        WITH twice AS (
            SELECT {keys}, min(_line) AS first_line FROM {raw_name(table.name)}
            WHERE {first} IS NOT NULL GROUP BY ALL HAVING count(*) > 1)
        SELECT _line, 'The key ' || {key} || ' stands on line ' || first_line || ' already.'
        FROM {raw_name(table.name)} AS rows JOIN twice ON {same} WHERE _line > first_line"""
    note_rows(con, findings, "row.duplicate", file, table.key[0] if len(table.key) == 1 else None, query)


def check_references(
    con: duckdb.DuckDBPyConnection, table: Table, files: Mapping[str, str], sound: frozenset[str], findings: Findings
) -> None:
    """Note every reference to a row that is not there; `files` maps the tables present to their file's name.

    References into a file that could not be read whole (not in `sound`) are not judged.
    """
    file = files[table.name]
    for column in table.columns:
        if column.refers is None:
            continue
        if column.refers not in files:
            _note_no_file(con, table, column.name, column.refers, file, findings)
        elif column.refers in sound:
            cells = _references(table.name, column.name, listed=column.kind is Kind.REFS)
            query = f"""
                SELECT _line, '{column.refers}.csv has no row ' || cell || '.' FROM ({cells})
                WHERE cell <> '' AND cell NOT IN
                    (SELECT "sourcedId" FROM {raw_name(column.refers)} WHERE "sourcedId" IS NOT NULL)"""
            note_rows(con, findings, "reference.dangling", file, column.name, query)


def _references(table: str, column: str, *, listed: bool) -> str:
    cell = name_of(column)
    if listed:
        return f"SELECT _line, trim(unnest(string_split({cell}, ','))) AS cell FROM {raw_name(table)}"
    return f"SELECT _line, {cell} AS cell FROM {raw_name(table)}"


def _note_no_file(
    con: duckdb.DuckDBPyConnection, table: Table, column: str, refers: str, file: str, findings: Findings
) -> None:
    found = first_row(con, f"SELECT min(_line) FROM {raw_name(table.name)} WHERE {name_of(column)} IS NOT NULL")
    if found and found[0] is not None:
        message = f"{refers}.csv is absent: {column} can't be followed."
        findings.add("reference.no-file", file, message, line=found[0], column=column)
