"""The ends of the range of one unknown count, given relations and bounds: linear first, integer where it matters."""

import highspy
import numpy as np
import scipy.sparse as sp
from highspy import _Highs  # type: ignore[attr-defined]  # the plain class: highspy.Highs prints a banner
from numpy.typing import NDArray

_WHOLE = 1e-6
_SECONDS = 20.0

Reals = NDArray[np.float64]


class Component:
    """Unknown counts that hang together. Loaded once; the aim changes for each cell."""

    def __init__(self, matrix: "sp.csr_array[np.float64]", totals: Reals, low: Reals, high: Reals) -> None:
        self._low, self._high = low, high
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = matrix.shape[1], matrix.shape[0]
        lp.col_cost_ = np.zeros(matrix.shape[1])
        lp.col_lower_, lp.col_upper_ = low, np.where(np.isinf(high), highspy.kHighsInf, high)
        lp.row_lower_, lp.row_upper_ = totals, totals
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = matrix.indptr.astype(np.int32)
        lp.a_matrix_.index_ = matrix.indices.astype(np.int32)
        lp.a_matrix_.value_ = matrix.data
        self._lp = lp
        self._model = _Highs()
        self._model.setOptionValue("output_flag", False)
        self._model.setOptionValue("threads", 1)
        self._model.passModel(lp)

    def ends(self, cell: int) -> tuple[float, float, str]:
        """Return the least and greatest count of a cell, and how they were found."""
        low, low_whole = self._end(cell, 1.0)
        high, high_whole = self._end(cell, -1.0)
        how = "linear" if low_whole and high_whole else "integer"
        return float(np.ceil(low - _WHOLE)), float(np.floor(high + _WHOLE)) if np.isfinite(high) else high, how

    def _end(self, cell: int, sense: float) -> tuple[float, bool]:
        model = self._model
        model.setOptionValue("simplex_strategy", 4)
        model.changeColCost(cell, sense)
        model.run()
        status = model.getModelStatus()
        values = np.array(model.getSolution().col_value)
        model.changeColCost(cell, 0.0)
        if status in {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
            return float(np.inf) if sense < 0 else float(self._low[cell]), True
        if status != highspy.HighsModelStatus.kOptimal:
            return float(self._low[cell] if sense > 0 else self._high[cell]), True
        if (np.abs(values - np.round(values)) < _WHOLE).all():
            return float(values[cell]), True
        return self._whole_end(cell, sense, float(values[cell])), False

    def _whole_end(self, cell: int, sense: float, linear: float) -> float:
        """Ask again for whole numbers; the linear end stands where that takes too long."""
        model = _Highs()
        model.setOptionValue("output_flag", False)
        model.setOptionValue("threads", 1)
        model.setOptionValue("time_limit", _SECONDS)
        model.passModel(self._lp)
        columns = np.arange(self._lp.num_col_, dtype=np.int32)
        model.changeColsIntegrality(len(columns), columns, np.array([highspy.HighsVarType.kInteger] * len(columns)))
        model.changeColCost(cell, sense)
        model.run()
        if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return linear
        return float(np.round(np.array(model.getSolution().col_value)[cell]))
