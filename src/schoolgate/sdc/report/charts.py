"""Bars with their numbers written beside them; each chart has a table of the same numbers below it."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element  # only builds: nothing is parsed

from schoolgate.sdc.report.markup import element

_WIDTH = 360
_ROW = 40
_BAR = 12


def bars(title: str, description: str, rows: Sequence[tuple[str, int]]) -> Element:
    """Return a chart of horizontal bars under its title. A screen reader says title and description, not the bars."""
    most = max((value for _, value in rows), default=0) or 1
    height = _ROW * max(len(rows), 1)
    drawn: list[Element] = []
    for place, (label, value) in enumerate(rows):
        top = place * _ROW
        reach = max(round(_WIDTH * value / most), 2 if value else 0)
        drawn += [
            element("text", label, x="0", y=str(top + 15)),
            element("text", f"{value:,}", x=str(_WIDTH), y=str(top + 15), text_anchor="end"),
            _bar(top, _WIDTH, "track"),
            _bar(top, reach, "bar"),
        ]
    svg = element("svg", *drawn, role="img", viewBox=f"0 0 {_WIDTH} {height}", xmlns="http://www.w3.org/2000/svg")
    svg.set("aria-label", f"{title}. {description}")
    return element("figure", element("figcaption", title), svg)


def _bar(top: int, width: int, kind: str) -> Element:
    return element("rect", x="0", y=str(top + 20), width=str(width), height=str(_BAR), rx="2", class_=kind)
