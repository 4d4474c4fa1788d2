"""Bar charts as plain shapes: a template draws them as SVG, with the same words and numbers in a table beside.

Positions are percents of the drawing's width, so that its words stay readable on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

BAR_HEIGHT = 18
ROW_HEIGHT = 56
_LONGEST = 80.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, its value as shown, and where it is drawn (percents across, pixels down)."""

    label: str | Promise
    shown: str
    width: str
    value_x: str
    text_y: int
    bar_y: int
    value_y: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: the id its title is known by, what it shows, how its columns are headed, its bars, its height."""

    id: str
    title: str | Promise
    of: str | Promise
    unit: str | Promise
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """The height of the drawing in pixels."""
        return ROW_HEIGHT * len(self.bars)


def bars(values: Sequence[tuple[str | Promise, float, str]], *, full: float | None = None) -> tuple[Bar, ...]:
    """Return a bar for each (words, value, value as shown). full: the value of the longest possible bar."""
    most = full or max((value for _, value, _ in values), default=0) or 1
    return tuple(_bar(nth, label, value / most, shown) for nth, (label, value, shown) in enumerate(values))


def _bar(nth: int, label: str | Promise, part: float, shown: str) -> Bar:
    width, top = _LONGEST * part, nth * ROW_HEIGHT
    return Bar(
        label=label,
        shown=shown,
        width=f"{width:.2f}%",
        value_x=f"{width + 1.5 if part else 0:.2f}%",
        text_y=top + 20,
        bar_y=top + 27,
        value_y=top + 41,
    )
