"""Datasets to write, and readers that give back what each data file tells."""

import csv
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schoolgate.release.files import (
    ColumnType,
    Dataset,
    DatasetColumn,
    MethodNote,
    Terms,
    restorer,
    with_marks,
    write_bundle,
)

# One cell as a data file tells it: ("value", x), ("mark", "*") or ("nothing", None).
Told = tuple[str, object]
Rows = list[tuple[Told, ...]]
Reader = Callable[[Dataset, Path], Rows]

NOTHING: Told = ("nothing", None)
TERMS = Terms(
    audience="Internal: planning staff only",
    conditions=("Don't pass it on.", "Destroy it by 30 June 2027."),
    policy="ODA-03 v01",
    contact="Office of Data and Accountability, 2300 Washington Street",
)
NOTE = MethodNote(
    title="Students by school and grade",
    what=("Counts of students.",),
    made_for="Planning",
    terms=TERMS,
    protection=("Groups of fewer than 10 are hidden.",),
    withheld=None,
    limits=("Students without a grade are not counted.",),
)

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_FROM_TEXT: dict[ColumnType, Callable[[str], object]] = {
    ColumnType.STRING: str,
    ColumnType.INTEGER: int,
    ColumnType.NUMBER: float,
    ColumnType.DATE: date.fromisoformat,
    ColumnType.BOOLEAN: {"true": True, "false": False}.__getitem__,
}


def read_csv(dataset: Dataset, folder: Path) -> Rows:
    restored = restorer(dataset.marks)

    def told(cell: str, column: DatasetColumn) -> Told:
        if cell in column.marks:
            return ("mark", cell)
        return NOTHING if cell == "" else ("value", _FROM_TEXT[column.type](restored(cell)))

    with (folder / "data.csv").open(encoding="utf-8", newline="") as stream:
        header, *records = csv.reader(stream, strict=True)
    assert [restored(name) for name in header] == [column.name for column in dataset.columns]
    return [tuple(map(told, record, dataset.columns)) for record in records]


def read_parquet(dataset: Dataset, folder: Path) -> Rows:
    # Arrow's values have no static types.
    def told(record: dict[str, object], column: DatasetColumn) -> Told:
        value, mark = record[column.name], record.get(column.mark_name) if column.marks else None
        assert value is None or mark is None
        if mark is not None:
            return ("mark", mark)
        return NOTHING if value is None else ("value", value)

    records = pq.read_table(folder / "data.parquet").to_pylist()
    return [tuple(told(record, column) for column in dataset.columns) for record in records]


def read_xlsx(dataset: Dataset, folder: Path) -> Rows:
    restored = restorer(dataset.marks)

    def told(value: object, column: DatasetColumn) -> Told:
        if isinstance(value, str):
            text = _unescaped(value)
            return ("mark", text) if text in column.marks else ("value", restored(text))
        if isinstance(value, datetime):
            return ("value", value.date())
        if column.type is ColumnType.NUMBER and isinstance(value, int):
            return ("value", float(value))
        return NOTHING if value is None else ("value", value)

    rows: Rows = []
    book = openpyxl.load_workbook(folder / "data.xlsx")
    for sheet in book.worksheets[:-1]:
        header, *cells = sheet.iter_rows(max_col=len(dataset.columns), values_only=True)
        assert [restored(_unescaped(str(name))) for name in header] == [column.name for column in dataset.columns]
        rows.extend(tuple(map(told, row, dataset.columns)) for row in cells)
    book.close()
    return rows


def _unescaped(text: str) -> str:
    """Undo the escapes of Office Open XML (`_x005F_` for an underscore), which openpyxl leaves to its caller."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


@pytest.fixture(scope="session")
def readers() -> dict[str, Reader]:
    """Return what reads each data file back, by the file's name."""
    return {"data.csv": read_csv, "data.parquet": read_parquet, "data.xlsx": read_xlsx}


@pytest.fixture(scope="session")
def terms() -> Terms:
    return TERMS


@pytest.fixture(scope="session")
def note() -> MethodNote:
    return NOTE


@pytest.fixture(scope="session")
def make() -> Callable[..., Dataset]:
    """Return what makes a dataset of a table and its columns."""

    def made(table: pa.Table, *columns: DatasetColumn, primary_key: tuple[str, ...] = ()) -> Dataset:
        return Dataset("students-by-school", "Students", "Counts.", table, columns, TERMS, primary_key)

    return made


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """Return one of every type, with a mark and with nothing in each column, and text that spreadsheets run."""
    columns = (
        DatasetColumn("code", "Code", ColumnType.STRING, "The group's code.", "school"),
        DatasetColumn("label", "Label", ColumnType.STRING, "=The group's name.", "school", hidden_mark=True),
        DatasetColumn("students", "Students", ColumnType.INTEGER, "Students enrolled.", "students", hidden_mark=True),
        DatasetColumn("rate", "Rate", ColumnType.NUMBER, "Percent.", "attendance_rate", True, ("<5%", ">95%")),
        DatasetColumn("first_day", "First day", ColumnType.DATE, "The first day.", "enrollment_dates", True),
        DatasetColumn("low_income", "Low income", ColumnType.BOOLEAN, "Whether.", "low_income", True),
    )
    table = pa.table(
        {
            "code": ["0001", "0002", "-3", "*", "=1+1"],
            "label": ['A "quoted", label', "two\nlines", "@you", None, None],
            "students": [10, -3, None, 0, None],
            "rate": [93.4, None, -0.1, 100.0, None],
            "first_day": [date(2024, 9, 5), date(1999, 12, 31), None, date(2024, 2, 29), None],
            "low_income": [True, False, None, True, None],
        }
    )
    for name in ("label", "students", "first_day", "low_income"):
        table = with_marks(table, name, [None, None, None, None, "*"])
    table = with_marks(table, "rate", [None, ">95%", None, None, "*"])
    return Dataset("students-by-school", "Students by school", "Counts.", table, columns, TERMS, ("code",))


@pytest.fixture(scope="session")
def folder(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every file of the dataset."""
    written = tmp_path_factory.mktemp("bundle")
    write_bundle(written, dataset, NOTE)
    return written
