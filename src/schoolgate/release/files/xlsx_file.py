"""The spreadsheet of a release: one sheet of data, one about it, and nothing that can run or hide.

Every cell is written as its type: text stays text with its leading zeros, nothing becomes a link. Text is
neutralised as in CSV, for a reader who saves the sheet as CSV. There are no formulas, filters, defined names,
comments or hidden parts, and the properties tell no person, machine or day.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from schoolgate.release.files.about import about_rows
from schoolgate.release.files.canonical import tidy_text
from schoolgate.release.files.columns import ColumnType
from schoolgate.release.files.dataset import Dataset
from schoolgate.release.files.formulas import neutraliser

DATA_SHEET = "Data"
ABOUT_SHEET = "About"
SHEET_ROWS = 1_048_575
"""How many rows fit under the header of one sheet; more go to the sheets `Data 2`, `Data 3` …"""

_BATCH_ROWS = 8_192
_MADE_ON = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTHS = (8, 40)
_WIDTH_ROWS = 200
_ABOUT_CHARACTERS = 8_000
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "use_zip64": True,
}


def write_xlsx(dataset: Dataset, path: Path, *, sheet_rows: int = SHEET_ROWS) -> None:
    """Write the rows of a dataset and what it is; the same dataset gives the same bytes.

    Unfinished parts lie in the folder of `path`, never in the machine's folder for temporary files. Raises OSError
    where the disk takes no more.
    """
    try:
        with Workbook(str(path), {**_OPTIONS, "tmpdir": str(path.parent)}) as workbook:
            _write_sheets(workbook, dataset, sheet_rows)
    except FileCreateError as error:  # the writer's own name for the system's error, which it wraps
        [wrapped] = error.args
        raise wrapped from error


def _write_sheets(workbook: Workbook, dataset: Dataset, sheet_rows: int) -> None:
    workbook.set_properties({"created": _MADE_ON})
    pen = _Pen(workbook, dataset.marks)
    for number, first in enumerate(range(0, max(dataset.row_count, 1), sheet_rows), start=1):
        sheet = workbook.add_worksheet(DATA_SHEET if number == 1 else f"{DATA_SHEET} {number}")
        _write_data(sheet, dataset, pen, first, sheet_rows)
    _write_about(workbook.add_worksheet(ABOUT_SHEET), dataset, pen)


class _Pen:
    """The few formats of a release's cells, and how text is put into one."""

    def __init__(self, workbook: Workbook, marks: tuple[str, ...]) -> None:
        text = {"num_format": "@", "quote_prefix": True}
        self.plain: Format = workbook.add_format(text)
        self.wrapped: Format = workbook.add_format({**text, "text_wrap": True, "valign": "top"})
        self.header: Format = workbook.add_format({**text, "bold": True, "bottom": 1})
        self.mark: Format = workbook.add_format({**text, "align": "right"})
        self.day: Format = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.number: Format = workbook.add_format({})
        self._neutralised = neutraliser(marks)

    def format_of(self, column_type: ColumnType) -> Format:
        return {ColumnType.STRING: self.plain, ColumnType.DATE: self.day}.get(column_type, self.number)

    def write(self, sheet: Worksheet, row: int, position: int, text: str, style: Format) -> None:
        """Write a text, neutralised.

        The library takes a text between <r> and </r> for markup of its own and writes it unescaped, which would
        let a cell bring its own formulas. In pieces, as rich text, it is escaped.
        """
        text = self._neutralised(text)
        if text.startswith("<r>") and text.endswith("</r>"):
            sheet.write_rich_string(row, position, text[:1], text[1:2], text[2:], style)
        else:
            sheet.write_string(row, position, text, style)


def _write_data(sheet: Worksheet, dataset: Dataset, pen: _Pen, first: int, limit: int) -> None:
    sheet.freeze_panes(1, 0)
    _label(sheet, dataset)
    writers = []
    for position, column in enumerate(dataset.columns):
        pen.write(sheet, 0, position, column.name, pen.header)
        writers.append(_writer(sheet, position, column.type, pen))
        shown = dataset.table.column(column.name).slice(first, _WIDTH_ROWS).to_pylist()
        longest = max(len(column.name), *(len(str(value)) for value in shown), 0) + 2
        sheet.set_column(position, position, min(max(longest, _WIDTHS[0]), _WIDTHS[1]), pen.format_of(column.type))
    for row, values in enumerate(_rows(dataset, first, limit), start=1):
        for position, (value, mark) in enumerate(values):
            if mark is not None:
                sheet.write_string(row, position, mark, pen.mark)
            elif value is not None:
                writers[position](row, value)
            elif position == 0:
                sheet.write_blank(row, 0, None, pen.plain)  # else a row without any value would not be there at all


# Values come from Arrow, which has no static types: str, int, float, bool, date or None, as the column says.
def _rows(dataset: Dataset, first: int, limit: int) -> Iterator[tuple[tuple[Any, str | None], ...]]:
    """Yield for every row the (value, mark) of each column."""
    for batch in dataset.table.slice(first, limit).to_batches(max_chunksize=_BATCH_ROWS):
        unmarked: list[None] = [None] * batch.num_rows
        cells = []
        for column in dataset.columns:
            marks = batch.column(column.mark_name).to_pylist() if column.marks else unmarked
            cells.append(zip(batch.column(column.name).to_pylist(), marks, strict=True))
        yield from zip(*cells, strict=True)


def _writer(sheet: Worksheet, position: int, column_type: ColumnType, pen: _Pen) -> Callable[[int, Any], object]:
    match column_type:
        case ColumnType.STRING:
            return lambda row, value: pen.write(sheet, row, position, value, pen.plain)
        case ColumnType.BOOLEAN:
            return lambda row, value: sheet.write_boolean(row, position, value)
        case ColumnType.DATE:
            return lambda row, value: sheet.write_datetime(row, position, value, pen.day)
        case _:
            return lambda row, value: sheet.write_number(row, position, value)


def _write_about(sheet: Worksheet, dataset: Dataset, pen: _Pen) -> None:
    _label(sheet, dataset)
    for position, width in enumerate((24, 60, 10, 60, 30, 24)):
        sheet.set_column(position, position, width, pen.wrapped)
    for row, texts in enumerate(about_rows(dataset)):
        for position, text in enumerate(texts):
            if text:
                pen.write(sheet, row, position, tidy_text(text)[:_ABOUT_CHARACTERS], pen.wrapped)


def _label(sheet: Worksheet, dataset: Dataset) -> None:
    """Put the audience's label on every printed page (R50)."""
    label = " ".join(tidy_text(dataset.terms.audience).split()).replace("&", "&&")
    sheet.set_footer(f"&L{label[:200]}&R&P / &N")
