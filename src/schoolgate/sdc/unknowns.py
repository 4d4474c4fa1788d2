"""What published tables leave unknown: one number for each hidden cell, and every relation that has one in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from schoolgate.core import BadInput
from schoolgate.sdc.printed import PublishedTable, cell_names

Cells = NDArray[np.int64]
Reals = NDArray[np.float64]

_MOST_KEYS = 2**62


@dataclass(frozen=True, eq=False)
class Family:
    """The relations of one inner code with its children, as cells: a column each, the total first, then its parts.

    first: the number of its first relation. table: which table prints it.
    """

    first: int
    table: int
    lines: Cells


@dataclass(frozen=True, eq=False)
class Unknowns:
    """Unknown cells, relations `matrix @ cells = totals` (1 for the total, -1 for its parts), and what marks tell.

    target: cells to attack. home: for each cell a table that prints it, and its place there. number: for each table
    and place, the unknown that stands there, or -1. known: for each table, counts where they are known.
    """

    tables: tuple[PublishedTable, ...]
    matrix: "sp.csr_array[np.float64]"
    totals: Reals
    low: Reals
    high: Reals
    hidden: NDArray[np.bool_]
    target: NDArray[np.bool_]
    home: tuple[Cells, Cells]
    number: tuple[Cells, ...]
    known: tuple[Reals, ...]
    families: tuple[Family, ...]

    def names(self, cells: Cells) -> list[str]:
        """Name unknowns, each as the first table that prints it does."""
        named = [""] * len(cells)
        for number, table in enumerate(self.tables):
            inside = np.flatnonzero(self.home[0][cells] == number)
            found = cell_names(table.dimensions, self.home[1][cells[inside]])
            for place, name in zip(inside.tolist(), found, strict=True):
                named[place] = name
        return named


def unknowns_of(tables: Sequence[PublishedTable]) -> Unknowns:
    """Return the unknowns of tables taken together. Cells of the same codes, totals left out, are the same cell.

    A cell hidden in one table and shown in another is known: it keeps a number where it is attacked. Raises
    BadInput where two tables show different counts.
    """
    keys = _keys(tables)
    shown_keys, shown_counts = _shown(tables, keys)
    unknown = np.unique(
        np.concatenate([_wanted(table, key, shown_keys) for table, key in zip(tables, keys, strict=True)])
    )
    numbers, known = [], []
    low, high = np.zeros(len(unknown)), np.full(len(unknown), np.inf)
    hidden, target = np.zeros((2, len(unknown)), dtype=bool)
    home = np.zeros(len(unknown), dtype=np.int64), np.zeros(len(unknown), dtype=np.int64)
    for at in reversed(range(len(tables))):
        table, key = tables[at], keys[at]
        number, counts = np.full(len(key), -1, dtype=np.int64), table.counts.reshape(-1).astype(np.float64)
        dark = np.flatnonzero((table.hidden | table.absent).reshape(-1))
        elsewhere, is_shown = _places(shown_keys, key[dark])
        counts[dark] = np.where(is_shown, shown_counts[elsewhere] if len(shown_counts) else 0.0, 0.0)
        where, is_unknown = _places(unknown, key[dark])
        number[dark[is_unknown]] = where[is_unknown]
        here, cells = where[is_unknown], dark[is_unknown]
        hidden[here] |= table.hidden.reshape(-1)[cells]
        target[here] |= table.targets.reshape(-1)[cells]
        home[0][here], home[1][here] = at, cells
        _tell(table, cells, here, low, high)
        pinned = is_unknown & is_shown
        low[where[pinned]] = high[where[pinned]] = counts[dark[pinned]]
        numbers.append(number)
        known.append(counts)
    numbers.reverse()
    known.reverse()
    families, matrix, totals = _relations(tables, numbers, known, len(unknown))
    return Unknowns(
        tuple(tables), matrix, totals, low, high, hidden, target, home, tuple(numbers), tuple(known), families
    )


def _tell(table: PublishedTable, cells: Cells, unknown: Cells, low: Reals, high: Reals) -> None:
    """Write down what the marks themselves tell."""
    if table.least is not None:
        low[unknown] = np.maximum(low[unknown], table.least.reshape(-1)[cells])
    if table.most is not None:
        most = table.most.reshape(-1)[cells]
        high[unknown] = np.minimum(high[unknown], np.where(most < 0, np.inf, most))


def _keys(tables: Sequence[PublishedTable]) -> list[Cells]:
    """Number the cells of all tables so that cells of the same codes, totals left out, have the same number."""
    codes: dict[str, dict[str, int]] = {}
    for table in tables:
        for dimension in table.dimensions:
            numbers = codes.setdefault(dimension.name, {})
            for code in dimension.codes[1:]:
                numbers.setdefault(code, len(numbers) + 1)
    step, steps = 1, {}
    for name in sorted(codes):
        steps[name] = step
        step *= len(codes[name]) + 1
    if step > _MOST_KEYS:
        message = "The tables together have too many combinations of codes to be told apart."
        raise BadInput.at("audit", message, "Attack fewer tables at once.", rule="audit.too-many")
    keys = []
    for table in tables:
        key = np.zeros((1,), dtype=np.int64)
        for dimension in table.dimensions:
            own = [0, *(codes[dimension.name][code] * steps[dimension.name] for code in dimension.codes[1:])]
            key = (key[:, None] + np.array(own, dtype=np.int64)).reshape(-1)
        keys.append(key)
    return keys


def _shown(tables: Sequence[PublishedTable], keys: Sequence[Cells]) -> tuple[Cells, Reals]:
    """Return the keys of all cells that some table shows, and their counts."""
    if len(tables) == 1:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    at = [np.flatnonzero(~(table.hidden | table.absent).reshape(-1)) for table in tables]
    key = np.concatenate([key[cells] for key, cells in zip(keys, at, strict=True)])
    count = np.concatenate([table.counts.reshape(-1)[cells] for table, cells in zip(tables, at, strict=True)])
    order = np.argsort(key, kind="stable")
    key, count = key[order], count[order]
    differs = np.flatnonzero((np.diff(key) == 0) & (np.diff(count) != 0))
    if len(differs):
        _refuse(tables, at, int(order[differs[0]]), int(order[differs[0] + 1]))
    first = np.flatnonzero(np.concatenate([[True], np.diff(key) > 0])) if len(key) else np.zeros(0, dtype=np.int64)
    return key[first], count[first].astype(np.float64)


def _refuse(tables: Sequence[PublishedTable], at: Sequence[Cells], one: int, other: int) -> None:
    ends = np.cumsum([len(cells) for cells in at])
    told = []
    for place in (one, other):
        number = int(np.searchsorted(ends, place, side="right"))
        cell = at[number][place - ends[number]]
        [name] = cell_names(tables[number].dimensions, np.array([cell]))
        told.append((tables[number].name, name, int(tables[number].counts.reshape(-1)[cell])))
    (first, name, count), (second, _, second_count) = told
    message = f"{first} shows {count:,} in ({name}), {second} shows {second_count:,}."
    raise BadInput.at(second, message, "Link tables about the same students only.", rule="audit.differ")


def _wanted(table: PublishedTable, key: Cells, shown: Cells) -> Cells:
    """Return the keys of a table's cells that need a number: dark and not shown elsewhere, or attacked."""
    dark = np.flatnonzero((table.hidden | table.absent).reshape(-1))
    _, is_shown = _places(shown, key[dark])
    return key[dark[~is_shown | table.targets.reshape(-1)[dark]]]


