"""A dataset holds only what all of its files can hold, and says what does not fit."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from schoolgate.core import BadInput
from schoolgate.release.files import ColumnType, Dataset, DatasetColumn, Terms, with_marks

Make = Callable[..., Dataset]

NAN, INFINITY = float("nan"), float("inf")


def column(name: str = "a", kind: ColumnType = ColumnType.STRING, **more: bool | tuple[str, ...]) -> DatasetColumn:
    hidden, bands = bool(more.get("hidden", False)), more.get("bands", ())
    return DatasetColumn(name, name, kind, name, name, hidden, bands if isinstance(bands, tuple) else ())


def rules(error: BadInput) -> list[tuple[str, int | None, str | None]]:
    return [(fault.rule, fault.line, fault.column) for fault in error.faults]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("nul\x00 bell\x07 \ufffe", "nul\ufffd bell\ufffd \ufffd"),
        ("", None),
        ("tab\tstays", "tab\tstays"),
        ("007", "007"),
        ("  blanks  ", "  blanks  "),
    ],
)
def test_text_is_brought_into_the_form_all_files_hold(make: Make, given: str, kept: str | None) -> None:
    assert make(pa.table({"a": [given, "x"]}), column()).table["a"].to_pylist() == [kept, "x"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [(0.1 + 0.2, 0.3), (93.4, 93.4), (-0.0, 0.0), (1 / 3, 0.333333333333333), (Decimal("1.5"), 1.5), (7, 7.0)],
)
def test_numbers_keep_fifteen_digits(make: Make, given: float, kept: float) -> None:
    held = make(pa.table({"a": [given]}), column(kind=ColumnType.NUMBER)).table["a"].to_pylist()
    assert [str(number) for number in held] == [str(kept)]


@pytest.mark.parametrize(
    ("kind", "value", "rule"),
    [
        (ColumnType.NUMBER, NAN, "dataset.not-finite"),
        (ColumnType.NUMBER, -INFINITY, "dataset.not-finite"),
        (ColumnType.NUMBER, 1e308, "dataset.not-finite"),
        (ColumnType.INTEGER, 10**15, "dataset.long-integer"),
        (ColumnType.INTEGER, -(10**15), "dataset.long-integer"),
        (ColumnType.DATE, date(1900, 2, 28), "dataset.early-date"),
        (ColumnType.STRING, "x" * 32_768, "dataset.long-text"),
        (ColumnType.STRING, "🎓" * 16_384, "dataset.long-text"),
        (ColumnType.STRING, "=" + "x" * 32_766, "dataset.long-text"),
    ],
)
def test_a_value_that_a_spreadsheet_cannot_hold_is_named_by_row(
    make: Make, kind: ColumnType, value: object, rule: str
) -> None:
    with pytest.raises(BadInput) as raised:
        make(pa.table({"a": [None, value]}), column(kind=kind))
    assert rules(raised.value) == [(rule, 2, "a")]


@pytest.mark.parametrize("text", ["x" * 32_767, "é" * 32_767, "🎓" * 16_383])
def test_a_text_that_just_fits_is_held(make: Make, text: str) -> None:
    assert make(pa.table({"a": [text]}), column()).table["a"].to_pylist() == [text]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ColumnType.INTEGER, "1"),
        (ColumnType.INTEGER, 1.0),
        (ColumnType.NUMBER, "1.5"),
        (ColumnType.DATE, "2024-01-01"),
        (ColumnType.DATE, datetime(2024, 1, 1)),  # noqa: DTZ001  # the fault is the time of day
        (ColumnType.BOOLEAN, 1),
        (ColumnType.STRING, 1),
        (ColumnType.STRING, [1]),
    ],
    ids=str,
)
def test_a_column_of_another_type_is_refused(make: Make, kind: ColumnType, value: object) -> None:
    with pytest.raises(BadInput) as raised:
        make(pa.table({"a": [value]}), column(kind=kind))
    assert rules(raised.value) == [("dataset.type", None, "a")]


@pytest.mark.parametrize("kind", list(ColumnType))
def test_a_column_of_nothing_fits_each_type(make: Make, kind: ColumnType) -> None:
    assert make(pa.table({"a": pa.nulls(2)}), column(kind=kind)).table["a"].to_pylist() == [None, None]


def test_a_column_that_nobody_declared_never_reaches_a_file(make: Make) -> None:
    with pytest.raises(BadInput) as raised:
        make(pa.table({"a": ["x"], "_student": ["secret"]}), column())
    assert rules(raised.value) == [("dataset.undeclared-column", None, "_student")]


def test_all_faults_of_the_names_are_told_at_once(terms: Terms) -> None:
    columns = (column("a", hidden=True), column("a_mark"), column(" "), column("b", bands=("95%",)))
    with pytest.raises(BadInput) as raised:
        Dataset("Lincoln High", "T", "D", pa.table({"c": [1]}), columns, terms, ("d",))
    assert {rule for rule, _, _ in rules(raised.value)} == {
        "dataset.name",
        "dataset.column-twice",
        "dataset.column-name",
        "dataset.band",
        "dataset.undeclared-column",
        "dataset.missing-column",
        "dataset.unknown-key",
    }


def test_columns_stand_in_the_declared_order_with_their_marks_after_them(make: Make) -> None:
    table = with_marks(pa.table({"b": [1, 2], "a": ["x", "y"]}), "b", [None, "*"])
    made = make(table, column("a", hidden=True), column("b", ColumnType.INTEGER, hidden=True))
    assert made.table.column_names == ["a", "a_mark", "b", "b_mark"]
    assert made.table.to_pylist() == [
        {"a": "x", "a_mark": None, "b": 1, "b_mark": None},
        {"a": "y", "a_mark": None, "b": None, "b_mark": "*"},
    ]


def test_a_mark_on_a_cell_that_still_holds_its_value_is_refused(make: Make) -> None:
    with pytest.raises(BadInput) as raised:
        make(pa.table({"a": [7], "a_mark": ["*"]}), column("a", ColumnType.INTEGER, hidden=True))
    assert rules(raised.value) == [("dataset.value-under-mark", 1, "a")]


def test_a_mark_that_is_not_declared_is_refused(make: Make) -> None:
    with pytest.raises(BadInput) as raised:
        make(with_marks(pa.table({"a": [7]}), "a", ["<10"]), column("a", ColumnType.INTEGER, hidden=True))
    assert rules(raised.value) == [("dataset.unknown-mark", 1, "a_mark")]


def test_a_key_that_does_not_tell_rows_apart_is_refused(make: Make) -> None:
    with pytest.raises(BadInput) as raised:
        make(pa.table({"a": ["x", "x"]}), column(), primary_key=("a",))
    assert rules(raised.value) == [("dataset.key-twice", None, "a")]


def test_a_key_with_an_empty_cell_is_refused(make: Make) -> None:
    with pytest.raises(BadInput) as raised:
        make(pa.table({"a": ["x", ""]}), column(), primary_key=("a",))
    assert rules(raised.value) == [("dataset.empty-key", 2, "a")]


def test_a_table_in_pieces_is_held_like_one_in_one_piece(make: Make) -> None:
    pieces = pa.concat_tables([pa.table({"a": ["x"]}), pa.table({"a": ["y"]})])
    assert make(pieces, column()).table == make(pa.table({"a": ["x", "y"]}), column()).table
