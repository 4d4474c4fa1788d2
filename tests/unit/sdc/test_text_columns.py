"""Large files are read at once, and say exactly where a fault lies, like small ones."""

import csv
import io
import json
from pathlib import Path

import pytest

from schoolgate import sdc
from schoolgate.core import BadInput
from schoolgate.sdc import cell_files, files

SCHOOLS = [f"School {number}, Boston" for number in range(50)]
RACES = ["Asian", 'Said "other"', "White"]
ROWS = 200_000


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> files.Spec:
    path = tmp_path_factory.mktemp("spec") / "spec.json"
    dims = [
        {"name": name, "codes": ["Total", *codes], "parent": dict.fromkeys(codes, "Total")}
        for name, codes in (("school", SCHOOLS), ("race", RACES))
    ]
    path.write_text(json.dumps({"name": "large", "threshold": 10, "dims": dims}))
    return files.read_spec(path)


def large_counts(path: Path, changed: dict[int, list[str]] | None = None) -> Path:
    """Write a file of many rows; `changed` gives other cells to some of its lines."""
    rows = [[SCHOOLS[row % 50], RACES[row % 3], str(row % 7)] for row in range(ROWS)]
    for line, cells in (changed or {}).items():
        rows[line - 2] = cells
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["school", "race", "n"], *rows])
    path.write_text(text.getvalue())
    return path


def test_a_large_file_reads_as_its_rows_read_one_by_one(tmp_path: Path, spec: files.Spec) -> None:
    table = files.read_counts(large_counts(tmp_path / "counts.csv"), spec)
    assert table.total == sum(row % 7 for row in range(ROWS))
    adams = sum(row % 7 for row in range(0, ROWS, 150))
    assert table.cells[1, 1] == adams


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ([SCHOOLS[0], RACES[0], "few"], "n", "counts.number"),
        ([SCHOOLS[0], "Purple", "4"], "race", "counts.unknown-code"),
        ([SCHOOLS[0], RACES[0]], None, "counts.cell-count"),
    ],
    ids=["a number that is none", "an unknown code", "a short row"],
)
def test_a_fault_deep_in_a_large_file_has_its_line(
    tmp_path: Path, spec: files.Spec, cells: list[str], column: str | None, rule: str
) -> None:
    path = large_counts(tmp_path / "counts.csv", {150_000: cells})
    with pytest.raises(BadInput) as caught:
        files.read_counts(path, spec)
    [fault] = caught.value.faults
    assert (fault.line, fault.column, fault.rule) == (150_000, column, rule)


def test_a_value_that_runs_over_two_lines_moves_the_lines_below_it(tmp_path: Path, spec: files.Spec) -> None:
    broken = {5: ["School\n0", RACES[0], "1"], 150_000: [SCHOOLS[0], RACES[0], "x"]}
    path = large_counts(tmp_path / "counts.csv", broken)
    with pytest.raises(BadInput) as caught:
        files.read_counts(path, spec)
    assert [fault.line for fault in caught.value.faults] == [6, 150_001]


def test_codes_with_commas_and_quotes_are_read_back_from_the_cells(tmp_path: Path, spec: files.Spec) -> None:
    table = files.read_counts(large_counts(tmp_path / "counts.csv"), spec)
    status = table.cells * 0 + sdc.PUB
    path = tmp_path / "cells.csv"
    path.write_bytes(files.cells_bytes(table, status.astype("int8")))
    known = cell_files.read_known(path, spec)
    assert (known.counts == table.cells).all()
