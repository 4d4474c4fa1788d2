"""One linear programme: the cheapest lawful change of free counts that moves wanted sums."""

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp
from highspy import _Highs  # type: ignore[attr-defined]  # the plain class: highspy.Highs prints a banner
from numpy.typing import NDArray

_WHOLE = 1e-6
_FIXED_AT_ONCE = 4
_MOST_DIVES = 200


@dataclass(frozen=True, eq=False)
class Problem:
    """What one programme tries to reach, over atoms (columns) and sums of them (rows).

    sums: rows x atoms, ones. fall: the most each atom may lose. room: the most each sum may lose; below 0 it
    must rise. price: of a unit that a sum moves, 0 where it may move freely,
    infinite where it must stand still.
    wanted: the move asked of each sum, a whole number with its sign, 0 for none. penalty: price of a unit that
    a wanted move falls short. limit: the most an atom moves.
    """

    sums: "sp.csr_array[np.float64]"
    fall: NDArray[np.int64]
    room: NDArray[np.int64]
    price: NDArray[np.float64]
    wanted: NDArray[np.int64]
    penalty: float
    limit: int

    def solve(self) -> NDArray[np.int64]:
        """Return whole changes of the atoms: lawful, at a price near the least. All zero where nothing pays."""
        still = np.zeros(self.sums.shape[1], dtype=np.int64)
        if not self.wanted.any():
            return still
        lp = self._programme()
        model = _Highs()
        model.setOptionValue("output_flag", False)
        model.setOptionValue("threads", 1)
        model.passModel(lp)
        if not _run(model):
            return still
        lower, upper = np.array(lp.col_lower_), np.array(lp.col_upper_)
        found = _whole(model, lower[: len(still)], upper[: len(still)])
        return still if found is None else found

    def _programme(self) -> highspy.HighsLp:
        """Columns: the atoms, then the rise and the fall of each priced row, then the shortfall of each wanted row."""
        rows, atoms = self.sums.shape
        locked = np.isinf(self.price)
        priced, wanted = np.flatnonzero((self.price > 0) & ~locked), np.flatnonzero(self.wanted)
        room, limit = self.room.astype(np.float64), float(self.limit)
        sign = np.sign(self.wanted).astype(np.float64)
        rise = sp.csr_array((-np.ones(len(priced)), (priced, np.arange(len(priced)))), shape=(rows, len(priced)))
        short = sp.csr_array((sign[wanted], (wanted, np.arange(len(wanted)))), shape=(rows, len(wanted)))
        matrix = sp.csr_array(sp.hstack([self.sums, rise, -rise, short], format="csr"))
        lower, upper = -room, np.full(rows, highspy.kHighsInf)
        lower[priced] = upper[priced] = 0.0
        lower[locked] = upper[locked] = 0.0
        rises, falls = self.wanted > 0, self.wanted < 0
        lower[rises], upper[falls] = self.wanted[rises], self.wanted[falls]
        most_short = np.abs(self.wanted[wanted]) + np.where(rises[wanted], np.maximum(room[wanted], 0.0), limit)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = matrix.shape[1], rows
        unit = self.price[priced]
        lp.col_cost_ = np.concatenate([np.zeros(atoms), unit, unit, np.full(len(wanted), self.penalty)])
        lowest = -np.minimum(self.fall, self.limit).astype(np.float64)
        lp.col_lower_ = np.concatenate([lowest, np.zeros(2 * len(priced) + len(wanted))])
        unbounded = np.full(len(priced), highspy.kHighsInf)
        most_fall = np.maximum(room[priced], 0.0)
        lp.col_upper_ = np.concatenate([np.full(atoms, limit), unbounded, most_fall, most_short])
        lp.row_lower_, lp.row_upper_ = lower, upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
        lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
        lp.a_matrix_.value_ = matrix.data
        return lp


def _run(model: _Highs) -> bool:
    model.run()
    return bool(model.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def _whole(model: _Highs, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> NDArray[np.int64] | None:
    """Round a solution to whole numbers: fix some counts at a time and solve again. None where that fails."""
    for _ in range(_MOST_DIVES):
        values = np.array(model.getSolution().col_value)[: len(lower)]
        off = np.abs(values - np.round(values))
        fractional = np.flatnonzero(off > _WHOLE)
        if not len(fractional):
            return np.round(values).astype(np.int64)
        order = np.argsort(off[fractional], kind="stable")
        batch = fractional[order][: max(1, len(fractional) // _FIXED_AT_ONCE)]
        if not _fix(model, batch, np.round(values[batch])):
            model.changeColsBounds(len(batch), batch.astype(np.int32), lower[batch], upper[batch])
            if not _fix(model, batch[:1], np.zeros(1)):
                return None
    return None


def _fix(model: _Highs, columns: NDArray[np.int64], values: NDArray[np.float64]) -> bool:
    model.changeColsBounds(len(columns), columns.astype(np.int32), values, values)
    return _run(model)
