"""What published tables leave unknown: one number for each hidden cell, and every relation that has one in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from schoolgate.core import BadInput
from schoolgate.sdc.printed import PublishedTable

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Unknowns:
    """Unknown cells by name, relations `matrix @ cells = totals`, what each holds at least, and which are attacked."""

    names: tuple[str, ...]
    matrix: "sp.csr_array[np.float64]"
    totals: Reals
    low: Reals
    target: NDArray[np.bool_]


def unknowns_of(tables: Sequence[PublishedTable], least: float) -> Unknowns:
    """Return the unknowns of tables taken together; `least` is the least count of a hidden cell.

    A cell hidden in one table and shown in another is known. Raises BadInput where two tables show different counts.
    """
    shown = _shown_elsewhere(tables) if len(tables) > 1 else {}
    writer = _Writer(shown, least)
    for table in tables:
        writer.write(table)
    return writer.written()


@dataclass(eq=False)
class _Writer:
    """Numbers the unknown cells of one table after the other. Not frozen: it grows."""

    shown: dict[str, float]
    least: float
    number: dict[str, int] = field(default_factory=dict)
    low: list[float] = field(default_factory=list)
    target: list[bool] = field(default_factory=list)
    rows: list[NDArray[np.int64]] = field(default_factory=list)
    columns: list[NDArray[np.int64]] = field(default_factory=list)
    values: list[Reals] = field(default_factory=list)
    totals: list[Reals] = field(default_factory=list)
    count: int = 0

    def write(self, table: PublishedTable) -> None:
        place = np.full(table.counts.size, -1, dtype=np.int64)
        known = table.counts.reshape(-1).astype(np.float64)
        hidden, targets = table.hidden.reshape(-1), table.targets.reshape(-1)
        for cell in np.flatnonzero(hidden | table.absent.reshape(-1)).tolist():
            name = _name(table, cell)
            known[cell] = self.shown.get(name, 0.0)
            if name not in self.shown or targets[cell]:
                place[cell] = self._numbered(name, self.least if hidden[cell] else 0.0, target=bool(targets[cell]))
        for line in _relations(table):
            self._relate(line, place, known)

    def written(self) -> Unknowns:
        entries = (_joined(self.values), (_joined(self.rows).astype(np.int64), _joined(self.columns).astype(np.int64)))
        matrix = sp.csr_array(entries, shape=(self.count, len(self.low)))
        target = np.array(self.target, dtype=bool)
        return Unknowns(tuple(self.number), matrix, _joined(self.totals), np.array(self.low), target)

    def _numbered(self, name: str, least: float, *, target: bool) -> int:
        at = self.number.setdefault(name, len(self.number))
        if at == len(self.low):
            self.low.append(least)
            self.target.append(target)
            if name in self.shown:
                self._row(np.zeros(1, dtype=np.int64), np.array([at]), np.ones(1), np.array([self.shown[name]]))
        self.low[at] = max(self.low[at], least)
        self.target[at] = self.target[at] or target
        return at

    def _relate(self, line: NDArray[np.int64], place: NDArray[np.int64], known: Reals) -> None:
        """Write the relations of a family that have an unknown in them: one column of `line` each."""
        line = line[:, (place[line] >= 0).any(axis=0)]
        free = place[line] >= 0
        sign = np.full(line.shape, -1.0)
        sign[0] = 1.0
        relation = np.broadcast_to(np.arange(line.shape[1]), line.shape)
        totals = -(np.where(free, 0.0, known[line]) * sign).sum(axis=0)
        self._row(relation[free], place[line][free], sign[free], totals)

    def _row(self, row: NDArray[np.int64], column: NDArray[np.int64], value: Reals, totals: Reals) -> None:
        self.rows.append(row + self.count)
        self.columns.append(column)
        self.values.append(value)
        self.totals.append(totals)
        self.count += len(totals)


def _joined(parts: Sequence[NDArray[np.int64] | Reals]) -> Reals:
    return np.concatenate([np.zeros(0), *parts])


def _shown_elsewhere(tables: Sequence[PublishedTable]) -> dict[str, float]:
    shown: dict[str, float] = {}
    for table in tables:
        for cell in np.flatnonzero(~(table.hidden | table.absent).reshape(-1)).tolist():
            name, value = _name(table, cell), float(table.counts.reshape(-1)[cell])
            if shown.setdefault(name, value) != value:
                message = f"{table.name} shows {value:.0f} in ({name}), another table {shown[name]:.0f}."
                raise BadInput.at(table.name, message, "Link tables about the same students only.", rule="audit.differ")
    return shown


def _name(table: PublishedTable, cell: int) -> str:
    """Name a cell by its codes that are no totals: the same in every table that has it."""
    codes = np.unravel_index(cell, table.counts.shape)
    parts = [
        f"{dimension.name}={dimension.codes[code]}"
        for dimension, code in zip(table.dimensions, codes, strict=True)
        if code
    ]
    return ", ".join(sorted(parts)) or "everybody"


def _relations(table: PublishedTable) -> Iterator[NDArray[np.int64]]:
    """Yield cells of relations, one column each: the total first, then its parts."""
    cells = np.arange(table.counts.size).reshape(table.counts.shape)
    for axis, dimension in enumerate(table.dimensions):
        lines = np.moveaxis(cells, axis, 0).reshape(len(dimension.codes), -1)
        for parent, children in dimension.families:
            yield lines[[parent, *children.tolist()]]
