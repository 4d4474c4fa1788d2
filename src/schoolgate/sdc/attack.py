"""The work of an attack: bounds over all relations, then linear and integer programmes over what hangs together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from schoolgate.core import Progress
from schoolgate.sdc.intervals import OUT_OF_TIME, Component, End
from schoolgate.sdc.propagation import Bounds, propagated
from schoolgate.sdc.unknowns import Cells, Reals, Unknowns


@dataclass(frozen=True, slots=True)
class Limits:
    """How long an attack may take, in seconds: one linear, one integer programme, and all of them together.

    whole: None where no integer programme is to be run at all.
    """

    linear: float = 30.0
    whole: float | None = 20.0
    total: float = 600.0


@dataclass(frozen=True, slots=True)
class Demand:
    """What must hold for every attacked cell: at least so wide a range, and one that reaches so far up."""

    width: float = 1.0
    upper: float = 0.0

    def met(self, low: float, high: float) -> bool:
        """Whether a range meets it."""
        return high - low >= self.width and high >= self.upper


@dataclass(frozen=True, eq=False)
class Found:
    """What an attack found, one entry an unknown: bounds, what lawful tables reach, how, and the relations used.

    bounds: as propagated. low, high: after the programmes. how, used: by unknown, for those that programmes looked at.
    """

    bounds: Bounds
    low: Reals
    high: Reals
    seen_low: Reals
    seen_high: Reals
    how: dict[int, str]
    used: dict[int, tuple[int, ...]]
    components: int
    largest: int


def attacked(
    unknowns: Unknowns,
    low: Reals,
    high: Reals,
    targets: Cells,
    *,
    linear: bool,
    limits: Limits,
    enough: Demand | None,
    progress: Progress,
) -> Found:
    """Attack some unknowns, given what a reader knows of each beforehand. Raises BadInput where tables contradict.

    linear: whether programmes follow the propagation. enough: leave a target as soon as lawful tables meet this.
    """
    until = monotonic() + limits.total
    bounds = propagated(unknowns.matrix, unknowns.totals, low, high)
    low, high = bounds.low.copy(), bounds.high.copy()
    seen_low, seen_high = np.full(len(low), np.inf), np.full(len(low), -np.inf)
    fixed = low == high
    seen_low[fixed] = seen_high[fixed] = low[fixed]
    found = Found(bounds, low, high, seen_low, seen_high, {}, {}, *_sizes(unknowns, low, high))
    open_targets = targets[low[targets] < high[targets]]
    if linear:
        done = 0
        for part in _parts(unknowns, low, high, open_targets):
            for place in part.targets.tolist():
                _settle(found, part, place, limits, until, enough)
                done += 1
                progress("audit", done, len(open_targets))
    return found


@dataclass(frozen=True, eq=False)
class _Part:
    """Unknowns that hang together: their programme, their numbers, their relations' numbers, and places of targets."""

    component: Component
    members: Cells
    relations: Cells
    targets: Cells


def _settle(found: Found, part: _Part, place: int, limits: Limits, until: float, enough: Demand | None) -> None:
    """Find both ends of one target, and take over what lawful tables met on the way tell of the others."""
    cell = int(part.members[place])
    component = part.component
    if enough is not None and enough.met(component.seen_low[place], component.seen_high[place]):
        found.how[cell] = "alternative"
    else:
        ends: list[End] = []
        for ask in (component.low_end, component.high_end):
            left = until - monotonic()
            if left > 0:
                whole = None if limits.whole is None else min(limits.whole, left)
                ends.append(ask(place, seconds=min(limits.linear, left), whole_seconds=whole))
        if ends:
            found.low[cell] = max(found.low[cell], ends[0].value)
        if len(ends) == 2:
            found.high[cell] = min(found.high[cell], ends[1].value)
            if np.isinf(ends[1].value):
                component.seen_high[place] = np.inf
        words = {end.how for end in ends} if len(ends) == 2 else {OUT_OF_TIME}
        found.how[cell] = next(word for word in (OUT_OF_TIME, "integer", "linear") if word in words)
        rows = sorted({row for end in ends for row in end.relations})
        found.used[cell] = tuple(part.relations[rows].tolist())
    found.seen_low[part.members] = component.seen_low
    found.seen_high[part.members] = component.seen_high


def _reduced(unknowns: Unknowns, low: Reals, high: Reals) -> tuple["sp.csr_array[np.float64]", Reals, Cells, Cells]:
    """Put in what is known: what is left of the matrix and the totals, its unknowns and its relations."""
    free, fixed = np.flatnonzero(low < high), np.flatnonzero(low >= high)
    totals = unknowns.totals - unknowns.matrix[:, fixed] @ low[fixed]
    matrix = sp.csr_array(unknowns.matrix[:, free])
    used = np.flatnonzero(np.diff(matrix.indptr))
    return sp.csr_array(matrix[used]), totals[used], free, used


def _labels(matrix: "sp.csr_array[np.float64]") -> tuple[int, NDArray[np.int32]]:
    """Return how many components there are, and the component of each unknown."""
    rows, size = matrix.shape
    cells = sp.coo_array(matrix).coords
    ones = np.ones(matrix.nnz, dtype=np.int8)
    graph = sp.csr_array((ones, (cells[0], cells[1] + rows)), shape=(rows + size, rows + size))
    count, label = connected_components(graph, directed=False)
    return int(count), label[rows:]


def _sizes(unknowns: Unknowns, low: Reals, high: Reals) -> tuple[int, int]:
    matrix, _, free, _ = _reduced(unknowns, low, high)
    if not len(free):
        return 0, 0
    count, label = _labels(matrix)
    return count, int(np.bincount(label).max())


def _grouped(label: NDArray[np.int32]) -> Callable[[int], Cells]:
    """Return what gives the positions of one label."""
    order = np.argsort(label, kind="stable")
    ends = np.searchsorted(label[order], np.arange(label.max(initial=-1) + 2))
    return lambda each: np.asarray(order[ends[each] : ends[each + 1]], dtype=np.int64)


def _parts(unknowns: Unknowns, low: Reals, high: Reals, targets: Cells) -> Iterator[_Part]:
    """Yield the components that have targets, the smallest first: an end of time then loses the fewest."""
    matrix, totals, free, used = _reduced(unknowns, low, high)
    if not len(targets):
        return
    _, label = _labels(matrix)
    first = matrix.indices[matrix.indptr[:-1]] if matrix.shape[0] else np.zeros(0, dtype=np.int64)
    cells, rows = _grouped(label), _grouped(label[first])
    places = np.searchsorted(free, targets)
    sizes = np.bincount(label)
    wanted = np.unique(label[places])
    for each in wanted[np.argsort(sizes[wanted], kind="stable")].tolist():
        members, relations = cells(each), rows(each)
        part = sp.csr_array(matrix[relations][:, members])
        inside = np.flatnonzero(np.isin(members, places))
        unknown = free[members]
        component = Component(part, totals[relations], low[unknown], high[unknown])
        yield _Part(component, unknown, used[relations], inside)
