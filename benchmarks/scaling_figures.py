"""The points of cost against cells: kept as CSV, drawn, fitted, and told in the page of what was measured."""

import csv
import dataclasses
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.log_plot import Series, svg
from benchmarks.markdown import markdown

FITTED_FROM_CELLS = 10_000
_CSV, _SVG = "scaling.csv", "scaling.svg"
_COLUMNS = (
    ("grown by", "---"),
    ("table", "---"),
    ("level", "---"),
    ("zeros", "---"),
    ("cells", "---:"),
    ("CPU s", "---:"),
    ("wall s", "---:"),
    ("MiB", "---:"),
    ("code", "---"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One protected table: how it grew, cells, and what the whole process took."""

    series: str
    table: str
    level: str
    zeros: str
    cells: int
    cpu_s: float
    wall_s: float
    peak_mib: float
    code: str


def exponents(figures: Iterable[Figure]) -> Iterator[str]:
    """Yield for each level the fitted exponent of CPU seconds over cells."""
    for (level, zeros), points in _by_level(figures).items():
        fitted = [(figure.cells, figure.cpu_s) for figure in points if figure.cells >= FITTED_FROM_CELLS]
        slope = exponent(fitted)
        told = "too few tables to fit" if slope is None else f"CPU seconds grow as cells ^ {slope:.2f}"
        yield f"{level}, zeros {zeros}: {told} ({len(fitted)} tables of {FITTED_FROM_CELLS:,} cells and more)"


def exponent(points: Sequence[tuple[float, float]]) -> float | None:
    """Return the slope of the least-squares line through the logarithms; None with fewer than two sizes."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    if len({x for x, _ in logs}) < 2:
        return None
    middle_x = sum(x for x, _ in logs) / len(logs)
    middle_y = sum(y for _, y in logs) / len(logs)
    spread = sum((x - middle_x) ** 2 for x, _ in logs)
    return sum((x - middle_x) * (y - middle_y) for x, y in logs) / spread


def write(folder: Path, figures: Sequence[Figure]) -> None:
    """Write the points and their picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _CSV).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(field.name for field in dataclasses.fields(Figure))
        for figure in figures:
            values = dataclasses.astuple(figure)
            writer.writerow(f"{value:.2f}" if isinstance(value, float) else value for value in values)
    if figures:
        (folder / _SVG).write_text(_picture(figures), encoding="utf-8")


def section(folder: Path) -> str:
    """Return what the page says: the picture, the exponents, the points."""
    figures = _read(folder / _CSV)
    if not figures:
        return "Not measured yet."
    fits = [f"* {line}" for line in exponents(figures)]
    words = "CPU seconds against cells, both axes logarithmic; the points stand in the table below"
    picture = f"![{words}]({folder.name}/{_SVG})"
    rows = [
        [
            figure.series,
            figure.table,
            figure.level,
            figure.zeros,
            f"{figure.cells:,}",
            f"{figure.cpu_s:.1f}",
            f"{figure.wall_s:.1f}",
            f"{figure.peak_mib:,.0f}",
            figure.code,
        ]
        for figure in figures
    ]
    return "\n".join([picture, "", *fits, "", markdown(_COLUMNS, rows)])


def _read(path: Path) -> list[Figure]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Figure(
                row["series"],
                row["table"],
                row["level"],
                row["zeros"],
                int(row["cells"]),
                float(row["cpu_s"]),
                float(row["wall_s"]),
                float(row["peak_mib"]),
                row["code"],
            )
            for row in csv.DictReader(stream)
        ]


def _by_level(figures: Iterable[Figure]) -> dict[tuple[str, str], list[Figure]]:
    grouped: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        grouped.setdefault((figure.level, figure.zeros), []).append(figure)
    return grouped


def _picture(figures: Sequence[Figure]) -> str:
    grouped: dict[str, list[tuple[float, float]]] = {}
    for figure in figures:
        name = f"{figure.level}, zeros {figure.zeros}, grown by {figure.series}"
        grouped.setdefault(name, []).append((figure.cells, figure.cpu_s))
    series = [Series(name, tuple(points)) for name, points in grouped.items()]
    description = "; ".join(exponents(figures)) + ". The dashed line has slope 1."
    return svg("CPU seconds of protecting, against cells", description, "cells", "CPU seconds, whole process", series)
