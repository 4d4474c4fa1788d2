"""How a reader works a hidden count out, in words that somebody can follow with the printed tables in hand."""

from collections.abc import Sequence

import numpy as np

from schoolgate.sdc.printed import cell_names
from schoolgate.sdc.propagation import Bounds
from schoolgate.sdc.unknowns import Cells, Unknowns

_MOST_STEPS = 12
_MOST_TERMS = 6
_MOST_RELATIONS = 6


class Explainer:
    """Tells how counts were worked out. Holds what an attack found."""

    def __init__(self, unknowns: Unknowns, bounds: Bounds) -> None:
        self._unknowns, self._bounds = unknowns, bounds
        self._firsts = np.array([family.first for family in unknowns.families], dtype=np.int64)

    def steps(self, cell: int) -> tuple[str, ...]:
        """Return the subtractions that lead to an unknown's bounds, those that others rest on first.

        A step reads `school=A, race=x = 30 - 12 - 14`; a chain longer than a dozen steps is cut at its start.
        """
        order: list[int] = []
        seen: set[int] = set()
        waiting = [cell]
        while waiting and len(order) < _MOST_STEPS:
            here = waiting.pop(0)
            if here in seen:
                continue
            seen.add(here)
            order.append(here)
            turn = self._turn(here)
            waiting += [other for other in self._others(here) if self._turn(other) < turn]
        told = [self._step(each) for each in reversed(order)]
        return tuple(step for step in told if step)

    def combined(self, relations: Sequence[int]) -> tuple[str, ...]:
        """Name the relations that a linear programme put together, at most half a dozen."""
        named = [self._relation(row) for row in relations[:_MOST_RELATIONS]]
        rest = len(relations) - len(named)
        return (*named, *((f"and {rest} more",) if rest > 0 else ()))

    def _turn(self, cell: int) -> int:
        """When the last bound of an unknown was found: what it rests on was found before."""
        return max(int(self._bounds.low_round[cell]), int(self._bounds.high_round[cell]))

    def _others(self, cell: int) -> list[int]:
        """Unknowns that the bounds of this one rest on, and that have been bounded by a relation themselves."""
        bounds = self._bounds
        found = []
        for row in {int(bounds.low_by[cell]), int(bounds.high_by[cell])} - {-1}:
            table, line = self._line(row)
            numbers = self._unknowns.number[table][line]
            rest = numbers[(numbers >= 0) & (numbers != cell)]
            found += rest[(bounds.low_by[rest] >= 0) | (bounds.high_by[rest] >= 0)].tolist()
        return found

    def _step(self, cell: int) -> str:
        bounds = self._bounds
        low, high = int(bounds.low_by[cell]), int(bounds.high_by[cell])
        [name] = self._unknowns.names(np.array([cell]))
        told = []
        if high >= 0:
            sums, exact = self._sum(high, cell, high=True)
            if exact and bounds.low[cell] == bounds.high[cell]:
                return f"{name} = {sums}" + self._result(sums, bounds.high[cell])
            told.append(f"at most {sums}" + self._result(sums, bounds.high[cell]))
        if low >= 0:
            sums, exact = self._sum(low, cell, high=False)
            if exact and bounds.low[cell] == bounds.high[cell]:
                return f"{name} = {sums}" + self._result(sums, bounds.low[cell])
            told.append(f"at least {sums}" + self._result(sums, bounds.low[cell]))
        return f"{name}: {', '.join(told)}" if told else ""

    @staticmethod
    def _result(sums: str, value: float) -> str:
        return "" if sums == f"{value:,.0f}" else f" = {value:,.0f}"

    def _sum(self, row: int, cell: int, *, high: bool) -> tuple[str, bool]:
        """Return what a relation leaves for one of its cells, and whether all others of it are known."""
        table, line = self._line(row)
        numbers, known = self._unknowns.number[table][line], self._unknowns.known[table][line]
        is_total = int(numbers[0]) == cell
        low_of, high_of = self._bounds.low, self._bounds.high
        values, exact = [], True
        for place, number in enumerate(numbers.tolist()):
            if number == cell:
                continue
            if number < 0:
                values.append(float(known[place]))
                continue
            exact = exact and bool(low_of[number] == high_of[number]) and self._turn(number) < self._turn(cell)
            wants_high = high if is_total or place == 0 else not high
            values.append(float(high_of[number] if wants_high else low_of[number]))
        return (_joined(values, " + ") if is_total else _joined(values, " - ")), exact

    def _line(self, row: int) -> tuple[int, Cells]:
        at = int(np.searchsorted(self._firsts, row, side="right")) - 1
        family = self._unknowns.families[at]
        return family.table, family.lines[:, row - family.first]

    def _relation(self, row: int) -> str:
        """Name a relation by its total and what it is the sum of."""
        table, line = self._line(row)
        printed = self._unknowns.tables[table]
        total, part = (np.unravel_index(cell, printed.counts.shape) for cell in line[:2])
        [axis] = [axis for axis in range(len(total)) if total[axis] != part[axis]]
        [name] = cell_names(printed.dimensions, line[:1])
        return f"{name} by {printed.dimensions[axis].name}"


def _joined(values: Sequence[float], sign: str) -> str:
    """Write a sum: what is 0 left out, many terms taken together."""
    first, rest = values[0], [value for value in values[1:] if value]
    if len(rest) > _MOST_TERMS:
        kept = rest[: _MOST_TERMS - 1]
        others = rest[_MOST_TERMS - 1 :]
        words = [f"{value:,.0f}" for value in (first, *kept)]
        return sign.join([*words, f"{sum(others):,.0f} ({len(others)} more)"])
    return sign.join(f"{value:,.0f}" for value in (first, *rest))
