"""The one form of a table that CSV, Parquet and spreadsheets can all hold alike.

Text: line breaks are one LF; the characters that XML forbids (NUL and its like) become U+FFFD; an empty text is
no value. Numbers: at most 15 digits, as many as a spreadsheet keeps; no minus zero. Dates: from 1 March 1900,
where spreadsheets begin to count days right. What can't be brought into that form is a fault.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from schoolgate.core import BadInput, Fault
from schoolgate.release.files.columns import ColumnType, DatasetColumn
from schoolgate.release.files.formulas import neutraliser
from schoolgate.release.files.layout import layout_faults

MAX_TEXT_UNITS = 32_767
MAX_DIGITS = 15
MAX_NUMBER = 1e307
FIRST_DAY = date(1900, 3, 1)
REPLACEMENT = "\ufffd"

_LINE_BREAK = re.compile("\r\n?")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UNTIDY = "[\x00-\x08\x0b-\x1f\\x{FFFE}\\x{FFFF}]"
_ARROW_TYPES = {
    ColumnType.STRING: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.DATE: pa.date32(),
    ColumnType.BOOLEAN: pa.bool_(),
}

# Which Arrow types stand for a column's type; a column of nothing but nulls fits each.
_FITS: dict[ColumnType, Callable[[pa.DataType], bool]] = {
    ColumnType.STRING: lambda given: _is_text(given) or pa.types.is_null(given),
    ColumnType.INTEGER: lambda given: pa.types.is_integer(given) or pa.types.is_null(given),
    ColumnType.NUMBER: lambda given: (
        pa.types.is_floating(given)
        or pa.types.is_integer(given)
        or pa.types.is_decimal(given)
        or pa.types.is_null(given)
    ),
    ColumnType.DATE: lambda given: pa.types.is_date(given) or pa.types.is_null(given),
    ColumnType.BOOLEAN: lambda given: pa.types.is_boolean(given) or pa.types.is_null(given),
}


def canonical_table(
    source: str, table: pa.Table, columns: Sequence[DatasetColumn], primary_key: Sequence[str]
) -> pa.Table:
    """Return the declared columns in their order, each followed by its marks where it may bear any.

    `source` names the dataset in faults. Raises BadInput with all of them; rows are counted from 1.
    """
    faults = list(layout_faults(source, table.column_names, columns, primary_key))
    if faults:
        raise BadInput(faults)
    arrays: dict[str, pa.Array] = {}
    for column in columns:
        values = _canonical_values(source, table.column(column.name), column, faults)
        arrays[column.name] = values
        if column.marks:
            arrays[column.mark_name] = _marks_of(source, table, column, faults)
            faults.extend(_still_there(source, column, values, arrays[column.mark_name]))
    if not faults:
        faults.extend(_key_faults(source, arrays, primary_key))
    if faults:
        raise BadInput(faults)
    return pa.table(arrays)


def tidy_text(text: str) -> str:
    """Return the text with LF for every line break and U+FFFD for each character that XML forbids."""
    return _FORBIDDEN.sub(REPLACEMENT, _LINE_BREAK.sub("\n", text))


def _canonical_values(source: str, values: pa.ChunkedArray, column: DatasetColumn, faults: list[Fault]) -> pa.Array:
    cast = _cast(source, column.name, values, column.type, faults)
    if column.type is ColumnType.STRING:
        return _canonical_text(source, cast, column, faults)
    if column.type is ColumnType.NUMBER:
        return _canonical_numbers(source, cast, column, faults)
    faults.extend(_limit_faults(source, cast, column))
    return cast


def _cast(source: str, name: str, values: pa.ChunkedArray, wanted: ColumnType, faults: list[Fault]) -> pa.Array:
    """Convert values to the type of a column. Text is no number and no date: that would be a guess."""
    target = _ARROW_TYPES[wanted]
    try:
        if not _FITS[wanted](values.type):
            raise pa.ArrowInvalid
        return values.cast(target).combine_chunks()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        message = f"The column holds {values.type} that does not fit {wanted}."
        faults.append(Fault(source, None, name, "dataset.type", message, "Convert it, or declare another type."))
        return pa.nulls(len(values), target)


def _is_text(given: pa.DataType) -> bool:
    if pa.types.is_dictionary(given):
        return _is_text(given.value_type)
    return bool(pa.types.is_string(given) or pa.types.is_large_string(given) or pa.types.is_string_view(given))


def _canonical_text(source: str, texts: pa.Array, column: DatasetColumn, faults: list[Fault]) -> pa.Array:
    if pc.any(pc.match_substring_regex(texts, _UNTIDY)).as_py():
        texts = pa.array([None if text is None else tidy_text(text) for text in texts.to_pylist()], pa.string())
    texts = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    suspects = pc.fill_null(pc.greater(pc.binary_length(texts), MAX_TEXT_UNITS // 2), False)
    neutralised = neutraliser()  # can nearly double a text
    for row in pc.indices_nonzero(suspects).to_pylist():
        if len(neutralised(texts[row].as_py()).encode("utf-16-le")) // 2 > MAX_TEXT_UNITS:
            message = f"The text is longer than the {MAX_TEXT_UNITS} characters a spreadsheet's cell holds."
            faults.append(Fault(source, row + 1, column.name, "dataset.long-text", message, "Shorten it."))
    return texts


def _canonical_numbers(source: str, numbers: pa.Array, column: DatasetColumn, faults: list[Fault]) -> pa.Array:
    unfit = pc.invert(pc.and_(pc.is_finite(numbers), pc.less(pc.abs(numbers), MAX_NUMBER)))
    for row in pc.indices_nonzero(pc.fill_null(unfit, False)).to_pylist():
        message = "The number is infinite, not a number, or too large for a spreadsheet."
        faults.append(Fault(source, row + 1, column.name, "dataset.not-finite", message, "Leave the cell empty."))
    rounded = (None if number is None else float(f"{number:.{MAX_DIGITS}g}") + 0.0 for number in numbers.to_pylist())
    return pa.array(rounded, pa.float64())


def _limit_faults(source: str, values: pa.Array, column: DatasetColumn) -> Iterator[Fault]:
    if column.type is ColumnType.INTEGER:
        outside = pc.or_(pc.less(values, -(10**MAX_DIGITS) + 1), pc.greater(values, 10**MAX_DIGITS - 1))
        rule, message, mend = "dataset.long-integer", "The number has more than 15 digits.", "Declare it as a string."
    elif column.type is ColumnType.DATE:
        outside = pc.less(values, pa.scalar(FIRST_DAY, pa.date32()))
        rule, message, mend = "dataset.early-date", "The date is before 1 March 1900.", "Declare it as a string."
    else:
        return
    for row in pc.indices_nonzero(pc.fill_null(outside, False)).to_pylist():
        yield Fault(source, row + 1, column.name, rule, message, mend)


def _marks_of(source: str, table: pa.Table, column: DatasetColumn, faults: list[Fault]) -> pa.Array:
    if column.mark_name not in table.column_names:
        return pa.nulls(table.num_rows, pa.string())
    marks = _cast(source, column.mark_name, table.column(column.mark_name), ColumnType.STRING, faults)
    unknown = pc.invert(pc.is_in(marks, pa.array([*column.marks, None], pa.string())))
    for row in pc.indices_nonzero(unknown).to_pylist():
        message = f"The mark {marks[row].as_py()!r} is not declared."
        mend = f"The marks of this column are: {', '.join(column.marks)}."
        faults.append(Fault(source, row + 1, column.mark_name, "dataset.unknown-mark", message, mend))
    return marks


def _still_there(source: str, column: DatasetColumn, values: pa.Array, marks: pa.Array) -> Iterator[Fault]:
    both = pc.and_(pc.is_valid(values), pc.is_valid(marks))
    for row in pc.indices_nonzero(both).to_pylist():
        message = "A mark stands on a cell that still holds its value."
        yield Fault(source, row + 1, column.name, "dataset.value-under-mark", message, "Drop the value: `with_marks`.")


def _key_faults(source: str, arrays: dict[str, pa.Array], primary_key: Sequence[str]) -> Iterator[Fault]:
    if not primary_key:
        return
    for name in primary_key:
        for row in pc.indices_nonzero(pc.is_null(arrays[name])).to_pylist():
            message = "A cell of the primary key has no value."
            yield Fault(source, row + 1, name, "dataset.empty-key", message, "Fill it, or name another key.")
    key = pa.table({name: arrays[name] for name in primary_key})
    distinct = key.group_by(list(primary_key)).aggregate([]).num_rows
    if distinct != key.num_rows:
        message = f"{key.num_rows} rows have only {distinct} different primary keys."
        mend = "Name the columns that tell every row apart."
        yield Fault(source, None, ", ".join(primary_key), "dataset.key-twice", message, mend)
