"""What the report tells of a protected table: its cells, how many of each kind, and what a reader makes of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.audit import Exposure, Programmes, audit
from schoolgate.sdc.dimensions import Dimension
from schoolgate.sdc.printed import PublishedTable, cell_names
from schoolgate.sdc.protection import ProtectedTable
from schoolgate.sdc.rules import NOTPUB, PRIMARY, PUB, SECONDARY

_ALL_HIDDEN = 1500
_SAMPLE = 200
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cells of some part of a table are in each state, and the students in those hidden to protect others."""

    shown: int
    small: int
    guards: int
    loss: int

    @property
    def cells(self) -> int:
        """All published cells."""
        return self.shown + self.small + self.guards


@dataclass(frozen=True, eq=False)
class View:
    """A protected table as the report shows it. found: what a reader can work out of its hidden cells."""

    protected: ProtectedTable
    found: Exposure

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The dimensions of the table."""
        return self.protected.table.dimensions

    @cached_property
    def ranges(self) -> Mapping[int, tuple[float, float]]:
        """What a reader can say of a hidden cell: least and greatest count, by its place in the grid."""
        status = self.protected.status.reshape(-1)
        hidden = np.flatnonzero((status == PRIMARY) | (status == SECONDARY))
        places = dict(zip(cell_names(self.dimensions, hidden), hidden.tolist(), strict=True))
        ends = zip(self.found.cells, self.found.low.tolist(), self.found.high.tolist(), strict=True)
        return {places[name]: (low, high) for name, low, high in ends}

    def tally(self, part: tuple[int | slice, ...]) -> Tally:
        """Count the cells of a part of the grid."""
        status, counts = self.protected.status[part], self.protected.table.cells[part]
        guards = status == SECONDARY
        small = int((status == PRIMARY).sum())
        return Tally(int((status == PUB).sum()), small, int(guards.sum()), int(counts[guards].sum()))

    def margins(self) -> Iterator[tuple[str, Tally]]:
        """Yield each published margin, by the dimensions it crosses, with its tally; the coarsest first."""
        names = [dimension.name for dimension in self.dimensions]
        for crossed in sorted(product((False, True), repeat=len(names)), key=lambda each: (sum(each), each[::-1])):
            part = tuple(slice(1, None) if is_crossed else 0 for is_crossed in crossed)
            tally = self.tally(part)
            if tally.cells:
                inside = [name for name, is_crossed in zip(names, crossed, strict=True) if is_crossed]
                yield " × ".join(inside) or "grand total", tally


def view_of(protected: ProtectedTable) -> View:
    """Return the view of a table, attacked as its reader could: every hidden cell, or a sample where they are many."""
    status = protected.status
    hidden = (status == PRIMARY) | (status == SECONDARY)
    many = int(hidden.sum()) > _ALL_HIDDEN
    targets: NDArray[np.bool_] = status == PRIMARY if many else hidden
    rule = protected.rule
    printed = PublishedTable(
        "this table", protected.table.dimensions, protected.table.cells, hidden, status == NOTPUB, targets
    )
    found = audit(
        [printed],
        threshold=rule.threshold,
        zeros=str(rule.zeros),
        programmes=Programmes.LINEAR if many else Programmes.INTEGER,
        sample=_SAMPLE if many else 0,
        seconds=_SECONDS,
    )
    return View(protected, found)
