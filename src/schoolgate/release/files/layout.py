"""Which columns a dataset declares, and whether its table has just those."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from schoolgate.core import Fault
from schoolgate.release.files.columns import DatasetColumn

MAX_COLUMNS = 16_384

_SLUG = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_BAND = re.compile(r"[<>≤≥][^\x00-\x20]+")


def layout_faults(
    source: str, table_columns: Sequence[str], columns: Sequence[DatasetColumn], primary_key: Sequence[str]
) -> Iterator[Fault]:
    """Yield what is wrong with the names: of the dataset, of its columns and marks, of the key."""
    if _SLUG.fullmatch(source) is None:
        mend = "Use lower-case letters, digits and single hyphens."
        yield Fault(source, None, None, "dataset.name", "The name is not a slug.", mend)
    if not 0 < len(columns) <= MAX_COLUMNS:
        message = f"There are {len(columns)} columns."
        yield Fault(source, None, None, "dataset.column-count", message, f"Declare 1 to {MAX_COLUMNS}.")
    yield from _name_faults(source, columns)
    yield from _table_faults(source, table_columns, columns)
    declared = {column.name for column in columns}
    for name in primary_key:
        if name not in declared:
            message = "The primary key names a column that is not declared."
            yield Fault(source, None, name, "dataset.unknown-key", message, "Name declared columns.")


def _name_faults(source: str, columns: Sequence[DatasetColumn]) -> Iterator[Fault]:
    names = Counter(name for column in columns for name in _written(column))
    for name, count in names.items():
        if count > 1:
            message = "The name stands more than once."
            yield Fault(source, None, name, "dataset.column-twice", message, "Give each column its own name.")
        if not name.strip() or not name.isprintable():
            message = f"{name!r} is no name for a column."
            yield Fault(source, None, name, "dataset.column-name", message, "Use printable characters.")
    for column in columns:
        for band in column.bands:
            if _BAND.fullmatch(band) is None:
                message = f"{band!r} is no band."
                yield Fault(source, None, column.name, "dataset.band", message, "Write it like >95% or <5%.")


def _table_faults(source: str, table_columns: Sequence[str], columns: Sequence[DatasetColumn]) -> Iterator[Fault]:
    declared = {name for column in columns for name in _written(column)}
    for name, count in Counter(table_columns).items():
        if name not in declared:
            message = "The table has a column that is not declared."
            yield Fault(source, None, name, "dataset.undeclared-column", message, "Declare it, or leave it out.")
        elif count > 1:
            message = "The table has the column more than once."
            yield Fault(source, None, name, "dataset.column-twice", message, "Keep one.")
    for column in columns:
        if column.name not in table_columns:
            message = "The table lacks a declared column."
            yield Fault(source, None, column.name, "dataset.missing-column", message, "Add it to the table.")


def _written(column: DatasetColumn) -> tuple[str, ...]:
    return (column.name, column.mark_name) if column.marks else (column.name,)
