"""Brings one CSV file into the engine, every cell as text, every row with the line it starts on.

Two ways lead there. The engine's own reader is fast but tells no lines; where it gave exactly as many rows as the
file has lines, line numbers follow. In every other case (quoted line breaks, blank lines, ragged rows, mixed line
ends) Python's reader goes through the file again, knows each row's line and notes each row that can't be read.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from schoolgate.core import syntax_text
from schoolgate.warehouse.findings import SHOWN_PER_RULE, Findings
from schoolgate.warehouse.header import Header
from schoolgate.warehouse.schema import Kind, Table
from schoolgate.warehouse.sql import first_row, name_of, text_of
from schoolgate.warehouse.text_file import TextFile

_BATCH = 50_000
# The engine's own limit of one line, and so of a cell.
_MAX_CELL = 2_000_000
_BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160)"


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: list[str]


def raw_name(table: str) -> str:
    """Return the name of the engine's table that holds a file as it was read."""
    return f"raw_{table}"


def read_columns(table: Table) -> tuple[str, ...]:
    """Return the columns of a file that are read at all."""
    return tuple(column.name for column in table.columns if column.kind is not Kind.UNREAD)


def create_empty(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Make the engine's table of a file, without rows."""
    columns = ", ".join(f"{name_of(name)} VARCHAR" for name in read_columns(table))
    con.execute(f"CREATE OR REPLACE TABLE {raw_name(table.name)} (_line BIGINT, {columns})")


def load_rows(con: duckdb.DuckDBPyConnection, text: TextFile, header: Header, table: Table, findings: Findings) -> int:
    """Fill the engine's table of a file; return the number of rows. Rows that can't be read are noted and left out."""
    create_empty(con, table)
    if not (header.one_line and text.newline and _load_fast(con, text, header, table)):
        create_empty(con, table)
        _load_slowly(con, text, header, table, findings)
    _trim(con, text.path.name, table, findings)
    counted = first_row(con, f"SELECT count(*) FROM {raw_name(table.name)}")
    return int(counted[0]) if counted else 0


def _load_fast(con: duckdb.DuckDBPyConnection, text: TextFile, header: Header, table: Table) -> bool:
    names = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(header.cells)))
    # No new_line option: given "\\r\\n", DuckDB 2.0 reads no rows and says nothing.
    reader = (
        f"read_csv({text_of(str(text.path))}, auto_detect = false, header = true, delim = ',', quote = '\"', "
        f"escape = '\"', strict_mode = true, columns = {{{names}}})"
    )
    cells = ", ".join(_cell(header, name) for name in read_columns(table))
    try:
        con.execute(
            f"INSERT INTO {raw_name(table.name)} SELECT row_number() OVER () + 1, {cells} FROM {reader}"  # +1: header
        )
    except duckdb.Error:
        return False
    found = first_row(con, f"SELECT count(*) FROM {raw_name(table.name)}")
    return found is not None and found[0] == text.lines - 1


def _cell(header: Header, name: str) -> str:
    position = header.positions.get(name)
    return "NULL" if position is None else f"c{position}"


def _load_slowly(
    con: duckdb.DuckDBPyConnection, text: TextFile, header: Header, table: Table, findings: Findings
) -> None:
    names = read_columns(table)
    schema = pa.schema([("_line", pa.int64()), *((name, pa.string()) for name in names)])
    for rows in _batches(_rows(text, header, findings)):
        columns = [[row.line for row in rows], *(_column(rows, header.positions.get(name)) for name in names)]
        arrays = [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)]
        con.register("batch", pa.Table.from_arrays(arrays, schema=schema))
        con.execute(f"INSERT INTO {raw_name(table.name)} SELECT * FROM batch")
        con.unregister("batch")


def _column(rows: list[_Row], position: int | None) -> list[str | None]:
    return [None if position is None else row.cells[position] or None for row in rows]


def _batches(rows: Iterator[_Row]) -> Iterator[list[_Row]]:
    batch: list[_Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def _rows(text: TextFile, header: Header, findings: Findings) -> Iterator[_Row]:
    file, width, noted = text.path.name, len(header.cells), 0
    for row in _records(text, findings):
        if len(row.cells) <= 1 and not "".join(row.cells).strip():
            continue
        if len(row.cells) < width or any(row.cells[width:]):
            noted += 1
            if noted <= SHOWN_PER_RULE:
                message = f"The row has {len(row.cells)} cells where the header has {width}."
                findings.add("csv.cell-count", file, message, line=row.line)
        else:
            yield row
    if noted > SHOWN_PER_RULE:
        findings.add("csv.cell-count", file, f"{noted - SHOWN_PER_RULE:,} more rows have the same fault.")


def _records(text: TextFile, findings: Findings) -> Iterator[_Row]:
    """Yield every record after the header with the line it starts on; a record that is no CSV is noted."""
    csv.field_size_limit(_MAX_CELL)
    with text.path.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.reader(opened, strict=True)
        next(reader)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                findings.add("csv.syntax", text.path.name, syntax_text(error), line=line)
                continue
            if cells is None:
                return
            yield _Row(line, cells)


def _trim(con: duckdb.DuckDBPyConnection, file: str, table: Table, findings: Findings) -> None:
    """Take off blanks around cells, and tell where there were any."""
    names = read_columns(table)
    target = raw_name(table.name)
    tests = {name: f"{name_of(name)} <> trim({name_of(name)}, {_BLANKS})" for name in names}
    counts = first_row(con, f"SELECT {', '.join(f'count_if({test})' for test in tests.values())} FROM {target}")
    for name, count in zip(names, counts or (), strict=True):
        if not count:
            continue
        lines = con.execute(
            f"SELECT _line FROM {target} WHERE {tests[name]} ORDER BY 1 LIMIT {SHOWN_PER_RULE}"
        ).fetchall()
        message = "Blanks around the value are left out."
        findings.add_many("repair.blanks", file, name, ((line, message) for (line,) in lines), count)
        quoted = name_of(name)
        con.execute(f"UPDATE {target} SET {quoted} = nullif(trim({quoted}, {_BLANKS}), '') WHERE {tests[name]}")
