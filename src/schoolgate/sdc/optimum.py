"""The cheapest pattern that a single other district proves, by an integer programme: for small tables.

One alternative in which every primary differs is a little more than the promise asks, so the optimum here is an
upper bound of the true one; on small tables the two are seldom apart.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from highspy import _Highs  # type: ignore[attr-defined]  # the plain class: highspy.Highs prints a banner
from numpy.typing import NDArray

from schoolgate.sdc.system import System

_LIMIT = 6
_MOST_NODES = 400

Relation = tuple[int, tuple[int, ...]]


@dataclass(eq=False)
class _Rows:
    """Rows of a sparse matrix as they are written. Not frozen: it grows."""

    starts: list[int]
    columns: list[int]
    values: list[float]
    lower: list[float]
    upper: list[float]

    def add(self, columns: list[int], values: list[float], lower: float, upper: float) -> None:
        self.columns += columns
        self.values += values
        self.starts.append(len(self.columns))
        self.lower.append(lower)
        self.upper.append(upper)


def single_alternative(system: System, asked: NDArray[np.bool_], relations: list[Relation]) -> NDArray[np.int64] | None:
    """Return changes of the atoms that move all that must move, at the least price; None if there are none.

    relations: classes of which one at least must move besides: (parent, children that can be hidden).
    """
    atoms, classes = len(system.atoms), len(system.counts)
    rows = _Rows([0], [], [], [], [])
    switch = atoms + np.arange(classes)
    moves = system.must | asked
    for number in range(classes):
        columns = system.sums.indices[system.sums.indptr[number] : system.sums.indptr[number + 1]].tolist()
        _write_class(rows, columns, int(switch[number]), float(_fall(system)[number]), moves=bool(moves[number]))
    for parent, children in relations:
        members = [int(switch[child]) for child in (parent, *children)]
        rows.add(members, [1.0] * len(members), 1.0, highspy.kHighsInf)
    price = np.where(moves, 0.0, system.weight)
    return _solve(system, rows, price, moves)


def _fall(system: System) -> NDArray[np.int64]:
    return np.minimum(system.counts - system.least, _LIMIT)


def _write_class(rows: _Rows, columns: list[int], switch: int, fall: float, *, moves: bool) -> None:
    """Write what a class may do: stand still unless switched on; or, if it must move, rise (on) or fall (off)."""
    ones = [1.0] * len(columns)
    infinite = highspy.kHighsInf
    if moves:
        rows.add([*columns, switch], [*ones, -(1.0 + max(fall, 0.0))], -max(fall, 0.0), infinite)
        rows.add([*columns, switch], [*ones, -(_LIMIT + 1.0)], -infinite, -1.0)
    else:
        rows.add([*columns, switch], [*ones, fall], 0.0, infinite)
        rows.add([*columns, switch], [*ones, -float(_LIMIT)], -infinite, 0.0)


def _solve(
    system: System, rows: _Rows, price: NDArray[np.float64], moves: NDArray[np.bool_]
) -> NDArray[np.int64] | None:
    atoms, classes = len(system.atoms), len(system.counts)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = atoms + classes, len(rows.lower)
    locked = np.isinf(price)
    lp.col_cost_ = np.concatenate([np.zeros(atoms), np.where(locked, 0.0, price)])
    lowest = np.where(moves & (_fall(system) <= 0), 1.0, 0.0)
    lp.col_lower_ = np.concatenate([-np.minimum(system.atom_counts, _LIMIT).astype(np.float64), lowest])
    lp.col_upper_ = np.concatenate([np.full(atoms, float(_LIMIT)), np.where(locked, 0.0, 1.0)])
    lp.row_lower_, lp.row_upper_ = np.array(rows.lower), np.array(rows.upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(rows.starts, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(rows.columns, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(rows.values)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * (atoms + classes)
    model = _Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("mip_max_nodes", _MOST_NODES)
    model.setOptionValue("mip_rel_gap", 0.0)
    model.passModel(lp)
    model.run()
    if model.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    change: NDArray[np.int64] = np.rint(np.array(model.getSolution().col_value)[:atoms]).astype(np.int64)
    return change
