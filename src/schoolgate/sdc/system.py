"""The solver's view of a table: free counts, and cells that are sums of them, equal cells taken together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from schoolgate.sdc.known import KnownSums
from schoolgate.sdc.rules import Rule, Zeros
from schoolgate.sdc.tables import CountTable

_HASH_SEED = 20071


@dataclass(frozen=True, eq=False)
class System:
    """Free counts and the cell classes that are sums of them.

    Cells over the same free counts always change together: they are one class. A cell that cannot change
    (a shown zero) has none.

    atoms: flat positions of finest combinations whose count a reader does not know for sure.
    atom_counts: their true counts. sums: classes x atoms, ones. counts: true count of each class.
    least: what a reader knows a hidden class to hold at least. weight: what hiding it costs.
    must: classes the rule hides. cells, cell_class: grid positions of the published cells, and the class of each.
    unpublished: over the grid, cells that the margins leave out and that may hold students.
    """

    atoms: NDArray[np.int64]
    atom_counts: NDArray[np.int64]
    sums: "sp.csr_array[np.float64]"
    counts: NDArray[np.int64]
    least: int
    weight: NDArray[np.float64]
    must: NDArray[np.bool_]
    cells: NDArray[np.int64]
    cell_class: NDArray[np.int64]
    unpublished: NDArray[np.bool_]

    @cached_property
    def class_of(self) -> NDArray[np.int64]:
        """The class of each cell of the grid, -1 where it has none."""
        class_of = np.full(self.unpublished.size, -1, dtype=np.int64)
        class_of[self.cells] = self.cell_class
        return class_of

    @cached_property
    def by_atom(self) -> "sp.csc_array[np.float64]":
        """The sums, laid out so that those of a few atoms are found at once."""
        return sp.csc_array(self.sums)

    def unseen(self, classes: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return over the grid what a reader does not see, where these classes are hidden."""
        hidden = self.unpublished.copy()
        hidden.reshape(-1)[self.cells] = classes[self.cell_class]
        return hidden

    def also(self, sums: "sp.csr_array[np.float64]") -> "System":
        """Return the system with further sums of its atoms as classes, which no cell has and hiding costs nothing."""
        more = sums.shape[0]
        return replace(
            self,
            sums=sp.csr_array(sp.vstack([self.sums, sums], format="csr")),
            counts=np.concatenate([self.counts, _count(sums, self.atom_counts)]),
            weight=np.concatenate([self.weight, np.zeros(more)]),
            must=np.concatenate([self.must, np.zeros(more, dtype=bool)]),
        )

    def within(self, atoms: NDArray[np.int64]) -> tuple["System", NDArray[np.int64]]:
        """Return the part of the system that changes of these atoms touch, no cell in it, and which classes those are.

        Classes keep their counts: what lies outside does not change. None of them must be hidden.
        """
        sums = sp.csr_array(self.by_atom[:, atoms])
        touched = np.flatnonzero(np.diff(sums.indptr))
        part = replace(
            self,
            atoms=self.atoms[atoms],
            atom_counts=self.atom_counts[atoms],
            sums=sp.csr_array(sums[touched]),
            counts=self.counts[touched],
            weight=self.weight[touched],
            must=np.zeros(len(touched), dtype=bool),
            cells=self.cells[:0],
            cell_class=self.cell_class[:0],
        )
        return part, touched

    def beside(self, known: Sequence[KnownSums], threshold: int) -> "System":
        """Return the system with the cells of earlier releases, one at least, as further classes.

        What they show is locked: hiding it costs infinitely much. What they hide and is small must move.
        """
        whole = self.also(sp.csr_array(sp.vstack([each.sums for each in known], format="csr")))
        shown, own = np.concatenate([each.shown for each in known]), len(self.counts)
        found = marks(whole.sums)
        given = np.isin(found[:own], found[own:][shown])
        return replace(
            whole,
            weight=np.concatenate([np.where(given, np.inf, self.weight), np.where(shown, np.inf, 0.0)]),
            must=np.concatenate([self.must, ~shown & (whole.counts[own:] < threshold)]),
        )


