"""Finds which cells to hide besides the primaries, by finding other districts that would print the same table.

Round by round the price that a small group may cost rises. A round looks, part by part, for one more lawful
district in which groups still open have other counts; whatever else changes in it must be hidden too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from schoolgate.sdc.parts import Part, part_of
from schoolgate.sdc.patterns import Change, Pattern
from schoolgate.sdc.rules import Level, Rule
from schoolgate.sdc.system import System

_EXACT_LIMIT = 6
_LAST_SHARE = 8.0
_MOST_ROUNDS = 400
_FEW_OPEN = 24


@dataclass(frozen=True, slots=True)
class Pace:
    """How the price rises. first: share of the cheapest cell it starts from. growth: factor of a round.

    rows: classes that one programme should have at most, where the table can be cut so.
    """

    first: float = 0.4
    growth: float = 1.6
    rows: int = 6000


@dataclass(eq=False)
class Search:
    """What has been found so far: alternatives, and what of each class a reader must think possible.

    Not frozen: it grows round by round. high, low: greatest and least count of each class in any alternative.
    asked: classes that must move besides those of the rule. family: the code of each atom along the dimension
    by which large tables are cut.
    """

    system: System
    rule: Rule
    family: NDArray[np.int64]
    seed: int
    pace: Pace = Pace()
    asked: NDArray[np.bool_] = field(init=False)
    high: NDArray[np.int64] = field(init=False)
    low: NDArray[np.int64] = field(init=False)
    changes: list[NDArray[np.int64]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.asked = np.zeros(len(self.system.counts), dtype=bool)
        self.high = self.system.counts.copy()
        self.low = self.system.counts.copy()
        self._sign = np.where(self.system.counts <= self.system.least + 1, 1, -1)
        self._random = np.random.default_rng(self.seed)

    @property
    def hidden(self) -> NDArray[np.bool_]:
        """Classes that a reader does not see."""
        return self.system.must | self.asked | (self.high > self.low)

    @property
    def open(self) -> NDArray[np.bool_]:
        """Classes whose promise is not kept yet."""
        kept = self.high > self.low
        if self.rule.level is Level.AMBIGUOUS:
            wide = (self.high >= self.rule.threshold) & (self.high - self.low >= self.rule.threshold - 1)
            kept = np.where(self.system.must, wide, kept)
        return (self.system.must | self.asked) & ~kept

    @property
    def price(self) -> float:
        """What is paid for the classes hidden besides those of the rule."""
        return float(self.system.weight[self.hidden & ~self.system.must].sum())

    @property
    def pattern(self) -> Pattern:
        """What was found, as it stands."""
        moved = [np.flatnonzero(change) for change in self.changes]
        changes = tuple(Change(atoms, change[atoms]) for atoms, change in zip(moved, self.changes, strict=True))
        return Pattern(self.hidden, changes)

    def run(self, tell: Callable[[int, int], None]) -> bool:
        """Add alternatives until no class is open; false where some stay open at any price."""
        prices = self.system.weight[~self.system.must & np.isfinite(self.system.weight)]
        prices = prices[prices > 0]
        penalty = self.pace.first * float(prices.min(initial=1.0))
        last = _LAST_SHARE * float(prices.sum() + 1.0)
        all_open = int(self.open.sum())
        size = 1
        for number in range(_MOST_ROUNDS):
            before = int(self.open.sum())
            tell(all_open - before, all_open)
            if not before:
                return True
            self._round(penalty, size, shuffled=number % 2 == 1)
            left = int(self.open.sum())
            if 0 < left <= _FEW_OPEN and left == before:
                self._one_by_one(penalty)
                left = int(self.open.sum())
            if penalty > last and left == before:
                return False
            penalty *= self.pace.growth if left < before else 4 * self.pace.growth
            size = size + 1 if 4 * left > 3 * before else size
        return False

    @cached_property
    def _columns(self) -> "sp.csc_array[np.float64]":
        return sp.csc_array(self.system.sums)

    def cover(self, rounds: int) -> bool:
        """Try to keep every promise with what is free of charge; false where that fails in so many rounds."""
        for number in range(rounds):
            if not self.open.any():
                return True
            self._round(1.0, 1, shuffled=number % 2 == 1)
        return not self.open.any()

    def _round(self, penalty: float, size: int, *, shuffled: bool) -> None:
        """Look for one more alternative, part by part; `size` makes the parts larger."""
        wanted = self._wanted()
        self._sign = -self._sign
        counts = self.system.counts.copy()
        change = np.zeros(len(self.system.atoms), dtype=np.int64)
        for atoms in self._cut(size, shuffled=shuffled):
            moved = counts != self.system.counts
            found = self._solve(part_of(self.system, self._columns, atoms), counts, wanted, moved, penalty)
            change[atoms] = found
            counts = self.system.counts + np.rint(self.system.sums @ change).astype(np.int64)
        self.take(change)

    def _one_by_one(self, penalty: float) -> None:
        """Look for an alternative for each open class alone: a programme with one wish seldom ends in fractions."""
        everything = part_of(self.system, self._columns, np.arange(len(self.system.atoms)))
        still = np.zeros(len(self.system.counts), dtype=bool)
        for target in np.flatnonzero(self.open):
            for sign in (1, -1):
                if not self.open[target]:
                    break
                wanted = np.zeros_like(self.system.counts)
                wanted[target] = self._wanted()[target] if self.rule.level is Level.AMBIGUOUS else sign
                change = self._solve(everything, self.system.counts, wanted, still, penalty)
                self.take(change)

    def _solve(
        self,
        part: Part,
        counts: NDArray[np.int64],
        wanted: NDArray[np.int64],
        moved: NDArray[np.bool_],
        penalty: float,
    ) -> NDArray[np.int64]:
        """Return a change of a part: lawful on top of what has moved already in this alternative."""
        problem = part.problem(
            counts=counts,
            hidden=self.hidden | moved,
            wanted=np.where(moved, 0, wanted),
            penalty=penalty,
            limit=_EXACT_LIMIT if self.rule.level is Level.EXACT else 3 * self.rule.threshold,
        )
        return problem.solve()

    def take(self, change: NDArray[np.int64]) -> None:
        """Keep an alternative if it shows anything new. `change` must be lawful."""
        counts = self.system.counts + np.rint(self.system.sums @ change).astype(np.int64)
        high, low = np.maximum(self.high, counts), np.minimum(self.low, counts)
        if (high != self.high).any() or (low != self.low).any():
            self.high, self.low = high, low
            self.changes.append(change)

    def _cut(self, size: int, *, shuffled: bool) -> list[NDArray[np.int64]]:
        """Cut the atoms into parts by families, so that a programme has a bearable number of rows."""
        families = np.unique(self.family)
        parts = min(len(families), max(1, round(len(self.system.counts) / (self.pace.rows * size))))
        if shuffled:
            families = self._random.permutation(families)
        groups = np.array_split(families, parts)
        return [np.flatnonzero(np.isin(self.family, group)) for group in groups]

    def _wanted(self) -> NDArray[np.int64]:
        """Return the move asked of each open class this round; a class that cannot fall is asked to rise."""
        counts = self.system.counts
        sign = np.where(counts <= self.system.least, 1, self._sign)
        wanted = np.where(self.open, sign, 0)
        if self.rule.level is Level.AMBIGUOUS:
            span = self.rule.threshold - 1
            rise = np.maximum(self.rule.threshold - counts, span - (counts - self.low))
            wanted = np.where(self.open & self.system.must, rise, wanted)
        return wanted
