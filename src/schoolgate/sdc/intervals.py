"""The ends of the range of one unknown count, given relations and bounds: linear first, integer where it matters."""

from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp
from highspy import _Highs  # type: ignore[attr-defined]  # the plain class: highspy.Highs prints a banner
from numpy.typing import NDArray

OUT_OF_TIME = "out of time"

_WHOLE = 1e-6
_DUAL_SIMPLEX, _PRIMAL_SIMPLEX = 1, 4
_UNBOUNDED = {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class End:
    """One end of a range. value: no lawful table goes beyond it. relations: what it was worked out from.

    how: `linear`, `integer`, or `out of time` where the end may lie further in.
    """

    value: float
    how: str
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
        self._model.setOptionValue("simplex_strategy", _DUAL_SIMPLEX)  # quicker from nothing
        self._aim: int | None = None

    def low_end(self, cell: int, *, seconds: float, whole_seconds: float | None) -> End:
        """Return the least count of a cell. Without `whole_seconds` a fractional end stands, rounded inwards."""
        return self._end(cell, 1.0, seconds, whole_seconds)

    def high_end(self, cell: int, *, seconds: float, whole_seconds: float | None) -> End:
        """Return the greatest count of a cell, infinite where nothing bounds it."""
        return self._end(cell, -1.0, seconds, whole_seconds)

    def _end(self, cell: int, sense: float, seconds: float, whole_seconds: float | None) -> End:
        model = self._model
        if self._aim is not None:
            model.changeColCost(self._aim, 0.0)
        model.changeColCost(cell, sense)
        self._aim = cell
        model.setOptionValue("time_limit", model.getRunTime() + seconds)
        model.run()
        status = model.getModelStatus()
        if status in _UNBOUNDED:
            return End(-sense * np.inf, "linear", relations=())
        if status != highspy.HighsModelStatus.kOptimal:
            return End(float(self._low[cell] if sense > 0 else self._high[cell]), OUT_OF_TIME, relations=())
        model.setOptionValue("simplex_strategy", _PRIMAL_SIMPLEX)  # goes on from the last vertex when the aim changes
        solution = model.getSolution()
        values = np.array(solution.col_value)
        relations = tuple(np.flatnonzero(np.abs(np.array(solution.row_dual)) > _WHOLE).tolist())
        if (np.abs(values - np.round(values)) < _WHOLE).all():
            self._see(values)
            return End(float(np.round(values[cell])), "linear", relations=relations)
        inward = np.ceil(values[cell] - _WHOLE) if sense > 0 else np.floor(values[cell] + _WHOLE)
        if whole_seconds is None:
            return End(float(inward), "linear", relations=relations)
        return self._whole_end(cell, sense, float(inward), whole_seconds, relations)

    def _whole_end(self, cell: int, sense: float, linear: float, seconds: float, relations: tuple[int, ...]) -> End:
        """Ask for whole numbers: whether any reach the linear end, rounded inwards, and if not, how far they do.

        The linear end stands where that takes too long.
        """
        values = self._whole(cell, 0.0, linear, linear, seconds)
        if values is None:
            low = linear + 1 if sense > 0 else float(self._low[cell])
            high = float(self._high[cell]) if sense > 0 else linear - 1
            values = self._whole(cell, sense, low, high, seconds)
        if values is None or not len(values):
            return End(linear, OUT_OF_TIME, relations=relations)
        self._see(values)
        return End(float(values[cell]), "integer", relations=relations)

    def _whole(self, cell: int, sense: float, low: float, high: float, seconds: float) -> Reals | None:
        """Return a lawful table with a cell as far as it goes between two ends; None where none is, empty if late."""
        model = _silent_model(self._lp)
        model.setOptionValue("time_limit", seconds)
        columns = np.arange(self._lp.num_col_, dtype=np.int32)
        model.changeColsIntegrality(len(columns), columns, np.array([highspy.HighsVarType.kInteger] * len(columns)))
        model.changeColCost(cell, sense)
        model.changeColBounds(cell, low, min(high, highspy.kHighsInf))
        model.run()
        status = model.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            return np.zeros(0)
        return np.round(np.array(model.getSolution().col_value))

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
