"""Runs eliminations and, where a table is small, searches by programmes; keeps the cheapest that keeps the promise."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import Progress, silent
from schoolgate.sdc import remainders
from schoolgate.sdc.amending import amended
from schoolgate.sdc.elimination import eliminated
from schoolgate.sdc.optimum import single_alternative
from schoolgate.sdc.patterns import Pattern
from schoolgate.sdc.pruning import published_again
from schoolgate.sdc.rules import Level, Rule, Sums
from schoolgate.sdc.search import Pace, Search
from schoolgate.sdc.smallsums import small_sums
from schoolgate.sdc.system import System
from schoolgate.sdc.tables import CountTable

_MOST_REPAIRS = 60
_MOST_STARTS = 12
_ENTRIES_IN_ALL = 100_000  # of all starts together: small tables are tried often, large ones once
_FAR = 1009
_SEARCHED_LAST = 6000  # where elimination finds nothing, as beside an earlier release
_SEARCHED = 1100  # classes: what programmes can search in seconds
_PACES = (
    Pace(),
    Pace(first=4.0, growth=1.6),
    Pace(first=20.0, growth=2.0),
    Pace(first=0.4, growth=1.3),
    Pace(first=1.0, growth=2.5),
    Pace(first=80.0, growth=2.0),
)
_SLOW_PACES = (Pace(first=8.0, growth=1.2), Pace(first=0.2, growth=1.2, rows=250))  # from a pattern that is near


def best_pattern(
    table: CountTable,
    system: System,
    rule: Rule,
    cost: NDArray[np.float64],
    *,
    sums: Sums,
    seed: int,
    progress: Progress,
) -> Pattern | None:
    """Return the cheapest pattern found that keeps every promise, None where none was found."""
    attempt = _Attempt(table, system, rule, cost, sums, seed, progress)
    best: Pattern | None = None
    for found in attempt.patterns():
        if best is None or attempt.price(found) < attempt.price(best):
            best = found
    return best


@dataclass(frozen=True, eq=False)
class _Attempt:
    """What every attempt at one table shares."""

    table: CountTable
    system: System
    rule: Rule
    cost: NDArray[np.float64]
    sums: Sums
    seed: int
    progress: Progress

    def patterns(self) -> Iterator[Pattern]:
        """Every pattern worth trying for at a table of this size."""
        starts = min(max(1, _ENTRIES_IN_ALL // max(self.system.sums.nnz, 1)), _MOST_STARTS)
        none_yet = True
        for number in range(starts):
            found = self._eliminated(self.seed + number * _FAR)
            if found is not None:
                none_yet = False
                yield found
        if len(self.system.counts) <= (_SEARCHED_LAST if none_yet else _SEARCHED):
            yield from self._searched()

    def price(self, found: Pattern) -> float:
        """What a pattern costs besides what the rule hides."""
        return float(self.system.weight[found.hidden & ~self.system.must].sum())

    def _eliminated(self, seed: int) -> Pattern | None:
        """Eliminate, hide more where a reader could still form a small sum, and where that fails begin again.

        Sums that one total gives away are moved from the beginning, as if they were cells.
        """
        classes, system = len(self.system.counts), self._with_small_sums
        asked = np.arange(len(system.counts)) >= classes
        for _ in range(_MOST_REPAIRS):
            found = eliminated(
                self.table, system, self.rule, sums=self.sums, asked=asked, seed=seed, progress=self.progress
            )
            if found is None:
                return None
            found = replace(found, hidden=found.hidden[:classes])
            if self.sums is Sums.PROTECT:
                found = amended(self.table, self.system, self.rule, found, seed)
            more = self._sums_to_hide(found.hidden, deep=True)
            if not len(more):
                return found
            asked[self.system.class_of[more]] = True
        return None

    @cached_property
    def _with_small_sums(self) -> System:
        if self.sums is Sums.IGNORE or np.isinf(self.system.weight).any():
            return self.system
        return self.system.also(small_sums(self.table, self.system, self.rule.threshold))

    def _searched(self) -> Iterator[Pattern]:
        best: Search | None = None
        for found in self.searches():
            if self.completes(found) and (best is None or found.price < best.price):
                best = found
        if best is None:
            return
        if self.rule.level is Level.AMBIGUOUS:
            best = published_again(best, self.is_whole)
        yield best.pattern

    def start(self, pace: Pace) -> Search:
        return Search(self.system, self.rule, self._families, self.seed, pace)

    def searches(self) -> Iterator[Search]:
        """Every search worth trying, none of them run yet."""
        yield from (self.start(pace) for pace in _PACES)
        if self.rule.level is Level.EXACT:
            yield self._optimal()
            return
        yield from self._later()
        if self.sums is Sums.IGNORE:  # what protects sums too may be cheaper all the same
            protecting = replace(self, sums=Sums.PROTECT, progress=silent)
            yield from (found for found in protecting._later() if protecting.completes(found))

    def _later(self) -> Iterator[Search]:
        """Every search for `ambiguous` that begins with the cheapest pattern found for `exact`."""
        exact = replace(self, rule=replace(self.rule, level=Level.EXACT), progress=silent)
        done = [found for found in exact.searches() if exact.completes(found)]
        if done:
            cheapest = min(done, key=lambda found: found.price)
            for pace in (*_PACES, *_SLOW_PACES):
                yield self._after(cheapest, pace)

    def completes(self, found: Search) -> bool:
        """Run a search until every promise is kept and no sum of a small group can be formed; false where it fails."""
        for _ in range(_MOST_REPAIRS):
            deep = not found.open.any()
            more = self._sums_to_hide(found.hidden, deep=deep)
            if len(more):
                found.asked[self.system.class_of[more]] = True
            elif deep:
                return True
            elif not found.run(lambda done, of: self.progress("protect", done, of)):
                return False
        return False

    def is_whole(self, found: Search) -> bool:
        """Whether a search keeps every promise as it stands."""
        return not found.open.any() and not len(self._sums_to_hide(found.hidden, deep=True))

    def _sums_to_hide(self, classes: NDArray[np.bool_], *, deep: bool) -> NDArray[np.int64]:
        beside_others = bool(np.isinf(self.system.weight).any())
        if self.sums is Sums.IGNORE or (beside_others and not deep):
            return np.zeros(0, dtype=np.int64)
        hidden = self.system.unseen(classes)
        return remainders.cells_to_hide(
            self.table, hidden, threshold=self.rule.threshold, weights=self._cost, deep=deep
        )

    @cached_property
    def _cost(self) -> NDArray[np.float64]:
        """What hiding each cell costs, infinitely much where an earlier release shows it."""
        cost = self.cost.copy()
        cost.reshape(-1)[self.system.cells] += np.where(np.isinf(self.system.weight), np.inf, 0.0)[
            self.system.cell_class
        ]
        return cost

    def _after(self, found: Search, pace: Pace) -> Search:
        later = self.start(pace)
        for change in found.changes:
            later.take(change)
        return later

    def _optimal(self) -> Search:
        """Return a search with the cheapest single alternative to start from, where there is one."""
        found, system, relations = self.start(Pace()), self.system, []
        if self.sums is Sums.PROTECT:
            hidden = self.system.unseen(system.must)
            for parents, lines in remainders.broken_relations(self.table, hidden, self.rule.threshold):
                for parent, line in zip(self.system.class_of[parents], self.system.class_of[lines].T, strict=True):
                    shown = tuple(int(child) for child in line if child >= 0 and not system.must[child])
                    relations.append((int(parent), shown))
        change = single_alternative(system, found.asked, relations)
        if change is not None:
            found.take(change)
        return found

    @cached_property
    def _families(self) -> NDArray[np.int64]:
        """The code of each atom along the dimension with the most finest codes."""
        axis = int(np.argmax([len(dimension.leaves) for dimension in self.table.dimensions]))
        return np.asarray(np.unravel_index(self.system.atoms, self.table.shape)[axis], dtype=np.int64)
