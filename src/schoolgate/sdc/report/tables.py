"""The tables of the report: the protected cells row by row, and plain tables of words and numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from xml.etree.ElementTree import Element  # only builds: nothing is parsed

import numpy as np

from schoolgate.sdc.dimensions import Dimension
from schoolgate.sdc.report.markup import aloud, element
from schoolgate.sdc.report.view import Tally, View
from schoolgate.sdc.rules import NOTPUB, PRIMARY, PUB

_ROWS_AT_ONCE = 45
_MOST_COLUMNS = 30
_MOST_CELLS = 6000
_MOST_SLICES = 60


def plain_table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, words: int = 1) -> Element:
    """Return a table whose first column names its rows; the first `words` columns are text, the rest numbers."""
    top = element("tr", *(element("th", name, scope="col") for name in head))
    body = [
        element(
            "tr",
            element("th", row[0], scope="row"),
            *(element("td", value, class_="words") if at < words else element("td", value)
              for at, value in enumerate(row[1:], 1)),
        )
        for row in rows
    ]  # fmt: skip
    table = element("table", element("caption", caption), element("thead", top), element("tbody", *body))
    return element("div", table, class_="scroll", role="region", tabindex="0", aria_label=caption)


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a view, rows by columns, one slice of the other dimensions at a time."""

    view: View
    rows: int
    columns: int | None

    @classmethod
    def of(cls, view: View) -> "Cells":
        """Choose the dimension with the most codes for the rows, the next that fits a page's width for the columns."""
        sizes = [len(dimension.codes) for dimension in view.dimensions]
        order = sorted(range(len(sizes)), key=lambda axis: -sizes[axis])
        columns = next((axis for axis in order[1:] if sizes[axis] <= _MOST_COLUMNS), None)
        return cls(view, order[0], columns)

    def sections(self) -> Iterator[Element]:
        """Yield the slice of totals, then the others folded, those with most students hidden first, as far as fits."""
        slices = self._slices()
        size = len(self.view.dimensions[self.rows].codes)
        size *= len(self.view.dimensions[self.columns].codes) if self.columns is not None else 1
        fits = max(1, _MOST_CELLS // size)
        yield from self._slice(slices[0][0], is_open=True)
        for fixed, tally in slices[1:fits]:
            name = self._name(fixed)
            body = list(self._slice(fixed, is_open=False))
            yield element("details", element("summary", f"{name}: {_words(tally)}"), *body)
        rest = slices[fits:]
        if rest:
            yield element(
                "p",
                f"{len(rest):,} more parts of the table are only counted here; CELLS.csv has every cell.",
            )
            yield plain_table(
                f"The {min(len(rest), _MOST_SLICES)} parts with most hidden students among those not listed above",
                ["part", "cells", "small groups", "hidden to protect", "students in them"],
                [[self._name(fixed), *_numbers(tally)] for fixed, tally in rest[:_MOST_SLICES]],
            )

    def _slices(self) -> list[tuple[dict[int, int], Tally]]:
        """Return slices that publish anything: the totals of all other dimensions first."""
        others = [axis for axis in range(len(self.view.dimensions)) if axis not in {self.rows, self.columns}]
        found = []
        for codes in product(*(range(len(self.view.dimensions[axis].codes)) for axis in others)):
            fixed = dict(zip(others, codes, strict=True))
            part = tuple(fixed.get(axis, slice(None)) for axis in range(len(self.view.dimensions)))
            found.append((fixed, self.view.tally(part)))
        kept = [each for each in found[1:] if each[1].cells]
        return [found[0], *sorted(kept, key=lambda each: (-each[1].loss, -each[1].small))]

    def _name(self, fixed: dict[int, int]) -> str:
        named = [(self.view.dimensions[axis], code) for axis, code in fixed.items() if code]
        return ", ".join(f"{dimension.name} {dimension.codes[code]}" for dimension, code in named) or "All"

    def _slice(self, fixed: dict[int, int], *, is_open: bool) -> Iterator[Element]:
        """Yield the table of a slice, cut where it has many rows; parts after the first are folded."""
        dimension = self.view.dimensions[self.rows]
        order = _tree_order(dimension)
        pieces = [order[start : start + _ROWS_AT_ONCE] for start in range(0, len(order), _ROWS_AT_ONCE)]
        for number, piece in enumerate(pieces):
            table = self._table(fixed, piece)
            if number == 0 and (is_open or len(pieces) == 1):
                yield table
                continue
            first, last = dimension.codes[piece[0]], dimension.codes[piece[-1]]
            yield element("details", element("summary", f"{dimension.name}: {first} to {last}"), table)

    def _table(self, fixed: dict[int, int], rows: Sequence[int]) -> Element:
        dimension = self.view.dimensions[self.rows]
        across = self.view.dimensions[self.columns] if self.columns is not None else None
        columns = _tree_order(across) if across is not None else [0]
        heads = [across.codes[code] for code in columns] if across is not None else ["students"]
        caption = f"{self._name(fixed)}: {dimension.name}" + (f" by {across.name}" if across is not None else "")
        top = element("tr", *(element("th", name, scope="col") for name in [dimension.name, *heads]))
        body = [self._row(fixed, row, columns) for row in rows]
        table = element("table", element("caption", caption), element("thead", top), element("tbody", *body))
        table.set("class", "grid")
        return element("div", table, class_="scroll", role="region", tabindex="0", aria_label=caption)

    def _row(self, fixed: dict[int, int], row: int, columns: Sequence[int]) -> Element:
        dimension = self.view.dimensions[self.rows]
        depth = min(len(dimension.ancestors[row]) - 1, 3)
        made = element("tr", element("th", dimension.codes[row], scope="row", class_=f"deep{depth}"))
        if row == 0:
            made.set("class", "total")
        for column in columns:
            place = {**fixed, self.rows: row, **({self.columns: column} if self.columns is not None else {})}
            made.append(self._cell(tuple(place[axis] for axis in range(len(self.view.dimensions)))))
        return made

    def _cell(self, place: tuple[int, ...]) -> Element:
        protected = self.view.protected
        state, count = int(protected.status[place]), int(protected.table.cells[place])
        if state == PUB:
            return element("td", f"{count:,}")
        if state == NOTPUB:
            return element("td", "–", aloud("not published"), class_="none")
        word, kind = ("small group of ", "small") if state == PRIMARY else ("hidden to protect others, ", "guard")
        made = element("td", "* ", aloud(word), f"{count:,}", class_=kind)
        ends = self.view.ranges.get(int(np.ravel_multi_index(place, protected.status.shape)))
        if ends is not None:
            made.append(element("span", aloud("a reader can say: "), range_text(*ends), class_="range"))
        return made


def range_text(low: float, high: float) -> str:
    """Return a range as text: `3 to 14`, `3 or more`, or the one count that is possible."""
    if np.isinf(high):
        return f"{low:,.0f} or more"
    return f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"


def _tree_order(dimension: Dimension) -> list[int]:
    """Return the codes root first, each followed by what lies in it."""
    children = {parent: codes.tolist() for parent, codes in dimension.families}
    order, waiting = [], [0]
    while waiting:
        code = waiting.pop()
        order.append(code)
        waiting += reversed(children.get(code, []))
    return order


def _numbers(tally: Tally) -> list[str]:
    return [f"{value:,}" for value in (tally.cells, tally.small, tally.guards, tally.loss)]


def _words(tally: Tally) -> str:
    return f"{tally.cells:,} cells, {tally.small:,} small groups, {tally.guards:,} hidden to protect them"
