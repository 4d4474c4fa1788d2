"""Local recoding: every row keeps the finest vector of levels at which enough rows look alike."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schoolgate.sdc.microdata.lattice import Lattice
from schoolgate.sdc.microdata.rule import Problem

IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Recoded:
    """The levels of every atom, and which atoms found no group. levels: (atoms, columns)."""

    levels: IntArray
    left: BoolArray


def lift(problem: Problem, space: Lattice) -> Recoded:
    """Take the vectors from cheap to dear; at each, the rows not yet placed that form a good group stay there.

    Rows that fit a group placed earlier always joined it then, so every group is whole when it is placed. Only true
    values decide, never the order of rows.
    """
    codes = problem.atoms.codes
    levels = np.broadcast_to(problem.forest.heights, codes.shape).astype(np.int32)
    rows = np.arange(len(codes), dtype=np.int64)
    for vector in space.vectors:
        if not len(rows):
            break
        ids, counts = problem.group(rows, vector)
        if counts.max() < problem.k:
            continue
        placed = problem.stands(rows, ids, counts)[ids]
        levels[rows[placed]] = vector
        rows = rows[~placed]
    left = np.zeros(len(codes), bool)
    left[rows] = True
    return Recoded(levels, left)
