"""Runs searches until the promise is kept, and keeps the cheapest of several where a table is small."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import Progress, silent
from schoolgate.sdc import remainders
from schoolgate.sdc.optimum import single_alternative
from schoolgate.sdc.pruning import published_again
from schoolgate.sdc.rules import Level, Rule, Sums
from schoolgate.sdc.search import Pace, Search
from schoolgate.sdc.system import System
from schoolgate.sdc.tables import CountTable

_MOST_REPAIRS = 60
_SMALL = 6000
_TINY = 1500
_PACES = (Pace(), Pace(first=4.0, growth=1.6), Pace(first=20.0, growth=2.0))
_MORE_PACES = (Pace(first=0.4, growth=1.3), Pace(first=1.0, growth=2.5), Pace(first=80.0, growth=2.0))


def best_search(
    table: CountTable,
    system: System,
    rule: Rule,
    cost: NDArray[np.float64],
    *,
    sums: Sums,
    seed: int,
    progress: Progress,
) -> tuple[Search, bool]:
    """Return the cheapest search that keeps every promise, and whether there is one."""
    attempt = _Attempt(table, system, rule, cost, sums, seed, lambda done, of: progress("protect", done, of))
    best: Search | None = None
    for found in attempt.all():
        if attempt.completes(found) and (best is None or found.price < best.price):
            best = found
    if best is None:
        return attempt.start(Pace()), False
    if len(system.counts) <= _TINY and rule.level is Level.AMBIGUOUS:
        best = published_again(best, attempt.is_whole)
    return best, True


@dataclass(frozen=True, eq=False)
class _Attempt:
    """What every attempt at one table shares."""

    table: CountTable
    system: System
    rule: Rule
    cost: NDArray[np.float64]
    sums: Sums
    seed: int
    tell: Callable[[int, int], None]

    def start(self, pace: Pace) -> Search:
        return Search(self.system, self.rule, self._families, self.seed, pace)

    def all(self) -> Iterator[Search]:
        """Every search worth trying at a table of this size, none of them run yet."""
        classes = len(self.system.counts)
        paces = _PACES[:1] if classes > _SMALL else _PACES if classes > _TINY else (*_PACES, *_MORE_PACES)
        yield from (self.start(pace) for pace in paces)
        if classes <= _TINY and self.rule.level is Level.EXACT:
            yield self._optimal()
        if classes <= _SMALL and self.rule.level is Level.AMBIGUOUS:
            exact = replace(self.rule, level=Level.EXACT)
            found, kept = best_search(
                self.table, self.system, exact, self.cost, sums=self.sums, seed=self.seed, progress=silent
            )
            for pace in paces if kept else ():
                yield self._after(found, pace)

    def completes(self, found: Search) -> bool:
        """Run a search until every promise is kept and no sum of a small group can be formed; false where it fails."""
        for _ in range(_MOST_REPAIRS):
            deep = not found.open.any()
            more = self._sums_to_hide(found, deep=deep)
            if len(more):
                found.asked[self._class_of[more]] = True
            elif deep:
                return True
            elif not found.run(self.tell):
                return False
        return False

    def is_whole(self, found: Search) -> bool:
        """Whether a search keeps every promise as it stands."""
        return not found.open.any() and not len(self._sums_to_hide(found, deep=True))

    def _sums_to_hide(self, found: Search, *, deep: bool) -> NDArray[np.int64]:
        beside_others = bool(np.isinf(self.system.weight).any())
        if self.sums is Sums.IGNORE or (beside_others and not deep):
            return np.zeros(0, dtype=np.int64)
        hidden = self._unseen(found.hidden)
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

    def _unseen(self, classes: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return over the grid what a reader does not see, where these classes are hidden."""
        hidden = self.system.unpublished.copy()
        hidden.reshape(-1)[self.system.cells] = classes[self.system.cell_class]
        return hidden

    def _after(self, found: Search, pace: Pace) -> Search:
        later = self.start(pace)
        for change in found.changes:
            later.take(change)
        return later

    def _optimal(self) -> Search:
        """Return a search with the cheapest single alternative to start from, where there is one."""
        found, system, relations = self.start(Pace()), self.system, []
        if self.sums is Sums.PROTECT:
            hidden = self._unseen(system.must)
            for parents, lines in remainders.broken_relations(self.table, hidden, self.rule.threshold):
                for parent, line in zip(self._class_of[parents], self._class_of[lines].T, strict=True):
                    shown = tuple(int(child) for child in line if child >= 0 and not system.must[child])
                    relations.append((int(parent), shown))
        change = single_alternative(system, found.asked, relations)
        if change is not None:
            found.take(change)
        return found

    @cached_property
    def _class_of(self) -> NDArray[np.int64]:
        """The class of each cell, -1 where it has none."""
        class_of = np.full(self.table.cells.size, -1, dtype=np.int64)
        class_of[self.system.cells] = self.system.cell_class
        return class_of

    @cached_property
    def _families(self) -> NDArray[np.int64]:
        """The code of each atom along the dimension with the most finest codes."""
        axis = int(np.argmax([len(dimension.leaves) for dimension in self.table.dimensions]))
        return np.asarray(np.unravel_index(self.system.atoms, self.table.shape)[axis], dtype=np.int64)
