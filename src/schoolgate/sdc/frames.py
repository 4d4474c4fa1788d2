"""Protected tables out as frames of the caller's own library: pandas, Polars or Arrow."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from schoolgate.sdc.protection import ProtectedTable
from schoolgate.sdc.rules import NOTPUB, PUB, Status

if TYPE_CHECKING:  # loaded when a frame goes out: a table written to a file does without them
    import pyarrow as pa
    from narwhals.typing import IntoFrame

Frame = Any  # a frame of whatever library the caller uses


def to_frame(protected: ProtectedTable, like: "IntoFrame | None" = None, *, public: bool = True) -> Frame:
    """Return one row a published cell, as a frame of the same library as `like`; an Arrow table without it.

    Columns: one a dimension with the cell's code (its root for a total), `n`, `status`. In a public frame `n` is
    missing where hidden and the status is `pub` or `hidden`; else the true counts and states are there, for staff.
    """
    table = _arrow(protected, public=public)
    if like is None:
        return table
    import narwhals as nw

    given = nw.from_native(like)
    backend = given.implementation
    if backend.is_pandas():
        whole = given.__native_namespace__().Int64Dtype()  # its own integers have no place for what is missing
        return table.to_pandas(types_mapper=lambda kind: whole if str(kind) == "int64" else None)
    return nw.from_arrow(table, backend=backend).to_native()


def _arrow(protected: ProtectedTable, *, public: bool) -> "pa.Table":
    import pyarrow as pa

    states = protected.status.reshape(-1)
    cells = np.flatnonzero(states != NOTPUB)
    hidden = states[cells] != PUB
    counts = protected.table.cells.reshape(-1)[cells]
    words = np.array(["pub", "hidden"] if public else [each.name.lower() for each in Status], dtype=object)
    columns = dict(_codes(protected, cells))
    columns["n"] = pa.array(counts, mask=hidden if public else None)
    columns["status"] = pa.array(words[hidden.astype(int) if public else states[cells]], pa.string())
    return pa.table(columns)


def _codes(protected: ProtectedTable, cells: "np.ndarray[Any, np.dtype[np.int64]]") -> Iterator[tuple[str, "pa.Array"]]:
    import pyarrow as pa

    places = np.unravel_index(cells, protected.table.shape)
    for dimension, place in zip(protected.table.dimensions, places, strict=True):
        yield dimension.name, pa.array(dimension.codes, pa.string()).take(pa.array(place))
