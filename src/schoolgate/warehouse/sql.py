"""Names and texts written safely into SQL."""

from collections.abc import Iterable


def name_of(name: str) -> str:
    """Return a column's or table's name, quoted."""
    return '"' + name.replace('"', '""') + '"'


def text_of(value: str) -> str:
    """Return a text, quoted."""
    return "'" + value.replace("'", "''") + "'"


def list_of(values: Iterable[str]) -> str:
    """Return texts as the inside of `IN (…)`; no values select nothing."""
    return ", ".join(text_of(value) for value in values) or "NULL"
