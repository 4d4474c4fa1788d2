"""Attacks published tables from outside, knowing what a reader knows: what can be worked out of the hidden cells.

The reader knows every printed number, that margins add up, that counts are whole and not below 0, the rule and its
threshold, whether zeros are hidden, and that cells of the same name in two tables are the same. Bounds are
propagated over all relations first; then two linear programmes per cell find its ends; where an end is fractional,
an integer programme does.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from schoolgate.core import BadInput, Progress
from schoolgate.sdc.intervals import Component
from schoolgate.sdc.printed import PublishedTable
from schoolgate.sdc.unknowns import Unknowns, unknowns_of

_NO_BOUND = np.inf
_MOST_ROUNDS = 2000

Reals = NDArray[np.float64]


def attack(
    tables: Sequence[PublishedTable], *, least: float, progress: Progress
) -> tuple[tuple[str, ...], Reals, Reals, tuple[str, ...], int, int]:
    """Return names, least and greatest counts of the targets, how each was found, and counts of relations and cells."""
    unknowns = unknowns_of(tables, least)
    low, high = _propagated(unknowns)
    how = np.full(len(low), "propagation", dtype=object)
    targets = np.flatnonzero(unknowns.target)
    open_targets = targets[low[targets] < high[targets]]
    done = 0
    for component, members in _components(unknowns, low, high):
        for place in np.flatnonzero(np.isin(members, open_targets)):
            cell = members[place]
            low[cell], high[cell], how[cell] = component.ends(int(place))
            done += 1
            progress("audit", done, len(open_targets))
    names = tuple(unknowns.names[cell] for cell in targets)
    told = tuple(how[targets].tolist())
    return names, low[targets], high[targets], told, unknowns.matrix.shape[0], len(low)


def _propagated(unknowns: Unknowns) -> tuple[Reals, Reals]:
    """Tighten whole-number bounds over all relations until nothing changes."""
    entries = unknowns.matrix.tocoo()
    row, column = (np.asarray(places, dtype=np.int64) for places in entries.coords)
    sign = entries.data
    low, high = unknowns.low.copy(), np.full(len(unknowns.low), _NO_BOUND)
    for _ in range(_MOST_ROUNDS):
        least = np.where(sign > 0, low[column], -high[column])
        most = np.where(sign > 0, high[column], -low[column])
        rise = _rest(row, most, unknowns.totals, -1.0)
        fall = _rest(row, least, unknowns.totals, 1.0)
        new_low, new_high = low.copy(), high.copy()
        np.maximum.at(new_low, column, np.where(sign > 0, rise, -fall))
        np.minimum.at(new_high, column, np.where(sign > 0, fall, -rise))
        if (new_low > new_high + 1e-9).any():
            message = "The tables contradict each other under this rule."
            mend = "Check the marks, and whether zeros are hidden."
            raise BadInput.at("audit", message, mend, rule="audit.contradiction")
        if (new_low == low).all() and (new_high == high).all():
            break
        low, high = new_low, new_high
    return low, high


def _rest(row: NDArray[np.int64], bound: Reals, totals: Reals, direction: float) -> Reals:
    """What the bounds of all other entries of a relation leave for each entry; infinite where they leave it open."""
    open_ended = np.isinf(bound)
    finite = np.bincount(row, np.where(open_ended, 0.0, bound), minlength=len(totals))
    endless = np.bincount(row, open_ended, minlength=len(totals))
    others = finite[row] - np.where(open_ended, 0.0, bound)
    return np.where(endless[row] - open_ended > 0, direction * _NO_BOUND, totals[row] - others)


def _components(unknowns: Unknowns, low: Reals, high: Reals) -> Iterator[tuple[Component, NDArray[np.int64]]]:
    """Put in what is known, and yield what is left by connected components: each a small problem."""
    free = np.flatnonzero(low < high)
    fixed = np.flatnonzero(low >= high)
    totals = unknowns.totals - unknowns.matrix[:, fixed] @ low[fixed]
    matrix = sp.csr_array(unknowns.matrix[:, free])
    used = np.flatnonzero(np.diff(matrix.indptr))
    matrix, totals = sp.csr_array(matrix[used]), totals[used]
    if not len(free):
        return
    touching = abs(matrix)
    count, label = connected_components(touching.T @ touching, directed=False)
    of_row = label[matrix.indices[matrix.indptr[:-1]]]
    wanted = np.unique(label[unknowns.target[free]])
    for component in range(count):
        if component in wanted:
            members, rows = np.flatnonzero(label == component), np.flatnonzero(of_row == component)
            part = sp.csr_array(matrix[rows][:, members])
            cells = free[members]
            yield Component(part, totals[rows], low[cells], high[cells]), cells
