"""Small CSV documents (ID lists, consents), read so that every fault knows its line and column."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from schoolgate.core.errors import BadInput, Fault

_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One record: the line it starts on and its cells by column name, stripped of surrounding blanks."""

    line: int
    cells: dict[str, str]


def read_csv_rows(path: Path, *, required: Sequence[str], optional: Sequence[str] = ()) -> tuple[CsvRow, ...]:
    """Read a UTF-8 CSV file whose header holds every required column.

    Raises BadInput with every fault: file missing or too large, not UTF-8, no header, a column missing,
    unknown or twice, a row with too few or too many cells, a quote left open.
    """
    text = _text_of(path)
    reader = csv.reader(io.StringIO(text), strict=True)
    header = _header_of(path, reader, required, optional)
    faults: list[Fault] = []
    rows = tuple(_rows(path, reader, header, faults))
    if faults:
        raise BadInput(faults)
    return rows


_QUOTES = "Mend the quotes: each opens and closes a whole cell."
_PLAIN = {
    "unexpected end of data": "a quote opens and is never closed",
    "',' expected after '\"'": "text follows a quote that closes a cell",
}


def syntax_text(error: csv.Error) -> str:
    """Return what is wrong with a row that is no CSV, in words for people who fill in tables."""
    told = str(error)
    if told.startswith("field larger"):
        return "A cell is longer than any text: a quote may have been left open."
    return f"The row is not CSV: {_PLAIN.get(told, told)}."


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BadInput.at(path.name, "The file is larger than 64 MB.", "Split it.", rule="csv.too-large")
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise BadInput.at(
            path.name,
            f"The file cannot be read: {reason}.",
            "Check the path and its permissions.",
            rule="csv.unreadable",
        ) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadInput.at(
            path.name, "The file is not UTF-8 text.", "Save it as CSV UTF-8.", rule="csv.encoding", line=line
        ) from error


def _header_of(path: Path, reader: Iterator[list[str]], required: Sequence[str], optional: Sequence[str]) -> list[str]:
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise BadInput.at(path.name, syntax_text(error), _QUOTES, rule="csv.syntax", line=1) from error
    wanted = ", ".join([*required, *optional])
    faults = [
        Fault(
            path.name,
            1,
            name,
            "csv.missing-column",
            f"The column {name} is missing.",
            f"The columns are: {wanted}.",
        )
        for name in required
        if name not in header
    ]
    for position, name in enumerate(header):
        if name in header[:position]:
            faults.append(
                Fault(path.name, 1, name, "csv.column-twice", f"The column {name} stands twice.", "Keep one.")
            )
        elif name not in required and name not in optional:
            faults.append(
                Fault(
                    path.name,
                    1,
                    name,
                    "csv.unknown-column",
                    f"The column {name!r} is not known.",
                    f"The columns are: {wanted}.",
                )
            )
    if faults:
        raise BadInput(faults)
    return header


def _rows(path: Path, reader: Iterator[list[str]], header: list[str], faults: list[Fault]) -> Iterator[CsvRow]:
    line = 2
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            faults.append(Fault(path.name, line, None, "csv.syntax", syntax_text(error), _QUOTES))
            return
        if cells is None:
            return
        started, line = line, reader.line_num + 1  # type: ignore[attr-defined]  # csv readers count lines
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            faults.append(
                Fault(
                    path.name,
                    started,
                    None,
                    "csv.cell-count",
                    f"The row has {len(cells)} cells where the header has {len(header)}.",
                    "Quote a cell that holds a comma, and add the missing ones.",
                )
            )
            continue
        yield CsvRow(started, dict(zip(header, (cell.strip() for cell in cells), strict=True)))
