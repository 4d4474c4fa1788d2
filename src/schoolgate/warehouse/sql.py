"""Names and texts written safely into SQL."""

from collections.abc import Iterable
from typing import Any

import duckdb


def name_of(name: str) -> str:
    """Return a column's or table's name, quoted."""
    return '"' + name.replace('"', '""') + '"'


def text_of(value: str) -> str:
    """Return a text, quoted."""
    return "'" + value.replace("'", "''") + "'"


def list_of(values: Iterable[str]) -> str:
    """Return texts as the inside of `IN (…)`; no values select nothing."""
    return ", ".join(text_of(value) for value in values) or "NULL"


def first_row(
    con: duckdb.DuckDBPyConnection, query: str, parameters: list[str] | None = None
) -> tuple[Any, ...] | None:  # Any: what the query selects
    """Return the first row of a query of few rows. All are fetched: an engine with a result left open refuses work."""
    rows = con.execute(query, parameters).fetchall()
    return rows[0] if rows else None
