"""The three data files tell the same, whatever the table holds."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolgate.release.files import (
    ColumnType,
    Dataset,
    DatasetColumn,
    MethodNote,
    Terms,
    inspect_workbook,
    with_marks,
    write_bundle,
)
from schoolgate.release.files.canonical import tidy_text
from schoolgate.release.files.csv_file import write_csv
from schoolgate.release.files.parquet_file import write_parquet
from schoolgate.release.files.xlsx_file import write_xlsx

Reader = Callable[[Dataset, Path], list[tuple[tuple[str, object], ...]]]

FILES = ("data.csv", "data.parquet", "data.xlsx")
NASTY = ["=1", "+1", "-1", "@a", "\t", "\r", "\n", "\r\n", "'", '"', ",", ";", " ", "\u00a0", "\ufeff", "＝", "＋", "*"]
NASTY += [
    ">95%",
    "<5%",
    "<r>",
    "</r>",
    "_x0041_",
    "_x000D_",
    "\x00",
    "\x1b",
    "\ufffe",
    "\u2028",
    "&amp;",
    "]]>",
    "é",
    "🎓",
]

texts = st.lists(st.sampled_from(NASTY) | st.text(max_size=4), max_size=6).map("".join)
numbers = st.floats(-1e300, 1e300)
integers = st.integers(-(10**15) + 1, 10**15 - 1)
days = st.dates(date(1900, 3, 1))
rows = st.tuples(texts, integers, numbers, days, st.booleans())
marks = st.sampled_from([None, "*", ">95%"])

COLUMNS = tuple(
    DatasetColumn(name, name, kind, name, name, hidden_mark=True, bands=(">95%",))
    for name, kind in zip("abcde", ColumnType, strict=True)
)


@pytest.mark.parametrize("name", FILES)
def test_each_file_tells_what_the_dataset_holds(
    name: str, dataset: Dataset, folder: Path, readers: dict[str, Reader]
) -> None:
    table = dataset.table.to_pylist()
    expected = [
        tuple(
            ("mark", row[column.mark_name])
            if row.get(column.mark_name)
            else (("nothing", None) if row[column.name] is None else ("value", row[column.name]))
            for column in dataset.columns
        )
        for row in table
    ]
    assert readers[name](dataset, folder) == expected
    assert [row[0] for row in expected] == [("value", code) for code in ("0001", "0002", "-3", "*", "=1+1")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(rows, st.tuples(marks, marks, marks, marks, marks), st.booleans()), min_size=1, max_size=12))
def test_whatever_is_written_reads_back_alike_from_all_files(
    readers: dict[str, Reader], terms: Terms, drawn: list[tuple[tuple[object, ...], tuple[str | None, ...], bool]]
) -> None:
    made = Dataset("any", "Any", "Any.", _table(drawn), COLUMNS, terms)
    expected = [
        tuple(("mark", mark) if mark else _told(value, empty) for value, mark in zip(values, marked, strict=True))
        for values, marked, empty in drawn
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_csv(made, folder / "data.csv")
        write_parquet(made, folder / "data.parquet")
        write_xlsx(made, folder / "data.xlsx")
        for file in FILES:
            assert readers[file](made, folder) == expected, file
        assert inspect_workbook(folder / "data.xlsx") == ()


@pytest.mark.parametrize("name", [*FILES, "dictionary.csv", "datapackage.json", "method.md"])
def test_the_same_dataset_gives_the_same_bytes(
    name: str, dataset: Dataset, note: MethodNote, folder: Path, tmp_path: Path
) -> None:
    write_bundle(tmp_path, dataset, note)
    assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_only_the_six_files_are_left_in_the_folder(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {*FILES, "dictionary.csv", "datapackage.json", "method.md"}


def test_a_value_under_a_mark_is_in_no_file(note: MethodNote, make: Callable[..., Dataset], tmp_path: Path) -> None:
    secret = "SECRETVALUE"
    label = DatasetColumn("label", "Label", ColumnType.STRING, "Label.", "school", hidden_mark=True)
    table = pa.table({"label": pa.array([secret, "shown"]).dictionary_encode()})
    write_bundle(tmp_path, make(with_marks(table, "label", ["*", None]), label), note)
    stored = pq.ParquetFile(tmp_path / "data.parquet")
    assert secret not in str(stored.metadata.row_group(0).column(0).statistics)
    assert stored.read().column("label").to_pylist() == [None, "shown"]
    assert secret.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_parquet_keeps_numbers_as_numbers_with_their_marks_beside_them(folder: Path) -> None:
    schema = pq.read_schema(folder / "data.parquet")
    assert [(field.name, str(field.type)) for field in schema] == [
        ("code", "string"),
        ("label", "string"),
        ("label_mark", "string"),
        ("students", "int64"),
        ("students_mark", "string"),
        ("rate", "double"),
        ("rate_mark", "string"),
        ("first_day", "date32[day]"),
        ("first_day_mark", "string"),
        ("low_income", "bool"),
        ("low_income_mark", "string"),
    ]


def test_parquet_metadata_hold_descriptions_and_nothing_of_pandas_or_arrow(folder: Path) -> None:
    metadata = pq.read_metadata(folder / "data.parquet").metadata
    assert set(metadata) == {b"title", b"description", b"audience", b"columns"}


def test_parquet_is_compressed_with_zstandard(folder: Path) -> None:
    group = pq.read_metadata(folder / "data.parquet").row_group(0)
    assert {group.column(position).compression for position in range(group.num_columns)} == {"ZSTD"}


def test_polars_reads_numbers_from_csv_when_it_knows_the_marks(dataset: Dataset, folder: Path) -> None:
    frame = pl.read_csv(folder / "data.csv", null_values=["", *dataset.marks], schema_overrides={"code": pl.String})
    assert frame["students"].to_list() == [10, -3, None, 0, None]
    assert frame["rate"].to_list() == [93.4, None, -0.1, 100.0, None]


def test_polars_reads_the_parquet_file(folder: Path) -> None:
    assert pl.read_parquet(folder / "data.parquet")["rate_mark"].to_list() == [None, ">95%", None, None, "*"]


def test_an_empty_dataset_gives_files_with_headers_alone(
    note: MethodNote, make: Callable[..., Dataset], readers: dict[str, Reader], tmp_path: Path
) -> None:
    empty = make(pa.table({"a": pa.array([], pa.string())}), DatasetColumn("a", "A", ColumnType.STRING, "A.", "name"))
    write_bundle(tmp_path, empty, note)
    assert [readers[name](empty, tmp_path) for name in FILES] == [[], [], []]


def test_progress_is_told_file_by_file(dataset: Dataset, note: MethodNote, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_bundle(tmp_path, dataset, note, progress=lambda _, done, total: told.append((done, total)))
    assert told == [(done, 6) for done in (0, 1, 2, 3, 4, 6)]


def _table(drawn: list[tuple[tuple[object, ...], tuple[str | None, ...], bool]]) -> pa.Table:
    types = (pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.bool_())
    table = pa.table(
        {
            name: pa.array([None if empty else values[position] for values, _, empty in drawn], types[position])
            for position, name in enumerate("abcde")
        }
    )
    for position, name in enumerate("abcde"):
        table = with_marks(table, name, [marked[position] for _, marked, _ in drawn])
    return table


def _told(value: object, empty: bool) -> tuple[str, object]:
    if isinstance(value, str):
        value = tidy_text(value)
    elif isinstance(value, float):
        value = float(f"{value:.15g}") + 0.0
    return ("nothing", None) if empty or value == "" else ("value", value)
