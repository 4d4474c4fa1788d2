"""Part of a system: some atoms move, all others stand still, and sums that then move alike are one row."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from schoolgate.sdc.programme import Problem
from schoolgate.sdc.system import System

_HASH_SEED = 50021


@dataclass(frozen=True, eq=False)
class Part:
    """Some atoms of a system, and the rows their sums make. Row `row_of[k]` is the class `classes[k]`."""

    system: System
    atoms: NDArray[np.int64]
    sums: "sp.csr_array[np.float64]"
    classes: NDArray[np.int64]
    row_of: NDArray[np.int64]

    def problem(
        self,
        *,
        counts: NDArray[np.int64],
        hidden: NDArray[np.bool_],
        wanted: NDArray[np.int64],
        penalty: float,
        limit: int,
    ) -> Problem:
        """Return the programme of this part; arguments are over the classes of the whole system."""
        rows = self.sums.shape[0]
        price = np.where(hidden, 0.0, self.system.weight)[self.classes]
        room = np.full(rows, np.iinfo(np.int64).max // 4)
        np.minimum.at(room, self.row_of, counts[self.classes] - self.system.least)
        asked = np.zeros(rows, dtype=np.int64)
        np.maximum.at(asked, self.row_of, wanted[self.classes])
        falls = np.zeros(rows, dtype=np.int64)
        np.minimum.at(falls, self.row_of, wanted[self.classes])
        total = np.zeros(rows)
        np.add.at(total, self.row_of, price)
        both = np.where(np.isinf(total), 0, np.where(asked > 0, asked, falls))
        return Problem(self.sums, self.system.atom_counts[self.atoms], room, total, both, penalty, limit)


def part_of(system: System, columns: "sp.csc_array[np.float64]", atoms: NDArray[np.int64]) -> Part:
    """Return the part of these atoms; `columns` are the sums of the system by column."""
    sums = sp.csr_array(columns[:, atoms])
    touched = np.flatnonzero(np.diff(sums.indptr))
    keys = np.random.default_rng(_HASH_SEED).integers(1, 2**62, size=len(atoms))
    starts = sums.indptr[touched]
    hashes = np.add.reduceat(keys[sums.indices], starts) if len(touched) else np.zeros(0, dtype=np.int64)
    _, first, row_of = np.unique(hashes, return_index=True, return_inverse=True)
    return Part(system, atoms, sp.csr_array(sums[touched[first]]), touched, row_of)
