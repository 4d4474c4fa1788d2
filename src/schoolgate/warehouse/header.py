"""Matches a file's header against the columns that the standard gives it."""

import csv
import difflib
from dataclasses import dataclass

from schoolgate.core import syntax_text
from schoolgate.warehouse.findings import Findings
from schoolgate.warehouse.schema import Column, Kind, Table
from schoolgate.warehouse.text_file import TextFile

_CLOSE = 0.85


@dataclass(frozen=True, slots=True)
class Header:
    """The header as it stands, and where each known column is; a column that is missing has no position."""

    cells: tuple[str, ...]
    positions: dict[str, int]
    one_line: bool


def read_header(text: TextFile, table: Table, version: str, findings: Findings) -> Header | None:
    """Return the header of a file, or None where it can't be used; every fault is noted with its column."""
    cells, one_line = _first_record(text, findings)
    if cells is None:
        return None
    columns = table.columns_of(version)
    positions = _positions(cells, columns, text.path.name, findings)
    sound = _check_missing(columns, positions, text.path.name, findings)
    expected = [name for name in (column.name for column in columns) if name in positions and not _is_metadata(name)]
    if sorted(expected, key=lambda name: positions[name]) != expected:
        findings.add("header.order", text.path.name, "The columns are not in the standard's order.", line=1)
    return Header(tuple(cells), positions, one_line) if sound else None


def _first_record(text: TextFile, findings: Findings) -> tuple[list[str] | None, bool]:
    with text.path.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.reader(opened, strict=True)
        try:
            cells = next(reader, None)
        except csv.Error as error:
            findings.add("csv.syntax", text.path.name, syntax_text(error), line=1)
            return None, True
        if not cells or not any(cell.strip() for cell in cells):
            findings.add("csv.empty", text.path.name, "The first line holds no header.", line=1)
            return None, True
        separator = _other_separator(cells)
        if separator:
            message = f"The columns are separated by {separator}, not by commas."
            findings.add("header.separator", text.path.name, message, line=1)
            return None, True
        return cells, reader.line_num == 1


def _other_separator(cells: list[str]) -> str:
    """Return the name of what separates the columns where the whole header reads as one cell."""
    names = {";": "semicolons", "\t": "tabs", "|": "bars"}
    return next((name for sign, name in names.items() if len(cells) == 1 and sign in cells[0]), "")


def _positions(cells: list[str], columns: tuple[Column, ...], file: str, findings: Findings) -> dict[str, int]:
    by_fold = {column.name.casefold(): column.name for column in columns}
    known = {column.name for column in columns}
    positions: dict[str, int] = {}
    for position, cell in enumerate(cells):
        written = cell.strip()
        name = written if written in known else by_fold.get(written.casefold())
        if name is None:
            name = _note_unknown(written, cells, known, file, findings)
        elif written != name:
            findings.add("header.case", file, f"{written!r} is read as {name}.", line=1, column=written)
        if name in positions:
            findings.add("header.twice", file, f"The column {name} stands twice.", line=1, column=name)
        elif name is not None:
            positions[name] = position
    return positions


def _note_unknown(written: str, cells: list[str], known: set[str], file: str, findings: Findings) -> str | None:
    """Note a column that is not known; return the one that it must have been meant for, so that it is checked too."""
    if not written:
        findings.add("header.empty-name", file, "A column has no name.", line=1)
        return None
    absent = sorted(known.difference(cells))
    close = difflib.get_close_matches(written, absent, n=1, cutoff=_CLOSE)
    if close and _is_metadata(written):
        message = f"The column {written!r} is not read; {close[0]} would be."
        findings.add("header.unknown", file, message, line=1, column=written)
        return None
    if close:
        # An optional column that is spelt wrongly is not harmless: a preferred name would be read as absent.
        message = f"The column {written!r} is not known; {close[0]} is, and is missing."
        findings.add("header.misspelt", file, message, line=1, column=written, mend=f"Name it {close[0]}.")
        return close[0]
    if not _is_metadata(written):
        findings.add("header.unknown", file, f"The column {written!r} is not read.", line=1, column=written)
    return None


def _is_metadata(name: str) -> bool:
    return name.startswith("metadata.")


def _check_missing(columns: tuple[Column, ...], positions: dict[str, int], file: str, findings: Findings) -> bool:
    sound = True
    for column in columns:
        if column.name in positions or _is_metadata(column.name):
            continue
        if column.required:
            message = f"The column {column.name} is missing."
            findings.add("header.missing-column", file, message, line=1, column=column.name)
            sound = False
        elif column.kind is not Kind.UNREAD:
            message = f"The column {column.name} is missing and read as empty."
            findings.add("header.missing-optional", file, message, line=1, column=column.name)
    return sound
