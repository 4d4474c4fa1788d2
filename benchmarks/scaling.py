"""Cost against cells: CPU seconds of whole processes on parts of the largest table of the outside audit.

Two ways to grow: by dimensions (school × race, then gender, grade, English learner, disability, low income) and, with
all seven dimensions, by regions. A series ends at its first table that is not done in time.

    python -m benchmarks scaling [--most CELLS] [--levels exact] [--zeros show] [--write]
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks import measured_page, processes, scaling_figures, suppression
from benchmarks.cases import Case, write
from benchmarks.protected import LEVELS, ZEROS, code_version, protecting
from benchmarks.scaling_figures import Figure
from schoolgate import sdc
from schoolgate.sdc import files

WHOLE = "d7h"
BY_DIMENSIONS = (
    ("school", "race"),
    ("school", "race", "gender"),
    ("school", "race", "grade"),
    ("school", "race", "grade", "gender"),
    ("school", "race", "grade", "gender", "el"),
    ("school", "race", "grade", "gender", "el", "swd"),
)
BY_REGIONS = (1, 2, 4)
MOST_CELLS = 3_000_000


def run(options: Sequence[str] = ()) -> None:
    """Measure, print the points and the exponents, and write the picture."""
    asked = _asked(options)
    if not suppression.AUDITED.is_dir():
        print("Scaling is not measured: ../shared is not there.")
        return
    suppression.warm_up()
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for series, cases in (("dimensions", _by_dimensions(Path(folder))), ("regions", _by_regions(Path(folder)))):
            small = [(cells, case) for cells, case in cases if cells <= asked.most]
            for level in asked.levels:
                for zeros in asked.zeros:
                    figures += list(_measured(series, small, level, zeros, asked.limit))
    for line in scaling_figures.exponents(figures):
        print(line)
    if asked.write or not options:
        scaling_figures.write(measured_page.FOLDER, figures)
        measured_page.write()


def _measured(
    series: str, cases: Sequence[tuple[int, Case]], level: str, zeros: str, limit_s: float
) -> Iterator[Figure]:
    for cells, case in cases:
        with tempfile.TemporaryDirectory() as folder:
            out, proof = Path(folder) / "cells.csv", Path(folder) / "proof.npz"
            asked = [*case.arguments, "--out", str(out), "--proof", str(proof), "--level", level, "--zeros", zeros]
            took = processes.run(protecting(case, asked), limit_s=limit_s)
        print(
            f"{series:12}{case.name:44}{level:10} zeros {zeros}{cells:>12,} cells"
            + (f"{took.cpu_s:9.1f} CPU s{took.peak_mib:9,.0f} MiB" if took.code == 0 else "  not done"),
            flush=True,
        )
        if took.code != 0:
            return
        yield Figure(series, case.name, level, zeros, cells, took.cpu_s, took.wall_s, took.peak_mib, code_version())


def _by_dimensions(folder: Path) -> Iterator[tuple[int, Case]]:
    table = _whole()
    for names in BY_DIMENSIONS:
        yield _case(folder, " × ".join(names), _crossed(table, names))
    yield int(np.prod(table.shape)), suppression.case_of(WHOLE)


def _by_regions(folder: Path) -> Iterator[tuple[int, Case]]:
    table = _whole()
    for number in BY_REGIONS:
        yield _case(folder, f"{number} region{'s' if number > 1 else ''}", _regions(table, number))
    yield int(np.prod(table.shape)), suppression.case_of(WHOLE)


def _case(folder: Path, name: str, table: sdc.CountTable) -> tuple[int, Case]:
    inside = folder / name.replace(" × ", "-")
    inside.mkdir()
    return int(np.prod(table.shape)), write(inside, table, name)


def _whole() -> sdc.CountTable:
    case = suppression.case_of(WHOLE)
    return files.read_counts(case.counts, files.read_spec(case.spec))


def _crossed(table: sdc.CountTable, names: Sequence[str]) -> sdc.CountTable:
    """Sum over the dimensions that are not named."""
    kept = [axis for axis, dimension in enumerate(table.dimensions) if dimension.name in names]
    rows = np.stack(np.unravel_index(table.leaves, table.shape), axis=1)[:, kept]
    return sdc.CountTable.from_counts([table.dimensions[axis] for axis in kept], rows=rows, counts=table.counts)


def _regions(table: sdc.CountTable, number: int) -> sdc.CountTable:
    """Keep the first regions and their schools."""
    axis = next(axis for axis, dimension in enumerate(table.dimensions) if dimension.name == "school")
    whole = table.dimensions[axis]
    regions = [code for code in whole.codes if whole.parent.get(code) == whole.root][:number]
    codes = [code for code in whole.codes if code == whole.root or code in regions or whole.parent[code] in regions]
    part = sdc.Dimension(
        whole.name, whole.columns, tuple(codes), {code: whole.parent[code] for code in codes if code != whole.root}
    )
    rows = np.stack(np.unravel_index(table.leaves, table.shape), axis=1)
    places = np.array([part.index.get(code, -1) for code in whole.codes])
    rows[:, axis] = places[rows[:, axis]]
    kept = rows[:, axis] >= 0
    dimensions = [part if dimension is whole else dimension for dimension in table.dimensions]
    return sdc.CountTable.from_counts(dimensions, rows=rows[kept], counts=table.counts[kept])


def _asked(options: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks scaling")
    parser.add_argument("--most", type=int, default=MOST_CELLS, help="no table with more cells")
    parser.add_argument("--levels", default=LEVELS, type=suppression.several(LEVELS), metavar="A,B")
    parser.add_argument("--zeros", default=ZEROS[:1], type=suppression.several(ZEROS), metavar="A,B")
    parser.add_argument("--limit", type=float, default=900.0, help="wall seconds to protect one table")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/reference")
    return parser.parse_args(options)
