"""The marks that stand in place of a value: hidden, or too near 0 or 100 % to be told."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

HIDDEN = "*"
"""A hidden cell. One mark for small groups and for what is hidden to protect them: two would tell which is which."""


def mark_name(column: str) -> str:
    """Return the name of the column that holds the marks of another."""
    return f"{column}_mark"


def with_marks(table: pa.Table, column: str, marks: Sequence[str | None]) -> pa.Table:
    """Return the table with a mark in place of a value wherever `marks`, one a row, is not None.

    The value underneath is dropped. The marks stand in a text column of their own, last in the table.
    """
    stand = pa.array(marks, pa.string())
    values = table.column(column)
    kept = pc.if_else(pc.is_null(stand), values, pa.scalar(None, values.type))
    position = table.column_names.index(column)
    return table.set_column(position, column, kept).append_column(mark_name(column), stand)
