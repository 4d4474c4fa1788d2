"""T54: a CSV cell that begins with =, +, - or @ is neutralised, and no number is touched."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest

from schoolgate.release.files import ColumnType, Dataset, DatasetColumn, Terms, restorer
from schoolgate.release.files.csv_file import write_csv

COLUMNS = (
    DatasetColumn("=name", "Name", ColumnType.STRING, "Name.", "name"),
    DatasetColumn("change", "Change", ColumnType.INTEGER, "Change.", "students"),
)
TERMS = Terms("Internal", (), "ODA-03 v01", "Office of Data and Accountability")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", " =", "＝", "＋", "－", "＠"])
def test_t54_a_cell_and_a_header_that_would_run_are_neutralised(tmp_path: Path, start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    table = pa.table({"=name": [text], "change": [-3]})
    dataset = Dataset("names", "Names", "Names.", table, COLUMNS, TERMS)
    write_csv(dataset, tmp_path / "data.csv")
    with (tmp_path / "data.csv").open(encoding="utf-8", newline="") as stream:
        header, record = csv.reader(stream)
    assert header == ["'=name", "change"]
    assert record == [f"'{text}", "-3"]
    assert restorer(dataset.marks)(record[0]) == text
