"""Sums that a reader can form: a shown total less its shown parts, and less the shown parts of what is left."""

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.tables import CountTable


def cells_to_hide(
    table: CountTable,
    hidden: NDArray[np.bool_],
    *,
    threshold: int,
    weights: NDArray[np.float64],
    deep: bool,
) -> NDArray[np.int64]:
    """Return shown cells (flat grid positions) that must be hidden too, so that no reader's sum is a small group.

    hidden: over the grid, true where a reader does not see the cell, whatever the reason. deep: take apart hidden
    parts as well; only useful once each hidden cell is known to be safe. Empty where all is well.
    """
    least = least_derivable(table, hidden) if deep else np.where(hidden, table.cells, 0)
    broken = _broken(table, hidden, least, threshold)
    if not broken:
        return np.zeros(0, dtype=np.int64)
    shown = ~hidden & (table.cells >= threshold) & table.published
    helps = np.zeros(table.cells.size)
    for _, children in broken:
        np.add.at(helps, children.reshape(-1), 1.0)
    price = np.where(shown.reshape(-1), weights.reshape(-1) / np.maximum(helps, 1.0), np.inf)
    chosen = []
    for parents, children in broken:
        best = children[np.argmin(price[children], axis=0), np.arange(children.shape[1])]
        chosen.append(np.where(np.isfinite(price[best]), best, parents))
    return np.unique(np.concatenate(chosen))


def least_derivable(table: CountTable, hidden: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return, for each hidden cell, the least sum left of it when shown parts are taken off; 0 for shown cells.

    A hidden cell may be replaced, in any sum, by its hidden parts along any dimension, and those by theirs.
    """
    least = np.where(hidden, table.cells, 0)
    changed = True
    while changed:
        changed = False
        for axis, dimension in enumerate(table.dimensions):
            lines, seen = np.moveaxis(least, axis, 0), np.moveaxis(hidden, axis, 0)
            for parent, children in dimension.families:
                left = np.minimum(lines[parent], lines[children].sum(axis=0))
                left = np.where(seen[parent], left, 0)
                if (left < lines[parent]).any():
                    lines[parent] = left
                    changed = True
    return least


def sums_left(table: CountTable, hidden: NDArray[np.bool_], threshold: int) -> list[NDArray[np.int64]]:
    """Return each small group that a reader could form as a sum, as the hidden cells (flat positions) it consists of.

    hidden: as in `cells_to_hide`; each hidden cell is taken to be safe by itself.
    """
    least = least_derivable(table, hidden)
    found = {}
    for _, children in _broken(table, hidden, least, threshold):
        for line in children.T:
            cells = np.sort(np.concatenate([_left_of(table, hidden, least, int(cell)) for cell in line]))
            found[cells.tobytes()] = cells
    return list(found.values())


def _left_of(table: CountTable, hidden: NDArray[np.bool_], least: NDArray[np.int64], cell: int) -> NDArray[np.int64]:
    """Return the hidden cells that are left of a cell where the least that can be is left of it."""
    left, seen = least.reshape(-1), ~hidden.reshape(-1)
    if seen[cell]:
        return np.zeros(0, dtype=np.int64)
    if left[cell] == table.cells.reshape(-1)[cell]:
        return np.array([cell])
    codes = np.unravel_index(cell, table.shape)
    for axis, dimension in enumerate(table.dimensions):
        step = int(np.prod(table.shape[axis + 1 :]))
        for parent, children in dimension.families:
            below = cell + (children - parent) * step
            if parent == codes[axis] and left[below].sum() == left[cell]:
                return np.concatenate([_left_of(table, hidden, least, int(each)) for each in below])
    return np.array([cell])


def broken_relations(
    table: CountTable, hidden: NDArray[np.bool_], threshold: int
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return parents and children (one column a relation) of relations whose hidden parts sum to a small group."""
    return _broken(table, hidden, np.where(hidden, table.cells, 0), threshold)


def _broken(
    table: CountTable, hidden: NDArray[np.bool_], least: NDArray[np.int64], threshold: int
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    positions = np.arange(table.cells.size).reshape(table.shape)
    found = []
    for axis, dimension in enumerate(table.dimensions):
        lines, seen = np.moveaxis(least, axis, 0), np.moveaxis(hidden, axis, 0)
        where = np.moveaxis(positions, axis, 0)
        for parent, children in dimension.families:
            left = lines[children].sum(axis=0)
            bad = ~seen[parent] & seen[children].any(axis=0) & (left < threshold)
            if bad.any():
                found.append((where[parent][bad], where[children][:, bad]))
    return found