def _places(keys: Cells, wanted: Cells) -> tuple[Cells, NDArray[np.bool_]]:
    """Return where each wanted key stands among ascending ones, and whether it does."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return at, keys[at] == wanted


def _relations(
    tables: Sequence[PublishedTable], numbers: Sequence[Cells], known: Sequence[Reals], size: int
) -> tuple[tuple[Family, ...], "sp.csr_array[np.float64]", Reals]:
    families: list[Family] = []
    rows, columns, values, totals = (
        [np.zeros(0, dtype=np.int64)],
        [np.zeros(0, dtype=np.int64)],
        [np.zeros(0)],
        [np.zeros(0)],
    )
    count = 0
    for at, table in enumerate(tables):
        cells = np.arange(table.counts.size).reshape(table.counts.shape)
        for axis, dimension in enumerate(table.dimensions):
            along = np.moveaxis(cells, axis, 0).reshape(len(dimension.codes), -1)
            for parent, children in dimension.families:
                lines = along[[parent, *children.tolist()]]
                lines = lines[:, (numbers[at][lines] >= 0).any(axis=0)]
                if not lines.size:
                    continue
                free = numbers[at][lines] >= 0
                sign = np.where(np.arange(len(lines)) == 0, 1.0, -1.0)[:, None]
                rows.append((np.broadcast_to(np.arange(lines.shape[1]), lines.shape) + count)[free])
                columns.append(numbers[at][lines][free])
                values.append(np.broadcast_to(sign, lines.shape)[free])
                totals.append(-(np.where(free, 0.0, known[at][lines]) * sign).sum(axis=0))
                families.append(Family(count, at, lines))
                count += lines.shape[1]
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    matrix = sp.csr_array(entries, shape=(count, size))
    return tuple(families), matrix, np.concatenate(totals)
