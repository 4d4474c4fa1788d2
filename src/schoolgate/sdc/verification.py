"""Checks a protected table from its numbers alone. Shares no code with the solver; time linear in cells and proof.

Every alternative of the proof must be a lawful district that prints the same table; together they must keep
the promise; and no reader may form a sum that is itself a small group.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import Fault
from schoolgate.sdc.dimensions import Dimension
from schoolgate.sdc.proofs import Proof
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
    for number, alternative in enumerate(proof.alternatives, 1):
        wrong = check.places(number, alternative.leaves, alternative.changes)
        if wrong:
            faults += wrong
            continue
        other = counts + check.sums(alternative.leaves, alternative.changes)
        faults += check.alternative(number, counts, other)
        np.maximum(high, other, out=high)
        np.minimum(low, other, out=low)
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

    def places(self, number: int, leaves: Grid, changes: Grid) -> list[Fault]:
        """An alternative names finest combinations, each once."""
        codes = np.unravel_index(leaves, self.status.shape) if _within(leaves, self.status.size) else None
        finest = codes is not None and all(
            np.isin(code, dimension.leaves).all() for code, dimension in zip(codes, self.dimensions, strict=True)
        )
        if finest and leaves.shape == changes.shape and len(np.unique(leaves)) == len(leaves):
            return []
        return [_fault("verify.alternative", f"Alternative {number} does not name finest combinations, each once.")]

    def alternative(self, number: int, counts: Grid, other: Grid) -> list[Fault]:
        """An alternative is lawful: the same print, no count below what every reader knows."""
        least = 0 if self.hides_zeros else 1
        word = f"of alternative {number}"
        return [
            *self.cells("verify.changed", (self.status == _PUB) & (other != counts), f"{word} is shown and differs"),
            *self.cells("verify.too-low", self.hidden & (other < least), f"{word} is lower than a hidden cell can be"),
            *self.cells("verify.negative", other < 0, f"{word} is below 0"),
            *self.cells("verify.structural", ~self.possible() & (other != 0), f"{word} can't hold students"),
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


def _deepest_first(dimension: Dimension) -> list[int]:
    depth = [len(dimension.ancestors[code]) for code in range(len(dimension.codes))]
    return sorted(range(len(depth)), key=lambda code: -depth[code])


def _within(leaves: Grid, size: int) -> bool:
    return bool(len(leaves) == 0 or (leaves.min() >= 0 and leaves.max() < size))


def _fault(rule: str, message: str) -> Fault:
    return Fault("protected table", None, None, rule, message, "Protect the table again; do not release this one.")
