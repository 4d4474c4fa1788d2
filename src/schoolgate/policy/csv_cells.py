"""Reads the cells of a CSV row; every fault is kept with its line, its column and the mend."""

import difflib
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from schoolgate.core import CsvRow, Fault

E = TypeVar("E", bound=StrEnum)

_FLAGS = {"": False, "false": False, "no": False, "true": True, "yes": True}


class CellReader:
    """Reads one file. A faulty cell reads as an empty one: the faults are raised before anybody uses it."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.faults: list[Fault] = []

    def fault(self, line: int, column: str, rule: str, message: str, mend: str) -> None:
        """Note a fault of a cell."""
        self.faults.append(Fault(self._source, line, column, rule, message, mend))

    def text(self, row: CsvRow, column: str) -> str:
        """Read a text that may not be blank."""
        if not row.cells[column]:
            self.fault(row.line, column, "csv.empty", f"{column} is empty.", "Fill it in, or take the row out.")
        return row.cells[column]

    def day(self, row: CsvRow, column: str) -> date | None:
        """Read a date such as 2026-01-31; None where the cell is blank."""
        text = row.cells[column]
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.fault(row.line, column, "csv.date", f"{text!r} is not a date.", "Write it like 2026-01-31.")
            return None

    def choice(self, row: CsvRow, column: str, kind: type[E]) -> E | None:
        """Read one value of an enumeration; None where the cell is blank."""
        text = row.cells[column].casefold()
        try:
            return kind(text) if text else None
        except ValueError:
            self.fault(
                row.line, column, "csv.unknown-value", f"{text!r} is not known.", f"Use one of: {_listed(kind)}."
            )
            return None

    def flag(self, row: CsvRow, column: str) -> bool:
        """Read yes or no; no where the cell is blank or the column is not there."""
        text = row.cells.get(column, "").casefold()
        if text not in _FLAGS:
            self.fault(row.line, column, "csv.flag", f"{text!r} is neither yes nor no.", "Write yes, no or nothing.")
        return _FLAGS.get(text, False)

    def ids(self, row: CsvRow, column: str, known: frozenset[str] | None) -> tuple[str, ...]:
        """Read a semicolon list of ids, each of them known where `known` is given."""
        ids = tuple(part.strip() for part in row.cells[column].split(";") if part.strip())
        for name in ids:
            if known is not None and name not in known:
                close = difflib.get_close_matches(name, sorted(known), n=1)
                mend = f"Did you mean {close[0]}?" if close else "Use the ids of docs/reference/elements.md."
                self.fault(row.line, column, "csv.unknown-element", f"There is no data element {name!r}.", mend)
        return ids


def _listed(words: Iterable[str]) -> str:
    return ", ".join(str(word) for word in words)
