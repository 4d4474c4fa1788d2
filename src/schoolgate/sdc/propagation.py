"""Whole-number bounds of unknown cells, tightened over all relations until nothing changes, and what tightened them."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from schoolgate.core import BadInput

Cells = NDArray[np.int64]
Reals = NDArray[np.float64]

_MOST_ROUNDS = 2000
_NOBODY = -1


@dataclass(frozen=True, eq=False)
class Bounds:
    """What each cell holds at least and at most. by: the relation that said so, -1 where none did; round: when."""

    low: Reals
    high: Reals
    low_by: Cells
    high_by: Cells
    low_round: Cells
    high_round: Cells


def propagated(matrix: "sp.csr_array[np.float64]", totals: Reals, low: Reals, high: Reals) -> Bounds:
    """Tighten bounds by relations `matrix @ cells = totals` of ones and minus ones. Raises BadInput where none is left.

    A relation is looked at again only when a bound in it has changed. Each round sees the bounds of the one before.
    """
    by_cell = sp.csc_array(matrix)
    size = matrix.shape[1]
    bounds = Bounds(low.copy(), high.copy(), *(np.full(size, _NOBODY, dtype=np.int64) for _ in range(4)))
    relations = np.arange(matrix.shape[0])
    for turn in range(_MOST_ROUNDS):
        changed = _round(matrix, totals, relations, bounds, turn)
        if (bounds.low[changed] > bounds.high[changed] + 1e-9).any():
            message = "The tables contradict each other under this rule."
            mend = "Check the marks, and whether zeros are hidden."
            raise BadInput.at("audit", message, mend, rule="audit.contradiction")
        if not len(changed):
            break
        relations = _distinct(by_cell.indices[_spans(by_cell.indptr, changed)[0]], matrix.shape[0])
    return bounds


def _round(matrix: "sp.csr_array[np.float64]", totals: Reals, relations: Cells, bounds: Bounds, turn: int) -> Cells:
    """Look at some relations once; write down what they tighten, and return the cells."""
    entries, row = _spans(matrix.indptr, relations)
    cell, plus = matrix.indices[entries].astype(np.int64), matrix.data[entries] > 0
    least = np.where(plus, bounds.low[cell], -bounds.high[cell])
    most = np.where(plus, bounds.high[cell], -bounds.low[cell])
    rise = _rest(row, most, totals[relations], -np.inf)
    fall = _rest(row, least, totals[relations], np.inf)
    lower, upper = np.where(plus, rise, -fall), np.where(plus, fall, -rise)
    raised = _improved(cell, lower, relations[row], bounds.low, bounds.low_by, bounds.low_round, turn, 1.0)
    lowered = _improved(cell, upper, relations[row], bounds.high, bounds.high_by, bounds.high_round, turn, -1.0)
    return _distinct(np.concatenate([raised, lowered]), len(bounds.low))


def _distinct(numbers: NDArray[np.integer], size: int) -> Cells:
    """Return numbers below a size ascending, each once."""
    held = np.zeros(size, dtype=bool)
    held[numbers] = True
    return np.flatnonzero(held)


def _improved(
    cell: Cells, found: Reals, relation: Cells, bound: Reals, by: Cells, rounds: Cells, turn: int, direction: float
) -> Cells:
    """Take over the best new bound of each cell, and return the cells; direction 1 for greater, -1 for less."""
    best = bound.copy()
    (np.maximum if direction > 0 else np.minimum).at(best, cell, found)
    better = np.flatnonzero((found == best[cell]) & (found != bound[cell]))
    bound[cell[better]] = found[better]
    by[cell[better]] = relation[better]
    rounds[cell[better]] = turn
    return np.asarray(cell[better])


def _spans(pointers: NDArray[np.integer], chosen: Cells) -> tuple[Cells, Cells]:
    """Return the entries of the chosen lines of a sparse matrix, and which line each belongs to."""
    starts, lengths = pointers[chosen].astype(np.int64), (pointers[chosen + 1] - pointers[chosen]).astype(np.int64)
    line = np.repeat(np.arange(len(chosen)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(line)) + (starts - before)[line], line


def _rest(row: Cells, bound: Reals, totals: Reals, endless: float) -> Reals:
    """What the bounds of all other entries of a relation leave for each entry; infinite where they leave it open."""
    open_ended = np.isinf(bound)
    finite = np.where(open_ended, 0.0, bound)
    sums = np.bincount(row, finite, minlength=len(totals))
    opens = np.bincount(row, open_ended, minlength=len(totals))
    return np.where(opens[row] - open_ended > 0, endless, totals[row] - sums[row] + finite)
