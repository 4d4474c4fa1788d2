"""Our attacker beside the outside one: every range they find of the same cells, and how long each takes."""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow.csv
from numpy.typing import NDArray

from schoolgate import sdc
from schoolgate.sdc import cell_files, files

SHARED = Path(__file__).resolve().parents[2] / "shared"
TABLES = SHARED / "audit" / "tables"

Ranges = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Case:
    """Tables attacked together. pattern: what is hidden beside the small cells. sample: how many cells, 0 for all.

    whole: whether integer programmes follow the linear ones, on both sides.
    """

    names: tuple[str, ...]
    pattern: str
    zeros: str
    sample: int = 0
    whole: bool = True

    def __str__(self) -> str:
        return f"{' + '.join(self.names)}, zeros {self.zeros}, {self.pattern}{'' if self.whole else ', linear'}"


CASES = (
    *(
        Case((name,), pattern, zeros)
        for name in ("d2_region", "d2_tiny", "d2", "d2h", "d2g")
        for zeros in ("show", "hide")
        for pattern in ("only small", "one pass", "protected")
    ),
    Case(("d2", "d3"), "one pass", "show", 40),
    Case(("d3",), "one pass", "show", 60),
    Case(("d3",), "one pass", "hide", 20),
    Case(("d4",), "one pass", "show", 40, whole=False),
)


def run() -> None:
    """Print one line a case, and how long subtracting takes on two million cells."""
    if not TABLES.is_dir():
        print("The tables of ../shared are not there; nothing is compared.")
        return
    print("| tables | cells | ranges that differ | exact | within 2 | surely small | ours s | outside s |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            print(_compared(case, Path(folder)), flush=True)
        _largest(Path(folder))


def _compared(case: Case, folder: Path) -> str:
    pairs = [_printed(name, case, folder) for name in case.names]
    judged, judge_seconds = _judged(pairs, case, folder)
    started = time.perf_counter()
    tables = [cell_files.read_published(cells, files.read_spec(spec)) for spec, cells in pairs]
    if case.sample:
        tables = [replace(table, targets=_only(table, judged)) for table in tables]
    found = sdc.audit(tables, zeros=case.zeros, programmes="integer" if case.whole else "linear")
    seconds = time.perf_counter() - started
    ours: Ranges = dict(zip(found.cells, zip(found.low, found.high, strict=True), strict=True))
    differ = sum(ours.get(name) != ends for name, ends in judged.items()) + len(ours.keys() - judged.keys())
    counts = f"{found.exact:,} | {found.narrow:,} | {found.confined:,}"
    return f"| {case} | {len(judged):,} | {differ:,} | {counts} | {seconds:.1f} | {judge_seconds:.1f} |"


def _printed(name: str, case: Case, folder: Path) -> tuple[Path, Path]:
    spec = TABLES / f"{name}.json"
    table = files.read_counts(TABLES / f"{name}.csv.gz", files.read_spec(spec))
    cells = folder / f"{name}.csv"
    cells.write_bytes(files.cells_bytes(table, hidden(table, case.pattern, case.zeros)))
    return spec, cells


def hidden(table: sdc.CountTable, pattern: str, zeros: str) -> NDArray[np.int8]:
    """Return a pattern: only small cells; those and one more where a total has a single hidden part; or protected."""
    if pattern == "protected":
        return sdc.protect(table, zeros=zeros).status
    small = (table.cells < 10) & ((table.cells > 0) | (zeros == "hide"))
    status = np.where(small, sdc.PRIMARY, sdc.PUB).astype(np.int8)
    if pattern == "only small":
        return status
    for axis, dimension in enumerate(table.dimensions):
        lines, counts = np.moveaxis(status, axis, 0), np.moveaxis(table.cells, axis, 0)
        for _, children in dimension.families:
            shown = np.where((lines[children] == sdc.PUB) & (counts[children] > 0), counts[children], 2**40)
            alone = ((lines[children] != sdc.PUB).sum(axis=0) == 1) & (shown.min(axis=0) < 2**40)
            for place in np.argwhere(alone):
                lines[(children[shown[(slice(None), *place)].argmin()], *place)] = sdc.SECONDARY
    return status


def _judged(pairs: list[tuple[Path, Path]], case: Case, folder: Path) -> tuple[Ranges, float]:
    out = folder / "judged.csv"
    command = [sys.executable, str(SHARED / "audit" / "attack.py"), "--model", "hidden", "--out", str(out)]
    command += [word for spec, cells in pairs for word in ("--table", str(spec), str(cells))]
    command += ["--sample", str(case.sample)] + (["--zeros-suppressed"] if case.zeros == "hide" else [])
    command += ["--mip"] if case.whole else []
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode not in {0, 1, 3} or json.loads(done.stdout)["timeouts"]:
        raise RuntimeError(f"{case}: {done.stdout}{done.stderr}")
    rows = pyarrow.csv.read_csv(out).to_pylist()
    names = [", ".join(sorted(part for part in (row["cell"] or "").split(";") if part)) for row in rows]
    ranges = {name or "everybody": (row["lo"], row["hi"]) for name, row in zip(names, rows, strict=True)}
    return ranges, seconds


def _only(table: sdc.PublishedTable, names: Ranges) -> NDArray[np.bool_]:
    """Return as targets the cells of these names alone."""
    grid = np.zeros(table.counts.shape, dtype=bool)
    for name in names:
        codes = dict(part.split("=", 1) for part in name.split(", ") if name != "everybody")
        if codes.keys() <= {dimension.name for dimension in table.dimensions}:
            grid[tuple(each.index[codes.get(each.name, each.root)] for each in table.dimensions)] = True
    return grid & table.targets


def _largest(folder: Path) -> None:
    spec, cells = _printed("d7h", Case(("d7h",), "only small", "show"), folder)
    started = time.perf_counter()
    table = cell_files.read_published(cells, files.read_spec(spec))
    read = time.perf_counter() - started
    found = sdc.audit([table], zeros="show", programmes="none")
    seconds = time.perf_counter() - started - read
    print(
        f"\nd7h, only small cells hidden, by subtracting alone: {found.exact_by_propagation:,} of {found.targets:,} "
        f"come back; {seconds:.1f} s, and {read:.1f} s to read."
    )


if __name__ == "__main__":
    run()
