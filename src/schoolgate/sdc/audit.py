"""What a reader can work out of the hidden cells of published tables, knowing nothing but what is printed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import Progress, silent
from schoolgate.sdc.printed import PublishedTable

Reals = NDArray[np.float64]


class Model(StrEnum):
    """What a reader knows; each knows all that the one before knows.

    linear: that margins add up. nonneg: that counts are whole and not below 0. hidden: the rule, and whether zeros
    are ever hidden. labelled: which hidden cells are small groups.
    """

    LINEAR = "linear"
    NONNEG = "nonneg"
    HIDDEN = "hidden"
    LABELLED = "labelled"


class Programmes(StrEnum):
    """What follows the subtracting: nothing, linear programmes, or integer ones too where an end is a fraction.

    Linear ends are never narrower than the true range: what they give away is given away.
    """

    NONE = "none"
    LINEAR = "linear"
    INTEGER = "integer"


@dataclass(frozen=True, eq=False)
class Exposure:
    """What a reader can work out. Arrays hold one entry an attacked cell; high is infinite where nothing bounds it.

    unknown, relations, components, largest: what was attacked, and the most unknowns that hang together.
    targets: how many cells there were to attack; with a sample, more than were. exact_by_propagation,
    confined_by_propagation: of all of them, what subtracting alone gives.
    cells: the name of each. low, high: no lawful table goes beyond. seen_low, seen_high: what whole lawful tables
    that were met reach; where they are low and high, the range is exact.
    how: `propagation`, `linear`, `integer`, `alternative` (tables met for others showed that the demand holds),
    `shown elsewhere`, `out of time` (the range may be too wide).
    """

    threshold: int
    model: Model
    unknown: int
    relations: int
    components: int
    largest: int
    targets: int
    exact_by_propagation: int
    confined_by_propagation: int
    cells: tuple[str, ...]
    low: Reals
    high: Reals
    seen_low: Reals
    seen_high: Reals
    how: tuple[str, ...]
    explain: Callable[[int], tuple[str, ...]]

    @property
    def width(self) -> Reals:
        """How far each range reaches."""
        return self.high - self.low

    @property
    def exact(self) -> int:
        """Cells that have one possible value."""
        return int((self.low == self.high).sum())

    @property
    def confined(self) -> int:
        """Cells that are surely small groups."""
        return int((self.high < self.threshold).sum())

    @property
    def narrow(self) -> int:
        """Cells known to within 2 students."""
        return int((self.width <= 2).sum())

    @property
    def out_of_time(self) -> int:
        """Cells whose range may be too wide because time ran out."""
        return self.how.count("out of time")

    def broken(self, *, width: float = 1.0, upper: float = 0.0) -> NDArray[np.bool_]:
        """Return which cells have a range narrower than `width`, or one that does not reach up to `upper`."""
        return (self.width < width) | (self.high < upper)

    def undecided(self, *, width: float = 1.0, upper: float = 0.0) -> NDArray[np.bool_]:
        """Return which cells are not broken, but for which no lawful table was met that shows so."""
        shown = (self.seen_high - self.seen_low >= width) & (self.seen_high >= upper)
        return ~self.broken(width=width, upper=upper) & ~shown


def audit(
    tables: Sequence[PublishedTable],
    *,
    threshold: int = 10,
    zeros: str = "hide",
    model: Model | str = Model.HIDDEN,
    programmes: Programmes | str = Programmes.INTEGER,
    sample: int = 0,
    seed: int = 0,
    seconds: float = 600.0,
    require: tuple[float, float] | None = None,
    progress: Progress = silent,
) -> Exposure:
    """Return what a reader of these tables together can work out. Raises BadInput where they contradict each other.

    sample: attack so many cells drawn at random by `seed`, all where 0. seconds: after which no further programme is
    begun. require: a width and an upper end; a cell is left as soon as lawful tables show that its range has both.
    """
    from schoolgate.sdc.exposing import exposed  # loaded when called: who protects does not wait for it

    return exposed(
        tables,
        threshold=threshold,
        hides_zeros=zeros != "show",
        model=Model(model),
        programmes=Programmes(programmes),
        sample=sample,
        seed=seed,
        seconds=seconds,
        require=require,
        progress=progress,
    )
