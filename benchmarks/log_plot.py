"""A plot with two logarithmic axes, as static SVG: points of several series, joined, and a line of slope 1 beside them.

Written here, since a plotting library would be one more to keep for one picture. Shapes tell series apart, not colours
alone; title and description are read by screen readers.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 760, 480
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 44, 30, 60
_COLOURS = ("#005ea2", "#b50909", "#4d8055", "#6f3331")
_MARK = 4.5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Series:
    """A name and its points, both coordinates above 0."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class _Axes:
    """Whole decades that the picture spans."""

    left: int
    right: int
    low: int
    high: int

    @classmethod
    def around(cls, series: Sequence[Series]) -> "_Axes":
        points = [point for each in series for point in each.points]
        logs = [[math.log10(point[axis]) for point in points] for axis in (0, 1)]
        return cls(*(bound for axis in logs for bound in (math.floor(min(axis)), math.floor(max(axis)) + 1)))

    def x(self, value: float) -> float:
        share = (math.log10(value) - self.left) / (self.right - self.left)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def svg(title: str, description: str, x_name: str, y_name: str, series: Sequence[Series]) -> str:
    """Return the picture. Raises ValueError where there is no point at all."""
    if not any(each.points for each in series):
        raise ValueError("There is no point to draw.")
    axes = _Axes.around(series)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        'aria-labelledby="title description" font-family="sans-serif" font-size="13">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="description">{escape(description)}</desc>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        *_grid(axes),
        *_names(x_name, y_name),
        _slope(axes, series),
    ]
    for number, each in enumerate(series):
        parts += _drawn(axes, each, number)
    return "\n".join([*parts, "</svg>", ""])


def _grid(axes: _Axes) -> Iterator[str]:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    for decade in range(axes.left, axes.right + 1):
        x = axes.x(10.0**decade)
        yield _line(x, _TOP, x, bottom)
        yield _text(x, bottom + 18, _number(decade), "middle")
    for decade in range(axes.low, axes.high + 1):
        y = axes.y(10.0**decade)
        yield _line(_LEFT, y, right, y)
        yield _text(_LEFT - 8, y + 4, _number(decade), "end")


def _names(x_name: str, y_name: str) -> Iterator[str]:
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    yield _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 16, x_name, "middle")
    yield (
        f'<text x="18" y="{middle:.1f}" transform="rotate(-90 18 {middle:.1f})" text-anchor="middle" '
        f'fill="#1b1b1b">{escape(y_name)}</text>'
    )


def _slope(axes: _Axes, series: Sequence[Series]) -> str:
    """A dashed line of slope 1 through the last point of the first series that has one, within the picture."""
    x, y = max(next(each.points for each in series if each.points))
    from_x = max(10.0**axes.left, x * 10.0**axes.low / y)
    to_x = min(10.0**axes.right, x * 10.0**axes.high / y)
    start = f'x1="{axes.x(from_x):.1f}" y1="{axes.y(y * from_x / x):.1f}"'
    end = f'x2="{axes.x(to_x):.1f}" y2="{axes.y(y * to_x / x):.1f}"'
    return f'<line {start} {end} stroke="#565c65" stroke-dasharray="6 5"/>'


def _drawn(axes: _Axes, series: Series, number: int) -> Iterator[str]:
    colour = _COLOURS[number % len(_COLOURS)]
    places = [(axes.x(x), axes.y(y)) for x, y in sorted(series.points)]
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
    for x, y in places:
        yield _mark(x, y, number, colour)
    row = _TOP + 14 + 20 * number
    yield _mark(_LEFT + 16, row, number, colour)
    yield _text(_LEFT + 28, row + 4, series.name, "start")


def _mark(x: float, y: float, number: int, colour: str) -> str:
    if number % 2 == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_MARK}" fill="{colour}"/>'
    side = 2 * _MARK
    return f'<rect x="{x - _MARK:.1f}" y="{y - _MARK:.1f}" width="{side}" height="{side}" fill="{colour}"/>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#dfe1e2"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#1b1b1b">{escape(words)}</text>'


def _number(decade: int) -> str:
    return f"{10**decade:,}" if decade >= 0 else f"{10.0**decade:g}"
