"""The same order of codes whatever they are called: a table relabelled is protected in the same way."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.dimensions import Dimension
from schoolgate.sdc.tables import CountTable

_ROUNDS = 3
_Each = TypeVar("_Each", bound=np.generic)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Reordered:
    """A table with its codes in canonical order. orders: for each dimension, the old position of each new one."""

    table: CountTable
    orders: tuple[NDArray[np.int64], ...]

    def forth(self, grid: NDArray[_Each]) -> NDArray[_Each]:
        """Bring a grid of the given table into canonical order."""
        return np.ascontiguousarray(grid[np.ix_(*self.orders)])

    def back(self, grid: NDArray[_Each]) -> NDArray[_Each]:
        """Bring a grid in canonical order back into the order given."""
        return np.ascontiguousarray(grid[np.ix_(*(np.argsort(order) for order in self.orders))])

    def back_positions(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where cells of the canonical table stand in the given one."""
        codes = np.unravel_index(positions, self.table.shape)
        given = tuple(order[code] for order, code in zip(self.orders, codes, strict=True))
        return np.asarray(np.ravel_multi_index(given, self.table.shape), dtype=np.int64)


def reordered(table: CountTable, weights: NDArray[np.float64]) -> Reordered:
    """Return the table with its codes ordered by what they hold, not by name or place.

    Codes that nothing tells apart keep the order given. weights: over the grid; they tell codes apart too.
    """
    colours = [
        np.array([len(chain) for chain in dimension.ancestors], dtype=np.uint64) for dimension in table.dimensions
    ]
    codes = np.unravel_index(table.leaves, table.shape)
    held = table.counts.astype(np.uint64) + _mixed(weights.reshape(-1)[table.leaves].view(np.uint64))
    for _ in range(_ROUNDS):
        atoms = _mixed(held)
        for axis, (colour, code) in enumerate(zip(colours, codes, strict=True)):
            atoms = _mixed(atoms + colour[code] * np.uint64(2 * axis + 3))
        colours = [
            _gathered(dimension, code, atoms, colour)
            for dimension, code, colour in zip(table.dimensions, codes, colours, strict=True)
        ]
    orders = tuple(_order(dimension, colour) for dimension, colour in zip(table.dimensions, colours, strict=True))
    places = [np.argsort(order) for order in orders]
    rows = np.stack([place[code] for place, code in zip(places, codes, strict=True)], axis=1)
    dimensions = [_renumbered(dimension, order) for dimension, order in zip(table.dimensions, orders, strict=True)]
    moved = CountTable.from_counts(dimensions, rows=rows, counts=table.counts, margins=table.margins)
    return Reordered(moved, orders)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scatter 64-bit numbers so that sums of them do not meet by chance (the finaliser of splitmix64)."""
    mixed = values + _SPREAD
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), dtype=np.uint64)


def _gathered(
    dimension: Dimension, code: NDArray[np.intp], atoms: NDArray[np.uint64], colour: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """Return each code's colour from the atoms it holds and from its children's colours."""
    found = np.zeros(len(dimension.codes), dtype=np.uint64)
    np.add.at(found, code, atoms)
    found = _mixed(found + colour)
    for parent, children in dimension.families:
        found[[parent]] = _mixed(found[children].sum(keepdims=True) + colour[[parent]])
    return found


def _order(dimension: Dimension, colour: NDArray[np.uint64]) -> NDArray[np.int64]:
    """List the codes root first, each family by colour."""
    children = dict(dimension.families)
    order, waiting = [], [0]
    while waiting:
        code = waiting.pop(0)
        order.append(code)
        family = children.get(code, np.zeros(0, dtype=np.int64))
        waiting += family[np.argsort(colour[family], kind="stable")].tolist()
    return np.array(order, dtype=np.int64)


def _renumbered(dimension: Dimension, order: NDArray[np.int64]) -> Dimension:
    return Dimension(
        dimension.name, dimension.columns, tuple(dimension.codes[code] for code in order), dimension.parent
    )
