"""The figures of τ-ARGUS beside ours: kept as CSV and told in the page of what was measured."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.markdown import markdown

_CSV = "tau-argus.csv"
_COLUMNS = (
    ("table", "---"),
    ("by", "---"),
    ("outcome", "---"),
    ("CPU s", "---:"),
    ("MiB", "---:"),
    ("primary", "---:"),
    ("secondary", "---:"),
    ("loss", "---:"),
    ("attacked", "---"),
    ("broken", "---:"),
    ("≤2", "---:"),
    ("code", "---"),
)
_NOTE = """Zeros shown, threshold 10. τ-ARGUS is PyPI's pytauargus, whose wheel carries the engine and HiGHS, with the
rule FREQ(10, 10 %): `OPT` is its optimum over the whole table, `MOD` its way for hierarchical tables. *broken* are
primaries that a reader who knows the rule gets back exactly; τ-ARGUS does not promise to stand that reader."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One table by one tool; None is not known."""

    table: str
    tool: str
    code: str
    outcome: str
    cpu_s: float
    wall_s: float
    peak_mib: float
    primary: int | None = None
    secondary: int | None = None
    loss: int | None = None
    attacked: str | None = None
    broken: int | None = None
    within_2: int | None = None


def write(folder: Path, figures: Sequence[Figure]) -> None:
    """Write the figures."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _CSV).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(name for name, _ in _COLUMNS)
        writer.writerows(row(figure) for figure in figures)


def row(figure: Figure) -> list[str]:
    """Return what a table says of one figure."""
    counts = (figure.primary, figure.secondary, figure.loss)
    return [
        figure.table,
        figure.tool,
        figure.outcome,
        f"{figure.cpu_s:.2f}",
        f"{figure.peak_mib:.0f}",
        *map(_whole, counts),
        figure.attacked or "-",
        _whole(figure.broken),
        _whole(figure.within_2),
        figure.code,
    ]


def section(folder: Path) -> str:
    """Return what the page says."""
    path = folder / _CSV
    if not path.is_file():
        return "Not measured yet."
    with path.open(encoding="utf-8", newline="") as stream:
        _, *rows = csv.reader(stream)
    return f"{_NOTE}\n\n{markdown(_COLUMNS, rows)}"


def _whole(number: int | None) -> str:
    return "-" if number is None else str(number)
