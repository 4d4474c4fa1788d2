"""Tables already out about the same students: what they show is given, what they hide must stay hidden."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from schoolgate.core import BadInput
from schoolgate.sdc.dimensions import Dimension
from schoolgate.sdc.rules import NOTPUB, PUB
from schoolgate.sdc.tables import CountTable


@dataclass(frozen=True, eq=False)
class KnownTable:
    """An earlier release. Its dimensions are some of a new table's, by name, with the same or coarser codes.

    name: what people call it. status: over its own grid, as in a protected table. counts: over its grid; only the
    shown ones are read. Students with codes that it does not list are not in it.
    """

    name: str
    dimensions: tuple[Dimension, ...]
    status: NDArray[np.int8]
    counts: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many codes each dimension has."""
        return tuple(len(dimension.codes) for dimension in self.dimensions)


@dataclass(frozen=True, eq=False)
class KnownSums:
    """The cells of earlier releases as sums of a new table's atoms: rows x atoms, and whether each is shown."""

    sums: "sp.csr_array[np.float64]"
    shown: NDArray[np.bool_]


def known_sums(known: KnownTable, table: CountTable, atoms: NDArray[np.int64]) -> KnownSums:
    """Return what an earlier release tells of these atoms. Raises BadInput where it is about other students."""
    codes = np.unravel_index(atoms, table.shape)
    column = np.arange(len(atoms))
    flat = np.zeros(len(atoms), dtype=np.int64)
    for axis, dimension in enumerate(known.dimensions):
        chains = _chains(known, dimension, table)
        code = codes[_axis(known, dimension, table)][column]
        lengths = np.array([len(chain) for chain in chains])
        starts = np.concatenate([[0], np.cumsum(lengths)])
        repeats = lengths[code]
        within = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        above = np.concatenate(chains)[np.repeat(starts[code], repeats) + within]
        flat = np.repeat(flat, repeats) * known.shape[axis] + above
        column = np.repeat(column, repeats)
    status = known.status.reshape(-1)
    cells, row = np.unique(flat[status[flat] != NOTPUB], return_inverse=True)
    ones = np.ones(len(row))
    matrix = (ones, (row, column[status[flat] != NOTPUB]))
    sums = sp.csr_array(matrix, shape=(len(cells), len(atoms)))
    shown = status[cells] == PUB
    _check_numbers(known, sums, table.cells.reshape(-1)[atoms], cells, shown)
    return KnownSums(sums, shown)


def _axis(known: KnownTable, dimension: Dimension, table: CountTable) -> int:
    names = [each.name for each in table.dimensions]
    if dimension.name not in names:
        message = f"{known.name} is broken down by {dimension.name}, the new table is not."
        mend = "Count the new table by it too, and leave its margins unpublished."
        raise BadInput.at(known.name, message, mend, rule="sdc.known-dimension", column=dimension.name)
    return names.index(dimension.name)


def _chains(known: KnownTable, dimension: Dimension, table: CountTable) -> list[NDArray[np.int64]]:
    """Return, for each code of the new table, the codes of the earlier one that it lies in; none where outside."""
    own = table.dimensions[_axis(known, dimension, table)]
    missing = [dimension.codes[leaf] for leaf in dimension.leaves.tolist() if dimension.codes[leaf] not in own.index]
    if missing:
        message = f"{known.name} knows {', '.join(missing[:5])}, the new table does not."
        mend = f"Use codes of {dimension.name} that the earlier table's codes are made of."
        raise BadInput.at(known.name, message, mend, rule="sdc.known-code", column=dimension.name)
    leaves = {dimension.codes[leaf]: leaf for leaf in dimension.leaves.tolist()}
    chains = []
    for ancestors in own.ancestors:
        inside = [leaves[own.codes[code]] for code in ancestors.tolist() if own.codes[code] in leaves]
        chains.append(dimension.ancestors[inside[0]] if inside else np.zeros(0, dtype=np.int64))
    return chains


def _check_numbers(
    known: KnownTable,
    sums: "sp.csr_array[np.float64]",
    counts: NDArray[np.int64],
    cells: NDArray[np.int64],
    shown: NDArray[np.bool_],
) -> None:
    own = np.rint(sums @ counts).astype(np.int64)
    wrong = np.flatnonzero(shown & (own != known.counts.reshape(-1)[cells]))
    if not len(wrong):
        return
    codes = np.unravel_index(cells[wrong[0]], known.shape)
    cell = ", ".join(each.codes[code] for each, code in zip(known.dimensions, codes, strict=True))
    message = (
        f"{known.name} shows {known.counts.reshape(-1)[cells[wrong[0]]]} in ({cell}), the new table {own[wrong[0]]}."
    )
    mend = "Link tables about the same students at the same time only."
    raise BadInput.at(known.name, message, mend, rule="sdc.known-count")
