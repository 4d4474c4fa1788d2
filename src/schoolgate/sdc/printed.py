"""A table as a reader sees it: numbers, marks, and cells that are not there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.dimensions import Dimension


@dataclass(frozen=True, eq=False)
class PublishedTable:
    """A table as printed. counts: over the grid, read where shown. hidden: printed as a mark.

    absent: not printed at all. targets: hidden cells to attack, all of them where not known which are small.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    counts: NDArray[np.int64]
    hidden: NDArray[np.bool_]
    absent: NDArray[np.bool_]
    targets: NDArray[np.bool_]
