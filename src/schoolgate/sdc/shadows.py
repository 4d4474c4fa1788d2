"""Tells at once that one cell gives another away: by two random points of all changes that keep the shown cells.

Two cells that change in proportion at both points change in proportion always (but for a chance of one in two billion):
showing one of them gives away the other, so no combination of moves needs to be tried. Points are held modulo a prime,
as what they change each row by. An unlucky chance hides a cell more; it never shows one.
"""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from schoolgate.sdc.compiling import compiled_bare

Ints = NDArray[np.int64]
Short = NDArray[np.int32]

PRIME = 2**31 - 1


def shadows(sums: "sp.csr_array[np.float64]", seed: int) -> Ints:
    """Return what two random points change each row by. Shape (2, rows); modulo `PRIME`."""
    random = np.random.default_rng(seed)
    below = 2**31 // 2**6  # so that a sum over a table of any size is exact as a float
    low, high = (random.integers(0, below, (2, sums.shape[1])) for _ in range(2))
    parts = [np.rint(sums @ part.T.astype(np.float64)).astype(np.int64).T % PRIME for part in (low, high)]
    return np.ascontiguousarray((parts[0] + parts[1] * 2**25) % PRIME)


@compiled_bare
def gives_away(points: Ints, shown: int, other: int) -> bool:
    """Whether a row would be known if another were shown too."""
    apart = points[0, shown] * points[1, other] - points[1, shown] * points[0, other]
    return bool(apart % PRIME == 0)


def locate(points: Ints, rows: Ints, sums: "sp.csr_array[np.float64]") -> None:
    """Set the points of rows to the sums of those of their atoms, which come first."""
    atoms = points[:, : sums.shape[1]].T
    points[:, rows] = np.asarray(sums.astype(np.int64) @ atoms).T % PRIME


@compiled_bare
def hold(points: Ints, shown: int, row: Short, value: Short, what: int) -> None:
    """Move the points so that a shown row stays as it is, by a move that changes it by `what`, and rows by values."""
    back = _inverse(what % PRIME)
    for point in range(2):
        times = points[point, shown] * back % PRIME
        for entry in range(len(row)):
            points[point, row[entry]] = (points[point, row[entry]] - times * value[entry]) % PRIME


@compiled_bare
def _inverse(number: int) -> int:
    """Return the inverse modulo `PRIME`, by Fermat."""
    result, power, exponent = 1, number, PRIME - 2
    while exponent:
        if exponent & 1:
            result = result * power % PRIME
        power = power * power % PRIME
        exponent >>= 1
    return int(result)
