"""Checks a protected table from its numbers alone. Shares no code with the solver; time linear in cells and proof.

Every alternative of the proof must be a lawful district that prints the same table; together they must keep
the promise; and no reader may form a sum that is itself a small group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import Fault
from schoolgate.sdc.compiling import compiled
from schoolgate.sdc.dimensions import Dimension
from schoolgate.sdc.proofs import Alternative, Proof
from schoolgate.sdc.tables import CountTable

_SHOWN_FAULTS = 20
_PUB, _PRIMARY, _SECONDARY, _NOTPUB = 0, 1, 2, 3

Grid = NDArray[np.int64]
Mask = NDArray[np.bool_]


def verify(
    table: CountTable,
    status: NDArray[np.int8],
    proof: Proof,
    *,
    threshold: int = 10,
    level: str = "exact",
    zeros: str = "hide",
    sums: str = "protect",
    structural_zeros: Mask | None = None,
) -> tuple[Fault, ...]:
    """Return every kind of fault found: none where the table keeps its promise.

    status: over the grid, 0 shown, 1 primary, 2 secondary, 3 not published.
    """
    if status.shape != table.shape:
        return (_fault("verify.shape", f"The pattern has the shape {status.shape}, the table {table.shape}."),)
    check = _Check(table, status, threshold, level, zeros == "hide", structural_zeros)
    counts = check.sums(table.leaves, table.counts)
    faults = check.pattern(counts)
    high, low = counts.copy(), counts.copy()
    places = [check.places(number, each) for number, each in enumerate(proof.alternatives, 1)]
    lawful = [each for each, wrong in zip(proof.alternatives, places, strict=True) if not wrong]
    faults += [fault for wrong in places for fault in wrong]
    faults += check.alternatives(counts, lawful, high, low)
    remainders = check.remainders(counts) if sums != "ignore" else []
    return (*faults, *check.promise(high, low), *remainders)


@dataclass(frozen=True, eq=False)
class _Check:
    table: CountTable
    status: NDArray[np.int8]
    threshold: int
    level: str
    hides_zeros: bool
    structural: Mask | None

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        return self.table.dimensions

    @property
    def hidden(self) -> Mask:
        """Cells printed as a mark."""
        mask: Mask = (self.status == _PRIMARY) | (self.status == _SECONDARY)
        return mask

    def sums(self, leaves: Grid, values: Grid) -> Grid:
        """Add up finest counts into every cell: each dimension in turn, deepest codes first."""
        flat = np.bincount(leaves, weights=values, minlength=self.status.size)
        grid = np.rint(flat).astype(np.int64).reshape(self.status.shape)
        for axis, dimension in enumerate(self.dimensions):
            lines = grid.swapaxes(0, axis)
            for code in _deepest_first(dimension):
                if dimension.parents[code] >= 0:
                    lines[dimension.parents[code]] += lines[code]
        return grid

    def possible(self) -> Mask:
        """Cells that can hold students: not made of structural zeros alone."""
        grid = np.ones(self.status.shape, dtype=bool)
        if self.structural is None:
            return grid
        grid = ~self.structural
        for axis, dimension in enumerate(self.dimensions):
            lines = grid.swapaxes(0, axis)
            inner = np.setdiff1d(np.arange(len(dimension.codes)), dimension.leaves)
            lines[inner] = False
            for code in _deepest_first(dimension):
                if dimension.parents[code] >= 0:
                    lines[dimension.parents[code]] |= lines[code]
        return grid

    def uncertain(self, counts: Grid) -> Mask:
        """Cells with a finest combination that is no shown zero, nor part of one, nor structural."""
        known = (self.status == _PUB) & (counts == 0)
        for axis, dimension in enumerate(self.dimensions):
            lines = known.swapaxes(0, axis)
            for code in reversed(_deepest_first(dimension)):
                if dimension.parents[code] >= 0:
                    lines[code] |= lines[dimension.parents[code]]
        finest = np.zeros(self.status.shape, dtype=bool)
        finest[np.ix_(*(dimension.leaves for dimension in self.dimensions))] = True
        open_leaves = np.flatnonzero(finest & ~known & self.possible())
        return self.sums(open_leaves, np.ones(len(open_leaves), dtype=np.int64)) > 0

    def pattern(self, counts: Grid) -> list[Fault]:
        """The rule itself: what the margins publish, small groups hidden, the rest not called primary."""
        published = self.table.margins.published(self.dimensions)
        small = published & (counts < self.threshold)
        small &= self.possible() if self.hides_zeros else counts > 0
        shown_zero = published & (counts == 0) & ~small
        return [
            *self.cells("verify.status", (self.status < _PUB) | (self.status > _NOTPUB), "has no known state"),
            *self.cells("verify.margin", (self.status == _NOTPUB) == published, "does not follow the margins"),
            *self.cells("verify.small-cell", small & (self.status != _PRIMARY), "is a small group, not hidden as one"),
            *self.cells("verify.not-small", ~small & (self.status == _PRIMARY), "is hidden as small and is not"),
            *self.cells("verify.zero", shown_zero & self.hidden, "is a zero everybody knows, and hidden"),
        ]

    def places(self, number: int, alternative: Alternative) -> list[Fault]:
        """An alternative names finest combinations, each once."""
        leaves = alternative.leaves
        codes = np.unravel_index(leaves, self.status.shape) if _within(leaves, self.status.size) else None
        finest = codes is not None and all(finest[code].all() for code, finest in zip(codes, self.finest, strict=True))
        if finest and leaves.shape == alternative.changes.shape and (np.diff(np.sort(leaves)) > 0).all():
            return []
        return [_fault("verify.alternative", f"Alternative {number} does not name finest combinations, each once.")]

    @cached_property
    def finest(self) -> list[Mask]:
        """Of each dimension, which codes are finest."""
        return [np.isin(np.arange(len(dimension.codes)), dimension.leaves) for dimension in self.dimensions]

    def alternatives(self, counts: Grid, proof: Sequence[Alternative], high: Grid, low: Grid) -> list[Fault]:
        """Alternatives are lawful: the same print, no count below what every reader knows. Widens `high` and `low`."""
        least = np.where(self.hidden, 0 if self.hides_zeros else 1, 0)
        least[~self.possible()] = 0
        most = np.where(self.possible(), np.iinfo(np.int64).max, 0)
        fixed = (self.status == _PUB).reshape(-1)
        wrong = np.zeros((3, self.status.size), dtype=bool)
        ends = np.cumsum([0, *(len(each.leaves) for each in proof)])
        leaves = np.concatenate([np.zeros(0, dtype=np.int64), *(each.leaves for each in proof)])
        changes = np.concatenate([np.zeros(0, dtype=np.int64), *(each.changes for each in proof)])
        chains = [np.concatenate(dimension.ancestors) for dimension in self.dimensions]
        lengths = [np.array([len(chain) for chain in dimension.ancestors]) for dimension in self.dimensions]
        starts = np.concatenate([np.cumsum(each) - each for each in lengths])
        first = np.cumsum([0, *(len(chain) for chain in chains)])[:-1]
        tree = _Tree(
            np.array(self.status.shape, dtype=np.int64),
            np.concatenate([starts_of + at for starts_of, at in zip(_split(starts, lengths), first, strict=True)]),
            np.concatenate(lengths),
            np.concatenate(chains),
        )
        flat = (grid.reshape(-1) for grid in (counts, least, most, high, low))
        _try_all(tree, ends, leaves, changes, fixed, wrong, *flat)
        names = ("verify.changed", "verify.too-low", "verify.structural")
        words = (
            "is shown and differs in an alternative",
            "is lower in an alternative than it can be",
            "can't hold students and does in an alternative",
        )
        return [
            fault
            for name, mask, word in zip(names, wrong, words, strict=True)
            for fault in self.cells(name, mask.reshape(self.status.shape), word)
        ]

    def promise(self, high: Grid, low: Grid) -> list[Fault]:
        """Every hidden cell may have another value; at `ambiguous` every primary may be a group that is shown."""
        faults = self.cells("verify.exact", self.hidden & (high == low), "has one possible value only")
        if self.level != "exact":
            primary = self.status == _PRIMARY
            narrow = (high < self.threshold) | (high - low < self.threshold - 1)
            faults += self.cells("verify.narrow", primary & narrow, "is told from a group that may be shown")
        return faults

    def remainders(self, counts: Grid) -> list[Fault]:
        """No shown total less shown parts, nor less the shown parts of its hidden parts, is a small group."""
        unseen = self.hidden | ((self.status == _NOTPUB) & self.uncertain(counts))
        left = _remainders(self.dimensions, counts, unseen)
        faults = []
        for axis, dimension in enumerate(self.dimensions):
            rest, any_unseen = left.swapaxes(0, axis), unseen.swapaxes(0, axis)
            for code in np.setdiff1d(np.arange(len(dimension.codes)), dimension.leaves).tolist():
                children = np.flatnonzero(dimension.parents == code)
                bad = np.zeros(self.status.shape, dtype=bool)
                small = rest[children].sum(axis=0) < self.threshold
                bad.swapaxes(0, axis)[code] = ~any_unseen[code] & any_unseen[children].any(axis=0) & small
                faults += self.cells("verify.remainder", bad, f"less its shown parts by {dimension.name} is small")
        return faults

    def cells(self, rule: str, wrong: Mask, words: str) -> list[Fault]:
        """One fault for each wrong cell, up to a number worth reading."""
        faults = []
        for position in np.flatnonzero(wrong)[:_SHOWN_FAULTS]:
            codes = np.unravel_index(position, wrong.shape)
            named = zip(self.dimensions, codes, strict=True)
            name = ", ".join(f"{dimension.name} {dimension.codes[code]}" for dimension, code in named)
            faults.append(_fault(rule, f"The cell ({name}) {words}."))
        return faults


def _remainders(dimensions: tuple[Dimension, ...], counts: Grid, unseen: Mask) -> Grid:
    """The least sum left of each unseen cell when shown parts are taken off again and again."""
    left = np.where(unseen, counts, 0)
    for _ in range(left.size):
        before = left.copy()
        for axis, dimension in enumerate(dimensions):
            lines = left.swapaxes(0, axis)
            for code in np.setdiff1d(np.arange(len(dimension.codes)), dimension.leaves).tolist():
                parts = lines[np.flatnonzero(dimension.parents == code)].sum(axis=0)
                lines[code] = np.minimum(lines[code], parts)
        if (left == before).all():
            break
    return left


class _Tree(NamedTuple):
    """Shape of the grid, and the codes above each code: chains at `start` for `length`, all dimensions one by one."""

    shape: Grid
    start: Grid
    length: Grid
    chains: Grid


@compiled
def _cells_above(tree: _Tree, leaf: int, codes: Grid, cells: Grid) -> int:
    """Write the flat positions of every cell that holds a finest combination; return how many."""
    for axis in range(len(tree.shape) - 1, -1, -1):
        codes[axis] = leaf % tree.shape[axis]
        leaf //= tree.shape[axis]
    count, first = 1, 0
    cells[0] = 0
    for axis in range(len(tree.shape)):
        at, length = tree.start[first + codes[axis]], tree.length[first + codes[axis]]
        for place in range(count - 1, -1, -1):
            base = cells[place] * tree.shape[axis]
            for step in range(length - 1, -1, -1):
                cells[place * length + step] = base + tree.chains[at + step]
        count *= length
        first += tree.shape[axis]
    return count


@compiled
def _try_all(
    tree: _Tree,
    ends: Grid,
    leaves: Grid,
    changes: Grid,
    fixed: Mask,
    wrong: Mask,
    counts: Grid,
    least: Grid,
    most: Grid,
    high: Grid,
    low: Grid,
) -> None:
    """Add up each alternative, note what is wrong with it cell by cell, and widen the ranges. All grids are flat."""
    change, touched = np.zeros(len(counts), dtype=np.int64), np.empty(len(counts), dtype=np.int64)
    codes, cells = np.empty(len(tree.shape), dtype=np.int64), np.empty(len(counts), dtype=np.int64)
    seen = np.zeros(len(counts), dtype=np.bool_)
    for number in range(len(ends) - 1):
        count = 0
        for place in range(ends[number], ends[number + 1]):
            for step in range(_cells_above(tree, leaves[place], codes, cells)):
                cell = cells[step]
                if not seen[cell]:
                    seen[cell] = True
                    touched[count] = cell
                    count += 1
                change[cell] += changes[place]
        for step in range(count):
            cell = touched[step]
            other = counts[cell] + change[cell]
            wrong[0, cell] |= fixed[cell] and change[cell] != 0
            wrong[1, cell] |= other < least[cell]
            wrong[2, cell] |= other > most[cell]
            high[cell], low[cell] = max(high[cell], other), min(low[cell], other)
            change[cell], seen[cell] = 0, False


def _split(joined: Grid, lengths: list[Grid]) -> list[Grid]:
    return np.split(joined, np.cumsum([len(each) for each in lengths])[:-1])


def _deepest_first(dimension: Dimension) -> list[int]:
    depth = [len(dimension.ancestors[code]) for code in range(len(dimension.codes))]
    return sorted(range(len(depth)), key=lambda code: -depth[code])


def _within(leaves: Grid, size: int) -> bool:
    return bool(len(leaves) == 0 or (leaves.min() >= 0 and leaves.max() < size))


def _fault(rule: str, message: str) -> Fault:
    return Fault("protected table", None, None, rule, message, "Protect the table again; do not release this one.")
