"""A file comes into the engine with the line of each row, whichever way it is read."""

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schoolgate.warehouse.csv_table import load_rows
from schoolgate.warehouse.findings import Findings
from schoolgate.warehouse.header import read_header
from schoolgate.warehouse.schema import table
from schoolgate.warehouse.text_file import scan

_HEADER = "studentSourcedId,schoolYear,recordedOn"


def read(path: Path, content: str | bytes) -> tuple[list[tuple[int, str | None, str | None, str | None]], Findings]:
    """Read a file of opt-outs and return its rows with their lines."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    findings = Findings()
    text = scan(path, findings)
    assert text is not None
    header = read_header(text, table("optouts"), "1.2", findings)
    assert header is not None
    with duckdb.connect() as con:
        load_rows(con, text, header, table("optouts"), findings)
        return con.execute("SELECT * FROM raw_optouts ORDER BY _line").fetchall(), findings


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a,2024,\nb,2025,", [(2, "a"), (3, "b")]),
        ("a,2024,\r\nb,2025,\r\n", [(2, "a"), (3, "b")]),
        ("a,2024,\r\nb,2025,\n", [(2, "a"), (3, "b")]),
        ("a,2024,\rb,2025,\r", [(2, "a"), (3, "b")]),
        ("a,2024,\n\n  \nb,2025,\n\n\n", [(2, "a"), (5, "b")]),
        ('"a\nz",2024,\nb,2025,\n', [(2, "a\nz"), (4, "b")]),
        ('"a\n\nz","2024\n",\n\nb,2025,\n', [(2, "a\n\nz"), (7, "b")]),
        ("a,2024,,,\nb,2025,\n", [(2, "a"), (3, "b")]),
        ('"a ""x""",2024,\nb,2025,\n', [(2, 'a "x"'), (3, "b")]),
    ],
    ids=[
        "unix",
        "windows",
        "mixed",
        "macintosh",
        "blank lines",
        "a break in a cell",
        "breaks",
        "empty cells more",
        "quotes",
    ],
)
def test_each_row_has_the_line_it_starts_on(tmp_path: Path, body: str, expected: list[tuple[int, str]]) -> None:
    rows, findings = read(
        tmp_path / "optouts.csv", f"{_HEADER}\n{body}" if "\r" not in body else f"{_HEADER}\r\n{body}"
    )
    assert [row[:2] for row in rows] == expected
    assert findings.errors == ()


_CELLS = st.text(st.sampled_from("ab,\"\n\r é'"), max_size=5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(_CELLS, _CELLS, _CELLS), min_size=1, max_size=5))
def test_what_a_csv_writer_writes_is_read_again(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(_HEADER.split(","))
    lines = []
    for row in rows:
        lines.append(len(written.getvalue().splitlines()) + 1)
        writer.writerow(row)
    found, findings = read(tmp_path / "optouts.csv", written.getvalue().encode())
    expected = [tuple(cell.strip(" \n\r") or None for cell in row) for row in rows]
    assert [row[1:] for row in found] == expected
    assert [row[0] for row in found] == lines
    assert findings.errors == ()
