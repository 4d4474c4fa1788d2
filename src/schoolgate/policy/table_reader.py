"""Reads the tables of a document key by key; every fault is kept with its line, its dotted key and the mend."""

import difflib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from schoolgate.core import BadInput, Fault
from schoolgate.policy.marked_document import Key, MarkedDocument

E = TypeVar("E", bound=StrEnum)


class FaultBook:
    """Gathers the faults of one document, and raises them together."""

    def __init__(self, document: MarkedDocument) -> None:
        self.document = document
        self.faults: list[Fault] = []

    def add(self, key: Key, rule: str, message: str, mend: str) -> None:
        """Note a fault at a key."""
        line = self.document.line_of(key)
        self.faults.append(Fault(self.document.source, line, ".".join(key) or None, rule, message, mend))

    def has_fault(self, key: Key) -> bool:
        """Whether a fault was noted at a key."""
        return any(fault.column == ".".join(key) for fault in self.faults)

    def raise_any(self) -> None:
        """Raise BadInput where a fault was noted, in the order of the document."""
        if self.faults:
            raise BadInput(sorted(self.faults, key=lambda fault: (fault.source, fault.line or 0)))


class TableReader:
    """One table. A faulty value reads as an empty one of its type: the faults are raised before anybody uses it."""

    def __init__(self, table: Mapping[str, object], key: Key, book: FaultBook) -> None:
        self._table = table
        self._key = key
        self._book = book
        self._seen: set[str] = set()

    @classmethod
    def of(cls, book: FaultBook) -> "TableReader":
        """Return the reader of a whole document."""
        return cls(book.document.content, (), book)

    def has(self, name: str) -> bool:
        """Whether the key is there."""
        return name in self._table

    def names(self) -> tuple[str, ...]:
        """Return the keys of the table, all of them known from now on."""
        self._seen.update(self._table)
        return tuple(self._table)

    def fault(self, name: str, rule: str, message: str, mend: str) -> None:
        """Note a fault at a key of this table."""
        self._book.add((*self._key, name), rule, message, mend)

    def text(self, name: str, *, required: bool = True) -> str:
        """Read a text; one that is required may not be blank."""
        value = self._typed(name, (str,), "a text in quotes", required=required)
        text = value.strip() if isinstance(value, str) else ""
        if isinstance(value, str) and required and not text:
            self.fault(name, "document.empty", f"{name} is empty.", "Write something that can be read by a person.")
        return text

    def flag(self, name: str, *, required: bool = False) -> bool:
        """Read true or false; false where it is not there."""
        return self._typed(name, (bool,), "true or false, without quotes", required=required) is True

    def whole(self, name: str) -> int:
        """Read a whole number that is required and not negative."""
        value = self._typed(name, (int,), "a whole number", required=True)
        if isinstance(value, int) and value < 0:
            self.fault(name, "document.number", f"{name} is negative.", "Write a number from 0 up.")
        return value if isinstance(value, int) else 0

    def number(self, name: str) -> float:
        """Read a number that is required and not negative."""
        value = self._typed(name, (int, float), "a number", required=True)
        amount = float(value) if isinstance(value, int | float) else 0.0
        if not 0 <= amount < float("inf"):
            self.fault(name, "document.number", f"{name} is not a number from 0 up.", "Write a number from 0 up.")
        return amount

    def day(self, name: str, *, required: bool = False) -> date | None:
        """Read a date such as 2026-01-31, without quotes in TOML."""
        value = self._typed(name, (date, str), "a date like 2026-01-31", required=required)
        if isinstance(value, str):
            return self._parsed_day(name, value)
        if isinstance(value, datetime):
            self.fault(name, "document.date", f"{name} holds a time of day.", "Write the date alone: 2026-01-31.")
            return None
        return value if isinstance(value, date) else None

    def instant(self, name: str) -> datetime:
        """Read a date and time with its offset from UTC; it is required."""
        value = self._typed(name, (date, str), "a date and time like 2026-04-10T10:00:00-04:00", required=True)
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                value = None
        mend = "Write it like 2026-04-10T10:00:00-04:00."
        if isinstance(value, datetime):
            if value.tzinfo is not None:
                return value
            self.fault(name, "document.naive-time", f"{name} names no time zone.", mend)
        elif self.has(name) and not self._book.has_fault((*self._key, name)):
            self.fault(name, "document.instant", f"{name} is not a date with a time of day.", mend)
        return datetime.min.replace(tzinfo=UTC)

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        """Read a list of texts, none of them blank or twice."""
        value = self._typed(name, (list,), 'a list of texts like ["one", "two"]', required=required)
        items = value if isinstance(value, list) else []
        words = tuple(item.strip() for item in items if isinstance(item, str))
        if len(words) < len(items) or not all(words):
            self.fault(name, "document.type", f"{name} holds something that is no text.", "Put each one in quotes.")
        twice = [word for word in dict.fromkeys(words) if words.count(word) > 1]
        if twice:
            self.fault(name, "document.twice", f"{name} holds {', '.join(map(repr, twice))} twice.", "Keep one.")
        if required and value == []:
            self.fault(name, "document.empty", f"{name} is empty.", "Name at least one.")
        return tuple(dict.fromkeys(words))

    def choice(self, name: str, kind: type[E], *, default: E | None = None) -> E:
        """Read one value of an enumeration; it is required unless there is a default."""
        fallback = default if default is not None else next(iter(kind))
        value = self._typed(name, (str,), f"one of {_listed(kind)}", required=default is None)
        if not isinstance(value, str):
            return fallback
        return self._member(name, kind, value) or fallback

    def choices(self, name: str, kind: type[E], *, required: bool = False) -> tuple[E, ...]:
        """Read a list of values of an enumeration."""
        found = (self._member(name, kind, word) for word in self.texts(name, required=required))
        return tuple(member for member in found if member is not None)

    def table(self, name: str, *, required: bool = False) -> "TableReader | None":
        """Return the reader of a table inside this one; None where it is not there."""
        value = self._typed(name, (dict,), "a table", required=required)
        return TableReader(value, (*self._key, name), self._book) if isinstance(value, dict) else None

    def section(self, name: str, *, required: bool = True) -> "TableReader":
        """Return the reader of a table inside this one, of an empty one where it is not there."""
        return self.table(name, required=required) or TableReader({}, (*self._key, name), self._book)

    def mend_for(self, word: str, known: Iterable[str]) -> str:
        """Return what to write in place of an unknown word."""
        return _nearest(word, known)

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for name in self._table:
            if name not in self._seen:
                self.fault(name, "document.unknown-key", f"The key {name!r} is not known.", _nearest(name, self._seen))

    def _member(self, name: str, kind: type[E], word: str) -> E | None:
        try:
            return kind(word)
        except ValueError:
            self.fault(
                name, "document.unknown-value", f"{word!r} is not known.", _nearest(word, [str(m) for m in kind])
            )
            return None

    def _parsed_day(self, name: str, text: str) -> date | None:
        try:
            if not self._book.document.source.lower().endswith(".json"):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            self.fault(name, "document.date", f"{text!r} is not a date.", "Write it like 2026-01-31, without quotes.")
            return None

    def _typed(self, name: str, kinds: tuple[type, ...], wanted: str, *, required: bool) -> object:
        self._seen.add(name)
        if name not in self._table:
            if required:
                self.fault(name, "document.missing-key", f"The key {name} is missing.", f"Add {name}: {wanted}.")
            return None
        value = self._table[name]
        is_flag_for_number = isinstance(value, bool) and bool not in kinds
        if isinstance(value, kinds) and not is_flag_for_number:
            return value
        self.fault(name, "document.type", f"{name} is of the wrong kind.", f"Write {wanted}.")
        return None


def _listed(words: Iterable[str]) -> str:
    return ", ".join(str(word) for word in words)


def _nearest(word: str, known: Iterable[str]) -> str:
    words = sorted(known)
    close = difflib.get_close_matches(word, words, n=1)
    return f"Did you mean {close[0]}?" if close else f"Use one of: {_listed(words)}."
