"""CSV as RFC 4180 has it: UTF-8 without a byte-order mark, commas, CRLF, quotes where they are needed."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from schoolgate.release.files.columns import ColumnType, DatasetColumn
from schoolgate.release.files.dataset import Dataset
from schoolgate.release.files.formulas import neutraliser

# How the files are written, in the words of the Frictionless CSV dialect.
CSV_FORM: tuple[tuple[str, str | bool], ...] = (
    ("delimiter", ","),
    ("doubleQuote", True),
    ("header", True),
    ("lineTerminator", "\r\n"),
    ("quoteChar", '"'),
)

_BATCH_ROWS = 8_192


def write_csv(dataset: Dataset, path: Path) -> None:
    """Write the rows of a dataset. Text is neutralised; a hidden cell is `*`; no value is an empty cell."""
    neutralised = neutraliser(dataset.marks)
    header = [neutralised(column.name) for column in dataset.columns]
    write_records(path, header, _records(dataset, neutralised))


def write_text_csv(path: Path, header: Sequence[str], records: Iterable[Sequence[str]]) -> None:
    """Write a small table of text, each cell neutralised, in the same form as the data."""
    neutralised = neutraliser()
    write_records(path, header, ([neutralised(cell) for cell in record] for record in records))


def write_records(path: Path, header: Sequence[str], records: Iterable[Sequence[str]]) -> None:
    """Write cells as they are."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(records)


def _records(dataset: Dataset, neutralised: Callable[[str], str]) -> Iterator[tuple[str, ...]]:
    for batch in dataset.table.to_batches(max_chunksize=_BATCH_ROWS):
        rendered = []
        for column in dataset.columns:
            cells = _rendered(batch.column(column.name).to_pylist(), column, neutralised)
            if column.marks:
                marks = batch.column(column.mark_name).to_pylist()
                cells = [cell if mark is None else mark for cell, mark in zip(cells, marks, strict=True)]
            rendered.append(cells)
        yield from zip(*rendered, strict=True)


# The values come from Arrow, which has no static types: str, int, float, bool, date or None, as the column says.
def _rendered(values: Sequence[object], column: DatasetColumn, neutralised: Callable[[str], str]) -> list[str]:
    match column.type:
        case ColumnType.STRING:
            return ["" if value is None else neutralised(str(value)) for value in values]
        case ColumnType.BOOLEAN:
            return ["" if value is None else ("true" if value else "false") for value in values]
        case _:  # numbers in their shortest form, dates as ISO 8601 has them
            return ["" if value is None else str(value) for value in values]
