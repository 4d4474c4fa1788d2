"""Frames of any library in, the same kind of frame out: pandas, Polars, Arrow, through narwhals."""

from typing import Any, TypeVar

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schoolgate.core import BadInput, Fault
from schoolgate.sdc.microdata.hierarchy import MARK

FrameT = TypeVar("FrameT")
Frame = nw.DataFrame[Any]  # Any: the native frame may be of any library that narwhals knows
IntArray = npt.NDArray[np.int32]


def wrapped(frame: object) -> Frame:
    """Return the narwhals frame over a native one; BadInput where it is not a frame held in memory."""
    try:
        wrapped: Frame = nw.from_native(frame, eager_only=True)
    except TypeError:
        raise BadInput.at(
            "frame",
            f"{type(frame).__name__} is not a table.",
            "Give a pandas, Polars or Arrow table held in memory.",
            rule="frame.kind",
        ) from None
    return wrapped


def require(frame: Frame, columns: tuple[str, ...], *, source: str = "frame") -> None:
    """Raise BadInput naming every column that the frame lacks."""
    have = set(frame.columns)
    missing = [column for column in columns if column not in have]
    if missing:
        raise BadInput(
            Fault(source, None, column, "frame.column", f"There is no column {column!r}.", "Add it, or leave it out.")
            for column in missing
        )


def texts(frame: Frame, column: str) -> tuple[IntArray, tuple[str, ...]]:
    """Return a column as codes into its distinct values as text; -1 where there is none (null, NaN, empty, `*`)."""
    values = frame.get_column(column).to_arrow()
    if pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_nan(values), None, values)
    if pa.types.is_nested(values.type):
        raise _nested(column)
    encoded = pa.chunked_array([values.cast(pa.string())]) if isinstance(values, pa.Array) else values.cast(pa.string())
    encoded = encoded.combine_chunks().dictionary_encode()
    labels = encoded.dictionary.to_pylist()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    blank = [number for number, label in enumerate(labels) if label in ("", MARK)]
    if blank:
        codes[np.isin(codes, blank)] = -1
    return codes, tuple(labels)


def _nested(column: str) -> BadInput:
    return BadInput.at(
        "frame",
        f"The column {column!r} holds lists or records.",
        "Give plain values.",
        rule="frame.nested",
        column=column,
    )


def with_printed(
    frame: Frame, columns: tuple[str, ...], rows: npt.NDArray[np.int64], printed: dict[str, tuple[IntArray, list[str]]]
) -> Frame:
    """Return the rows and columns to release, with the printed codes and labels in place of the true values."""
    arrays = {
        name: pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(labels, pa.string())).cast(pa.string())
        for name, (codes, labels) in printed.items()
    }
    shown = nw.from_arrow(pa.table(arrays), backend=frame.implementation)
    others = [column for column in columns if column not in printed]
    if not others:
        return shown.select(columns)
    kept = nw.maybe_reset_index(frame.select(others)[rows])
    return nw.concat([kept, shown], how="horizontal").select(columns)


def shuffled(frame: Frame, seed: int) -> Frame:
    """Return the rows in an order made of the released values and the seed, never of the input's order."""
    table = pa.table({name: _sortable(name, frame.get_column(name).to_arrow()) for name in frame.columns})
    order = pc.sort_indices(table, sort_keys=[(name, "ascending") for name in table.column_names]).to_numpy()
    order = order[np.random.default_rng(seed).permutation(len(order))].astype(np.int64)
    return nw.maybe_reset_index(frame[order])


def _sortable(column: str, values: Any) -> Any:  # Any: pyarrow has no types
    if pa.types.is_nested(values.type):
        raise _nested(column)
    return values.cast(pa.string()) if pa.types.is_dictionary(values.type) else values


def native(frame: Frame) -> Any:  # Any: the caller's own kind of frame
    """Return the caller's kind of frame, without the schema metadata in which Arrow would carry the input's index."""
    result = frame.to_native()
    return result.replace_schema_metadata(None) if isinstance(result, pa.Table) else result
