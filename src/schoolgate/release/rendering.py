"""What a protected table shows: counts, rates and means, each only where all that it rests on may be shown.

A rate stands where its numerator, its denominator and the complement all stand; near 0 % and 100 % it is a band. A mean
stands where the students it rests on are shown and are not fewer than the threshold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any  # the width of a float

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from schoolgate import sdc
from schoolgate.release.bands import band
from schoolgate.release.files import HIDDEN
from schoolgate.release.measures import Mean, Rate
from schoolgate.release.tables import YearTable

_DECIMALS = 1


@dataclass(frozen=True, eq=False)
class Shown:
    """One measure over the groups' grid: values (NaN where there is none) and marks (None where the value stands)."""

    values: NDArray[np.float64]
    marks: NDArray[np.object_]

    def hide(self, where: NDArray[np.bool_]) -> None:
        """Put the hidden mark wherever `where` is True."""
        self.marks[where] = HIDDEN
        self.values[where] = np.nan


def shown_students(year: YearTable, status: NDArray[np.int8]) -> Shown:
    """Return the counts of students."""
    return _shown(year.part(year.table.cells).astype(np.float64), year.part(status) == sdc.PUB)


def shown_mean(year: YearTable, status: NDArray[np.int8], mean: Mean, *, threshold: int) -> Shown:
    """Return a mean, where the students with a record are shown and at least as many as the threshold."""
    outcome = year.outcome(mean.source)
    base = 0 if outcome is None else outcome.base
    students = year.part(year.table.cells, outcome, base)
    stands = (year.part(status, outcome, base) == sdc.PUB) & ((students >= threshold) | (students == 0))
    per = year.amount(mean.per)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where(per > 0, mean.factor * year.amount(mean.amount) / per, np.nan)
    shown = _shown(np.round(values, _DECIMALS), stands)
    for low, high, text in mean.ends:
        near = stands & (shown.values >= low) & (shown.values <= high)
        shown.marks[near], shown.values[near] = text, np.nan
    return shown


def exact_rate(year: YearTable, rate: Rate) -> Shown:
    """Return a rate as a number for every group that has students: for a table in which nothing is hidden (R46)."""
    values = _percent(year, rate)
    return _shown(values, np.ones(values.shape, dtype=bool))


def _percent(year: YearTable, rate: Rate) -> NDArray[np.float64]:
    """Return a rate in percent over the groups' grid; NaN where a group has nobody. Raises ValueError without parts."""
    outcome = year.outcome(rate.source)
    if outcome is None or outcome.has is None:
        raise ValueError(f"the table has no parts for {rate.id}")
    cells = year.table.cells
    base, has = year.part(cells, outcome, outcome.base), year.part(cells, outcome, outcome.has)
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = np.where(base > 0, 100 * has / base, np.nan)
    return np.round(percent, _DECIMALS).astype(np.float64)


def shown_rate(
    year: YearTable,
    status: NDArray[np.int8],
    proof: sdc.Proof,
    rate: Rate,
    *,
    threshold: int,
    edges_percent: Sequence[int],
) -> Shown:
    """Return a rate: a number, a band, or the hidden mark.

    A band is kept only where every alternative of the proof still fits it: the proof then holds for a reader who
    knows the bands as well.
    """
    outcome = year.outcome(rate.source)
    if outcome is None or outcome.has is None or outcome.lacks is None:
        raise ValueError(f"the table has no parts for {rate.id}")
    cells, states = year.table.cells, status
    base, has = year.part(cells, outcome, outcome.base), year.part(cells, outcome, outcome.has)
    base_stands = year.part(states, outcome, outcome.base) == sdc.PUB
    parts_stand = np.logical_and(
        year.part(states, outcome, outcome.has) == sdc.PUB, year.part(states, outcome, outcome.lacks) == sdc.PUB
    )
    shown = _shown(_percent(year, rate), base_stands & parts_stand)
    elsewhere = AlternativeCounts(year, proof)
    for group in np.argwhere(base_stands & (base >= threshold)):
        at = tuple(int(code) for code in group)
        found = band(int(has[at]), int(base[at]), threshold=threshold, edges_percent=edges_percent)
        if found is not None:
            side = outcome.has if found.side == "numerator" else outcome.lacks
            low, high = elsewhere.range_of((*at, *_outcome_at(year, outcome.axis, side)))
            fits = low >= 0 and high <= found.highest_count
            shown.marks[at], shown.values[at] = found.text if fits else HIDDEN, np.nan
    return shown


class AlternativeCounts:
    """What cells of a table hold in the alternative districts of its proof."""

    def __init__(self, year: YearTable, proof: sdc.Proof) -> None:
        self._cells = year.table.cells
        self._number = len(proof.alternatives)
        leaves = [one.leaves for one in proof.alternatives]
        self._of = np.repeat(np.arange(self._number), [len(one) for one in leaves])
        self._changes = np.concatenate([np.zeros(0, dtype=np.int64), *(one.changes for one in proof.alternatives)])
        changed = np.concatenate([np.zeros(0, dtype=np.int64), *leaves])
        self._codes = np.unravel_index(changed, year.table.shape)
        self._above = [_above(dimension) for dimension in year.table.dimensions]

    def range_of(self, cell: tuple[int, ...]) -> tuple[int, int]:
        """Return the least and the greatest count of a cell, the true one among them."""
        below = np.ones(len(self._changes), dtype=bool)
        for above, codes, code in zip(self._above, self._codes, cell, strict=True):
            below &= above[code][codes]
        moves = np.bincount(self._of[below], self._changes[below], minlength=self._number)
        count = int(self._cells[cell])
        return count + int(min(0, moves.min(initial=0))), count + int(max(0, moves.max(initial=0)))


def _above(dimension: sdc.Dimension) -> NDArray[np.bool_]:
    """Return a square table: whether the code of the row is the code of the column or stands above it."""
    above = np.zeros((len(dimension.codes), len(dimension.codes)), dtype=bool)
    for code, chain in enumerate(dimension.ancestors):
        above[chain, code] = True
    return above


def marked_column(shown: Shown, rows: NDArray[np.int64], *, whole: bool) -> tuple[pa.Array, list[str | None]]:
    """Return a measure's values and marks for flat positions of the groups' grid."""
    values = shown.values.reshape(-1)[rows]
    marks = shown.marks.reshape(-1)[rows].tolist()
    empty = np.isnan(values)
    kind = pa.int64() if whole else pa.float64()
    return pa.array(np.where(empty, 0, values).astype(np.int64 if whole else np.float64), kind, mask=empty), marks


def _shown(values: NDArray[np.floating[Any]], stands: NDArray[np.bool_]) -> Shown:
    marks = np.full(values.shape, None, dtype=object)
    marks[~stands] = HIDDEN
    return Shown(np.where(stands, values, np.nan).astype(np.float64), marks)


def _outcome_at(year: YearTable, axis: int | None, code: int) -> tuple[int, ...]:
    first = len(year.groups)
    return tuple(code if first + k == axis else 0 for k in range(len(year.table.dimensions) - first))
