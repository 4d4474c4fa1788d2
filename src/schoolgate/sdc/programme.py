"""One linear programme: the cheapest lawful change of the free counts that moves wanted cells."""

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp
from highspy import _Highs  # type: ignore[attr-defined]  # no stub names it
from numpy.typing import NDArray

from schoolgate.sdc.system import System

_WHOLE = 1e-6


@dataclass(frozen=True, eq=False)
class Wish:
    """What one programme tries to reach.

    hidden: classes that may move free of charge. wanted: the move asked of each class: a whole number with its
    sign, 0 for none. penalty: price of a whole unit that a wanted move falls short. limit: the most any count moves.
    """

    hidden: NDArray[np.bool_]
    wanted: NDArray[np.int64]
    penalty: float
    limit: int


def solve(system: System, wish: Wish) -> NDArray[np.int64]:
    """Return whole changes of the atoms: lawful, and at a price near the least. All zero where nothing pays."""
    model, columns = _model(system, wish)
    if not _run(model):
        return np.zeros(len(system.atoms), dtype=np.int64)
    return _whole(model, columns)


def _model(system: System, wish: Wish) -> tuple[_Highs, int]:
    """Load the programme: atoms first, then up and down of each priced class, then shortfalls."""
    atoms = len(system.atoms)
    priced, wanted = np.flatnonzero(~wish.hidden), np.flatnonzero(wish.wanted)
    room = (system.counts - system.least).astype(np.float64)
    sign = np.sign(wish.wanted).astype(np.float64)
    classes = len(system.counts)
    up = sp.csr_array((-np.ones(len(priced)), (priced, np.arange(len(priced)))), shape=(classes, len(priced)))
    short = sp.csr_array((sign[wanted], (wanted, np.arange(len(wanted)))), shape=(classes, len(wanted)))
    matrix = sp.csr_array(sp.hstack([system.sums, up, -up, short], format="csr"))
    lower, upper = -room, np.full(classes, highspy.kHighsInf)
    lower[priced] = upper[priced] = 0.0
    rises, falls = wish.wanted > 0, wish.wanted < 0
    lower[rises] = wish.wanted[rises]
    upper[falls] = wish.wanted[falls]
    limit = float(wish.limit)
    shortfall = np.abs(wish.wanted[wanted]) + np.where(rises[wanted], np.maximum(room[wanted], 0.0), limit)
    price = system.weight[priced]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = matrix.shape[1], classes
    lp.col_cost_ = np.concatenate([np.zeros(atoms), price, price, np.full(len(wanted), wish.penalty)])
    fall = np.minimum(system.atom_counts, limit)
    lp.col_lower_ = np.concatenate([-fall, np.zeros(2 * len(priced) + len(wanted))])
    widest = np.full(len(priced), highspy.kHighsInf)
    lp.col_upper_ = np.concatenate([np.full(atoms, limit), widest, np.maximum(room[priced], 0.0), shortfall])
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = matrix.data
    model = _Highs()  # the plain class: highspy.Highs prints a banner when it is made
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.passModel(lp)
    return model, atoms


def _run(model: _Highs) -> bool:
    model.run()
    return bool(model.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def _whole(model: _Highs, atoms: int) -> NDArray[np.int64]:
    """Round a solution to whole numbers: fix counts a few at a time and solve again."""
    while True:
        values = np.array(model.getSolution().col_value)[:atoms]
        off = np.abs(values - np.round(values))
        fractional = np.flatnonzero(off > _WHOLE)
        if not len(fractional):
            return np.round(values).astype(np.int64)
        batch = fractional[np.argsort(off[fractional], kind="stable")][: max(1, len(fractional) // 4)]
        if not _fix(model, batch, np.round(values[batch])) and not _fix(model, batch[:1], np.zeros(1)):
            return np.zeros(atoms, dtype=np.int64)


def _fix(model: _Highs, columns: NDArray[np.int64], values: NDArray[np.float64]) -> bool:
    """Fix these counts; where that leaves no solution, free them again."""
    lp = model.getLp()
    lower, upper = np.array(lp.col_lower_)[columns], np.array(lp.col_upper_)[columns]
    chosen = columns.astype(np.int32)
    model.changeColsBounds(len(columns), chosen, values, values)
    if _run(model):
        return True
    model.changeColsBounds(len(columns), chosen, lower, upper)
    return False
