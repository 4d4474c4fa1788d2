"""Finds which cells to hide besides the primaries, by finding other districts that would print the same table."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.programme import Wish, solve
from schoolgate.sdc.rules import Level, Rule
from schoolgate.sdc.system import System

_GROWTH = 1.6
_FIRST_SHARE = 0.4
_EXACT_LIMIT = 6
_STALLED_ROUNDS = 2
_STALLED_GROWTH = 4.0
_LAST_SHARE = 8.0
_MOST_ROUNDS = 400


@dataclass(eq=False)
class Search:
    """What has been found so far: alternatives, and what of each class a reader must think possible.

    Not frozen: it grows round by round. high, low: greatest and least count of each class in any alternative.
    asked: classes that must move besides those of the rule.
    """

    system: System
    rule: Rule
    seed: int
    asked: NDArray[np.bool_] = field(init=False)
    high: NDArray[np.int64] = field(init=False)
    low: NDArray[np.int64] = field(init=False)
    changes: list[NDArray[np.int64]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.asked = np.zeros(len(self.system.counts), dtype=bool)
        self.high = self.system.counts.copy()
        self.low = self.system.counts.copy()
        self._sign = np.random.default_rng(self.seed).choice(np.array([-1, 1]), size=len(self.system.counts))

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

    def run(self, tell: Callable[[int, int], None]) -> bool:
        """Add alternatives until no class is open; false where some stay open at any price."""
        prices = self.system.weight[~self.system.must]
        penalty = _FIRST_SHARE * float(prices.min(initial=1.0))
        last = _LAST_SHARE * float(prices.sum() + 1.0)
        stalled, all_open = 0, int(self.open.sum())
        for _ in range(_MOST_ROUNDS):
            before = int(self.open.sum())
            tell(all_open - before, all_open)
            if not before:
                return True
            if penalty > last and stalled > _STALLED_ROUNDS:
                return False
            self._round(penalty)
            stalled = stalled + 1 if int(self.open.sum()) == before else 0
            penalty *= _STALLED_GROWTH if stalled > _STALLED_ROUNDS else _GROWTH
        return False

    def _round(self, penalty: float) -> None:
        free = self.hidden
        wish = Wish(free, self._wanted(), penalty, self._limit)
        self._sign = -self._sign
        change = solve(self.system, wish)
        if not change.any():
            return
        counts = self.system.counts + np.round(self.system.sums @ change).astype(np.int64)
        high, low = np.maximum(self.high, counts), np.minimum(self.low, counts)
        if (high != self.high).any() or (low != self.low).any():
            self.high, self.low = high, low
            self.changes.append(change)

    @property
    def _limit(self) -> int:
        return _EXACT_LIMIT if self.rule.level is Level.EXACT else 3 * self.rule.threshold

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
