"""Small groups side by side in one total: what they sum to must be moved too, or a reader works it out."""

import numpy as np
import scipy.sparse as sp

from schoolgate.sdc.system import System, marks
from schoolgate.sdc.tables import CountTable


def small_sums(table: CountTable, system: System, threshold: int) -> "sp.csr_array[np.float64]":
    """Return the sums of small groups within one total that are below the threshold too. Shape (sums, atoms); ones.

    A total less its other parts gives such a sum away, unless it is moved: then another part or the total is hidden.
    """
    class_of, counts = system.class_of, table.cells.reshape(-1)
    small = (class_of >= 0) & np.append(system.must, False)[class_of]
    may_be_shown, apart = (class_of >= 0) & ~small, system.unpublished.reshape(-1)
    places = np.arange(class_of.size).reshape(table.shape)
    sums, parts, made = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)], 0
    for axis, dimension in enumerate(table.dimensions):
        lines = np.moveaxis(places, axis, 0).reshape(table.shape[axis], -1)
        for parent, children in dimension.families:
            below = lines[children]
            total = np.where(small[below], counts[below], 0).sum(axis=0)
            is_one = may_be_shown[lines[parent]] & ~apart[below].any(axis=0) & (small[below].sum(axis=0) > 1)
            chosen = np.flatnonzero(is_one & (total > 0) & (total < threshold))
            child, number = np.nonzero(small[below[:, chosen]])
            sums.append(made + number)
            parts.append(class_of[below[child, chosen[number]]])
            made += len(chosen)
    row, column = np.concatenate(sums), np.concatenate(parts)
    which = sp.csr_array((np.ones(len(row)), (row, column)), shape=(made, len(system.counts)))
    return _new_ones(sp.csr_array(which @ system.sums), system)


def _new_ones(sums: "sp.csr_array[np.float64]", system: System) -> "sp.csr_array[np.float64]":
    """Return each sum once, and none that is a class."""
    found, known = marks(sums), marks(system.sums)
    _, first = np.unique(found, return_index=True)
    return sp.csr_array(sums[np.sort(first[~np.isin(found[first], known)])])
