"""A table as a reader sees it: numbers, marks, and cells that are not there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.dimensions import Dimension

Cells = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class PublishedTable:
    """A table as printed. counts: over the grid, read where shown. hidden: printed as a mark.

    absent: not printed at all. targets: hidden cells to attack, all of them where not known which are small.
    least, most: over the grid, what a mark such as `<6` tells of a hidden cell; -1 where it tells nothing.
    labelled: whether targets are the small groups, told from what is hidden to protect them.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    counts: Cells
    hidden: NDArray[np.bool_]
    absent: NDArray[np.bool_]
    targets: NDArray[np.bool_]
    least: Cells | None = None
    most: Cells | None = None
    labelled: bool = True


def cell_names(dimensions: Sequence[Dimension], cells: Cells) -> list[str]:
    """Name cells, flat positions in the grid, by their codes that are no totals: the same in every table."""
    codes = np.unravel_index(cells, tuple(len(dimension.codes) for dimension in dimensions))
    joined = np.full(len(cells), "", dtype=object)
    for dimension, code in sorted(zip(dimensions, codes, strict=True), key=lambda pair: pair[0].name):
        words = ["", *(f", {dimension.name}={each}" for each in dimension.codes[1:])]
        joined = joined + np.array(words, dtype=object)[code]
    return [name[2:] or "everybody" for name in joined.tolist()]
