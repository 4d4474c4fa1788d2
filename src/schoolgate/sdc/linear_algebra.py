"""What linear algebra alone determines of unknown cells: no bound, no whole number."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import lsmr

Reals = NDArray[np.float64]

_DENSE = 1500
_SURE = 1e-6
_TOLERANCE = 1e-12
_MOST_STEPS = 5000
_DRAWS = 2


def determined(matrix: "sp.csr_array[np.float64]", totals: Reals, low: Reals, high: Reals) -> Reals:
    """Return each unknown's value where `matrix @ cells = totals` has only one, else NaN.

    low, high: only unknowns where both are the same are read, as known. A value is the only one where no vector of
    the null space moves it: random vectors projected on that space are 0 there.
    """
    pinned = np.flatnonzero(low == high)
    rows = sp.csr_array((np.ones(len(pinned)), (np.arange(len(pinned)), pinned)), shape=(len(pinned), matrix.shape[1]))
    whole = sp.csr_array(sp.vstack([matrix, rows], format="csr"))
    right = np.concatenate([totals, low[pinned]])
    draw = np.random.default_rng(0)
    moved = np.zeros(matrix.shape[1])
    for _ in range(_DRAWS):
        vector: Reals = draw.standard_normal(matrix.shape[1])
        moved = np.maximum(moved, np.abs(vector - _least_squares(whole, np.asarray(whole @ vector))))
    values = np.round(_least_squares(whole, right))
    return np.where(moved < _SURE, values, np.nan)


def _least_squares(matrix: "sp.csr_array[np.float64]", right: Reals) -> Reals:
    """Return the shortest vector that comes nearest to `matrix @ vector = right`."""
    if max(matrix.shape) <= _DENSE:
        return np.asarray(np.linalg.lstsq(matrix.toarray(), right, rcond=None)[0])
    found = np.zeros(matrix.shape[1])
    for _ in range(3):  # what is left over is solved for again: one run alone is not exact enough
        rest = right - matrix @ found
        found = found + lsmr(matrix, rest, atol=_TOLERANCE, btol=_TOLERANCE, conlim=0, maxiter=_MOST_STEPS)[0]
    return found
