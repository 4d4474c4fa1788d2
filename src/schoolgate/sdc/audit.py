"""What a reader can work out of the hidden cells of published tables, knowing nothing but what is printed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import Progress, silent
from schoolgate.sdc.printed import PublishedTable

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Exposure:
    """What a reader can work out. Arrays hold one entry a target; high is infinite where nothing bounds a cell.

    cells: the name of each target. how: `propagation`, `linear` or `integer`.
    """

    threshold: int
    unknown: int
    relations: int
    cells: tuple[str, ...]
    low: Reals
    high: Reals
    how: tuple[str, ...]

    @property
    def exact(self) -> int:
        """Targets that have one possible value."""
        return int((self.low == self.high).sum())

    @property
    def confined(self) -> int:
        """Targets that are surely small groups."""
        return int((self.high < self.threshold).sum())

    @property
    def narrow(self) -> int:
        """Targets known to within 2 students."""
        return int((self.high - self.low <= 2).sum())


def audit(
    tables: Sequence[PublishedTable], *, threshold: int = 10, zeros: str = "hide", progress: Progress = silent
) -> Exposure:
    """Return what a reader of these tables together can work out. Raises BadInput where they contradict each other."""
    from schoolgate.sdc.attack import attack  # loaded when called: who protects does not wait for it

    names, low, high, how, relations, unknown = attack(tables, least=1.0 if zeros == "show" else 0.0, progress=progress)
    return Exposure(threshold, unknown, relations, names, low, high, how)
