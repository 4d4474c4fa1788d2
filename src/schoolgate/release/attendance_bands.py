"""Attendance of a student as a band: to a tenth of a percent it is nearly a name, for whoever holds a school's records.

In a de-identified file a band is a quasi-identifier like grade or race (ADR 0406).
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from schoolgate.sdc import microdata


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands of an amount from low to high: `edges` lie between them, `finest` names them, `coarse` those two above.

    The coarse names stand for the bands below the edge `split` and for those from it on.
    """

    edges: tuple[float, ...]
    finest: tuple[str, ...]
    split: int
    coarse: tuple[str, str]

    def column(self, values: Sequence[float | None]) -> pa.Array:
        """Return the band of each value, null where there is none."""
        return pa.array([None if value is None else self.finest[bisect_right(self.edges, value)] for value in values])

    def hierarchy(self, column: str) -> microdata.Hierarchy:
        """Return the bands and the two that stand for them."""
        below, above = self.coarse
        labels = {name: (below if place <= self.split else above,) for place, name in enumerate(self.finest)}
        return microdata.Hierarchy.of(column, labels)


_PERCENT = Bands(
    (80, 90, 95), ("under 80", "80 to under 90", "90 to under 95", "95 to 100"), 1, ("under 90", "90 to 100")
)
_DAYS = Bands((5, 10, 18), ("under 5", "5 to under 10", "10 to under 18", "18 or more"), 1, ("under 10", "10 or more"))

ATTENDANCE_BANDS = {"attendance_rate": _PERCENT, "attendance_by_quarter": _PERCENT, "days_absent": _DAYS}
"""The bands of each element that tells how often a student was there."""