def build(
    table: CountTable,
    rule: Rule,
    primary: NDArray[np.bool_],
    impossible: NDArray[np.bool_],
    weights: NDArray[np.float64],
) -> System:
    """Return the system of a table; `weights` is the cost of hiding each cell, over the grid."""
    shown_zero = table.published & (table.cells == 0) if rule.zeros is Zeros.SHOW else impossible
    atoms = np.flatnonzero(_finest(table) & ~_under(table, shown_zero | impossible))
    keys = np.random.default_rng(_HASH_SEED).integers(1, 2**62, size=len(atoms))
    hashes = table.aggregate(atoms, keys).reshape(-1)
    possible = table.aggregate(atoms, np.ones(len(atoms), dtype=np.int64)).reshape(-1) > 0
    cells = np.flatnonzero(table.published.reshape(-1) & possible)
    _, first, cell_class = np.unique(hashes[cells], return_index=True, return_inverse=True)
    weight = np.zeros(len(first))
    np.add.at(weight, cell_class, weights.reshape(-1)[cells])
    counts = table.cells.reshape(-1)
    return System(
        atoms,
        counts[atoms],
        _sums(table, atoms, cells[first]),
        counts[cells[first]],
        rule.least_hidden,
        weight,
        primary.reshape(-1)[cells[first]],
        cells,
        cell_class,
        ~table.published & possible.reshape(table.shape),
    )


def marks(sums: "sp.csr_array[np.float64]") -> NDArray[np.float64]:
    """Return a number for each sum of atoms that is the same for those over the same atoms, and else hardly ever."""
    keys = np.random.default_rng(_HASH_SEED).random(sums.shape[1])
    return np.round(np.asarray(sums @ keys), 9)


def _count(sums: "sp.csr_array[np.float64]", atom_counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(np.rint(np.asarray(sums @ atom_counts)), dtype=np.int64)


def _finest(table: CountTable) -> NDArray[np.bool_]:
    finest = np.zeros(table.shape, dtype=bool)
    finest[np.ix_(*(dimension.leaves for dimension in table.dimensions))] = True
    return finest


def _under(table: CountTable, cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return every cell that lies within one of these: the parts of a shown zero are zeros."""
    marked = cells.copy()
    for axis, dimension in enumerate(table.dimensions):
        lines = np.moveaxis(marked, axis, 0)
        for parent, children in reversed(dimension.families):
            lines[children] |= lines[parent]
    return marked


def _sums(table: CountTable, atoms: NDArray[np.int64], chosen: NDArray[np.int64]) -> "sp.csr_array[np.float64]":
    """Return which atoms each chosen cell sums, as a sparse matrix of ones."""
    row_of = np.full(int(np.prod(table.shape)), -1, dtype=np.int64)
    row_of[chosen] = np.arange(len(chosen))
    column = np.arange(len(atoms))
    flat = np.zeros(len(atoms), dtype=np.int64)
    codes = np.unravel_index(atoms, table.shape)
    for axis, dimension in enumerate(table.dimensions):
        lengths = np.array([len(chain) for chain in dimension.ancestors])
        starts = np.concatenate([[0], np.cumsum(lengths)])
        chains = np.concatenate(dimension.ancestors)
        code = codes[axis][column]
        repeats = lengths[code]
        within = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        above = chains[np.repeat(starts[code], repeats) + within]
        flat = np.repeat(flat, repeats) * table.shape[axis] + above
        column = np.repeat(column, repeats)
    row = row_of[flat]
    kept = row >= 0
    ones = np.ones(int(kept.sum()))
    return sp.csr_array((ones, (row[kept], column[kept])), shape=(len(chosen), len(atoms)))
