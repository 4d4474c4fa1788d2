"""A table of counts: dimensions, the students of each finest combination, and every cell above them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from schoolgate.core import BadInput, Fault
from schoolgate.sdc.dimensions import Dimension
from schoolgate.sdc.margins import Margins

if TYPE_CHECKING:  # loaded when a frame comes in: a table from a file does without it
    from narwhals.typing import IntoFrame

_MAX_CELLS = 200_000_000
_MAX_COUNT = 2_000_000_000
_SHOWN = 20


@dataclass(frozen=True, eq=False)
class CountTable:
    """Counts over the grid of all codes of all dimensions; build it with `from_counts` or `from_frame`.

    leaves: flat positions in the grid of the finest combinations that hold students, ascending, each once.
    counts: how many students each holds, above 0.
    """

    dimensions: tuple[Dimension, ...]
    leaves: NDArray[np.int64]
    counts: NDArray[np.int64]
    margins: Margins = field(default_factory=Margins)

    @classmethod
    def from_counts(
        cls,
        dimensions: Sequence[Dimension],
        *,
        rows: ArrayLike,
        counts: ArrayLike,
        margins: Margins | None = None,
    ) -> Self:
        """Build a table from rows of leaf code positions (rows x dimensions) and the count of each.

        Rows that name the same combination add up. Raises BadInput with every kind of fault found.
        """
        dims = tuple(dimensions)
        codes = np.atleast_2d(np.asarray(rows, dtype=np.int64)).reshape(-1, len(dims))
        values = np.asarray(counts)
        faults = [*_dimension_faults(dims), *_row_faults(dims, codes, values)]
        if faults:
            raise BadInput(faults)
        shape = tuple(len(dimension.codes) for dimension in dims)
        flat = np.ravel_multi_index(tuple(codes.T), shape)
        leaves, inverse = np.unique(flat, return_inverse=True)
        sums = np.zeros(len(leaves), dtype=np.int64)
        np.add.at(sums, inverse, values.astype(np.int64))
        held = sums > 0
        table = cls(dims, leaves[held].astype(np.int64), sums[held], margins or Margins.all())
        table.margins.published(dims)
        return table

    @classmethod
    def from_frame(
        cls,
        frame: "IntoFrame",
        dimensions: Sequence[Dimension],
        *,
        count: str | None = "n",
        margins: Margins | None = None,
    ) -> Self:
        """Build a table from a pandas, Polars or Arrow frame: one row a combination with `count`, or one a student.

        The finest column of each dimension is read. Raises BadInput for a missing column or an unknown code.
        """
        import narwhals as nw

        read = nw.from_native(frame)
        data = read.collect() if isinstance(read, nw.LazyFrame) else read
        wanted = [dimension.columns[-1] for dimension in dimensions] + ([count] if count else [])
        missing = [name for name in wanted if name not in data.columns]
        if missing:
            mend = f"The columns are: {', '.join(data.columns)}."
            raise BadInput.at("frame", f"There is no column {', '.join(missing)}.", mend, rule="sdc.missing-column")
        rows = np.empty((len(data), len(dimensions)), dtype=np.int64)
        faults: list[Fault] = []
        for axis, dimension in enumerate(dimensions):
            rows[:, axis] = _positions(data[dimension.columns[-1]].to_list(), dimension, faults)
        if faults:
            raise BadInput(faults)
        counts = data[count].to_numpy() if count else np.ones(len(data), dtype=np.int64)
        return cls.from_counts(dimensions, rows=rows, counts=counts, margins=margins)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many codes each dimension has."""
        return tuple(len(dimension.codes) for dimension in self.dimensions)

    @property
    def total(self) -> int:
        """All students."""
        return int(self.counts.sum())

    @cached_property
    def cells(self) -> NDArray[np.int64]:
        """Counts of every cell, over the grid."""
        return self.aggregate(self.leaves, self.counts)

    @cached_property
    def published(self) -> NDArray[np.bool_]:
        """Which cells the margins publish, over the grid."""
        return self.margins.published(self.dimensions)

    def aggregate(self, leaves: NDArray[np.int64], values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sum values of finest combinations into every cell above them, over the grid."""
        grid = np.zeros(self.shape, dtype=np.int64)
        np.add.at(grid.reshape(-1), leaves, values)
        for axis, dimension in enumerate(self.dimensions):
            lines = np.moveaxis(grid, axis, 0)
            for parent, children in dimension.families:
                lines[parent] = lines[children].sum(axis=0)
        return grid


def _positions(values: list[object], dimension: Dimension, faults: list[Fault]) -> NDArray[np.int64]:
    """Return the code positions of a column; unknown values add one fault each, with the row they stand in."""
    index = {dimension.codes[leaf]: leaf for leaf in dimension.leaves.tolist()}
    numbers: dict[object, int] = {}  # of distinct values: a column has few, and many rows
    rows = np.fromiter((numbers.setdefault(value, len(numbers)) for value in values), np.int64, len(values))
    found = np.array([index.get(str(value), -1) for value in numbers], dtype=np.int64)[rows]
    column = dimension.columns[-1]
    for row in np.flatnonzero(found < 0)[:_SHOWN].tolist():
        message = f"{values[row]!r} is not a finest code of {dimension.name}."
        mend = "Add it to the dimension's codes, or mend the value."
        faults.append(Fault("frame", row + 1, column, "sdc.unknown-code", message, mend))
    return found


def _dimension_faults(dims: tuple[Dimension, ...]) -> list[Fault]:
    if not dims:
        return [_fault("sdc.no-dimensions", "The table has no dimension.", "Give it at least one.")]
    names = [dimension.name for dimension in dims]
    faults = []
    if len(set(names)) != len(names):
        faults.append(_fault("sdc.dimension-twice", "Two dimensions have the same name.", "Name each differently."))
    size = float(np.prod([float(len(dimension.codes)) for dimension in dims]))
    if size > _MAX_CELLS:
        message = f"The table would have {size:,.0f} cells."
        faults.append(_fault("sdc.too-large", message, f"Group by less: at most {_MAX_CELLS:,} cells."))
    return faults


def _row_faults(dims: tuple[Dimension, ...], codes: NDArray[np.int64], counts: NDArray[np.generic]) -> list[Fault]:
    faults = []
    if counts.shape != (len(codes),):
        return [_fault("sdc.ragged", "Rows and counts differ in length.", "Give one count for each row.")]
    for axis, dimension in enumerate(dims):
        wrong = ~np.isin(codes[:, axis], dimension.leaves)
        if wrong.any():
            message = f"{int(wrong.sum())} rows have a code of {dimension.name} that is not a finest one."
            faults.append(_fault("sdc.not-a-leaf", message, "Count at the finest codes only."))
    if counts.size and not (np.issubdtype(counts.dtype, np.number) and bool(np.all(counts == np.floor(counts)))):
        return [*faults, _fault("sdc.not-whole", "Some counts are not whole numbers.", "Count students.")]
    whole = counts.astype(np.float64)
    if bool((whole < 0).any()):
        faults.append(_fault("sdc.negative", "Some counts are below 0.", "Count students."))
    if float(whole.sum()) > _MAX_COUNT:
        faults.append(_fault("sdc.too-many", f"More than {_MAX_COUNT:,} students.", "Check the counts."))
    return faults


def _fault(rule: str, message: str, mend: str) -> Fault:
    return Fault("table", None, None, rule, message, mend)
