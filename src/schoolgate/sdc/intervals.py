"""The ends of the range of one unknown count, given relations and bounds: linear first, integer where it matters."""

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp
from highspy import _Highs  # type: ignore[attr-defined]  # the plain class: highspy.Highs prints a banner
from numpy.typing import NDArray

_WHOLE = 1e-6
_PRIMAL_SIMPLEX = 4
_UNBOUNDED = {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class End:
    """One end of a range. value: no lawful table goes beyond it. how: `linear` or `integer`.

    settled: whether a lawful table reaches it, or nothing bounds it. relations: what it was worked out from.
    """

    value: float
    how: str
    settled: bool
    relations: tuple[int, ...]


class Component:
    """Unknown counts that hang together. Loaded once; the aim changes for each cell.

    seen_low, seen_high: least and greatest count of each cell in the lawful tables met so far.
    """

    def __init__(self, matrix: "sp.csr_array[np.float64]", totals: Reals, low: Reals, high: Reals) -> None:
        self._low, self._high = low, high
        size = matrix.shape[1]
        self.seen_low, self.seen_high = np.full(size, np.inf), np.full(size, -np.inf)
        self._lp = _programme(matrix, totals, low, high)
        self._model = _silent_model(self._lp)
        self._model.setOptionValue("simplex_strategy", _PRIMAL_SIMPLEX)  # keeps the last vertex when the aim changes
        self._aim: int | None = None

    def low_end(self, cell: int, *, seconds: float, whole_seconds: float) -> End:
        """Return the least count of a cell."""
        return self._end(cell, 1.0, seconds, whole_seconds)

    def high_end(self, cell: int, *, seconds: float, whole_seconds: float) -> End:
        """Return the greatest count of a cell, infinite where nothing bounds it."""
        return self._end(cell, -1.0, seconds, whole_seconds)

    def _end(self, cell: int, sense: float, seconds: float, whole_seconds: float) -> End:
        model = self._model
        if self._aim is not None:
            model.changeColCost(self._aim, 0.0)
        model.changeColCost(cell, sense)
        self._aim = cell
        model.setOptionValue("time_limit", model.getRunTime() + seconds)
        model.run()
        status = model.getModelStatus()
        if status in _UNBOUNDED:
            return End(-sense * np.inf, "linear", settled=True, relations=())
        if status != highspy.HighsModelStatus.kOptimal:
            return End(float(self._low[cell] if sense > 0 else self._high[cell]), "linear", settled=False, relations=())
        solution = model.getSolution()
        values = np.array(solution.col_value)
        relations = tuple(np.flatnonzero(np.abs(np.array(solution.row_dual)) > _WHOLE).tolist())
        if (np.abs(values - np.round(values)) < _WHOLE).all():
            self._see(values)
            return End(float(np.round(values[cell])), "linear", settled=True, relations=relations)
        inward = np.ceil(values[cell] - _WHOLE) if sense > 0 else np.floor(values[cell] + _WHOLE)
        return self._whole_end(cell, sense, float(inward), whole_seconds, relations)

    def _whole_end(self, cell: int, sense: float, linear: float, seconds: float, relations: tuple[int, ...]) -> End:
        """Ask again for whole numbers; the linear end, rounded inwards, stands where that takes too long."""
        if seconds <= 0:
            return End(linear, "linear", settled=False, relations=relations)
        model = _silent_model(self._lp)
        model.setOptionValue("time_limit", seconds)
        columns = np.arange(self._lp.num_col_, dtype=np.int32)
        model.changeColsIntegrality(len(columns), columns, np.array([highspy.HighsVarType.kInteger] * len(columns)))
        model.changeColCost(cell, sense)
        if sense > 0:
            model.changeColBounds(cell, linear, float(min(self._high[cell], highspy.kHighsInf)))
        else:
            model.changeColBounds(cell, float(self._low[cell]), linear)
        model.run()
        if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return End(linear, "linear", settled=False, relations=relations)
        values = np.round(np.array(model.getSolution().col_value))
        self._see(values)
        return End(float(values[cell]), "integer", settled=True, relations=relations)

    def _see(self, values: Reals) -> None:
        """Take note of a lawful table: it tells something of every cell."""
        values = np.round(values)
        np.minimum(self.seen_low, values, out=self.seen_low)
        np.maximum(self.seen_high, values, out=self.seen_high)


def _programme(matrix: "sp.csr_array[np.float64]", totals: Reals, low: Reals, high: Reals) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = matrix.shape[1], matrix.shape[0]
    lp.col_cost_ = np.zeros(matrix.shape[1])
    lp.col_lower_, lp.col_upper_ = low, np.where(np.isinf(high), highspy.kHighsInf, high)
    lp.row_lower_, lp.row_upper_ = totals, totals
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = matrix.data
    return lp


def _silent_model(lp: highspy.HighsLp) -> _Highs:
    model = _Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.passModel(lp)
    return model
