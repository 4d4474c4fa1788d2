"""Every table a reader must think possible, found by trying them all: the judge of small cases."""

import numpy as np
from numpy.typing import NDArray

from schoolgate import sdc


def possible_tables(protected: sdc.ProtectedTable, *, most: int) -> NDArray[np.int64]:
    """Return the cells (tables x grid) of all tables that print the same; counts above `most` are left out."""
    table, status = protected.table, protected.status.reshape(-1)
    finest = np.zeros(table.shape, dtype=bool)
    finest[np.ix_(*(dimension.leaves for dimension in table.dimensions))] = True
    structural = protected.structural_zeros
    leaves = np.flatnonzero(finest if structural is None else finest & ~structural)
    truth = table.cells.reshape(-1)
    shown, hidden = status == sdc.PUB, (status == sdc.PRIMARY) | (status == sdc.SECONDARY)
    least = 1 if protected.rule.zeros is sdc.Zeros.SHOW else 0
    found = np.zeros((1, len(truth)), dtype=np.int64)
    for leaf in leaves:
        start = least if hidden[leaf] else 0
        values = [int(truth[leaf])] if shown[leaf] else range(start, max(most, int(truth[leaf])) + 1)
        unit = table.aggregate(np.array([leaf]), np.array([1])).reshape(-1)
        found = np.concatenate([found + value * unit for value in values])
        found = found[(found[:, shown] <= truth[shown]).all(axis=1)]
    right = (found[:, shown] == truth[shown]).all(axis=1) & (found[:, hidden] >= least).all(axis=1)
    cells: NDArray[np.int64] = found[right].reshape(-1, *table.shape)
    return cells
