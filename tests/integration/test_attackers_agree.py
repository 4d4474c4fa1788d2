"""Our attacker finds, cell by cell, the ranges that the outside one finds."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.csv
import pytest
from numpy.typing import NDArray

from schoolgate import sdc
from schoolgate.sdc import cell_files, files


def only_small(table: sdc.CountTable, zeros: str) -> NDArray[np.int8]:
    """Hide small cells and nothing else, as most scripts do."""
    small = (table.cells < 10) & ((table.cells > 0) | (zeros == "hide"))
    return np.where(small, sdc.PRIMARY, sdc.PUB).astype(np.int8)


def one_pass(table: sdc.CountTable, zeros: str) -> NDArray[np.int8]:
    """Hide the smallest other part too, once, where a total has one hidden part alone."""
    status = only_small(table, zeros)
    for axis, dimension in enumerate(table.dimensions):
        lines, counts = np.moveaxis(status, axis, 0), np.moveaxis(table.cells, axis, 0)
        for _, children in dimension.families:
            shown = np.where((lines[children] == sdc.PUB) & (counts[children] > 0), counts[children], 2**40)
            alone = ((lines[children] != sdc.PUB).sum(axis=0) == 1) & (shown.min(axis=0) < 2**40)
            for place in np.argwhere(alone):
                lines[(children[shown[(slice(None), *place)].argmin()], *place)] = sdc.SECONDARY
    return status


def protected(table: sdc.CountTable, zeros: str) -> NDArray[np.int8]:
    return sdc.protect(table, zeros=zeros).status


Printed = list[tuple[Path, Path]]
PATTERNS = {"only small": only_small, "one pass": one_pass, "protected": protected}


def printed(shared: Path, folder: Path, name: str, pattern: str, zeros: str) -> tuple[Path, Path]:
    spec = shared / "audit" / "tables" / f"{name}.json"
    table = files.read_counts(shared / "audit" / "tables" / f"{name}.csv.gz", files.read_spec(spec))
    cells = folder / f"{name}.csv"
    cells.write_bytes(files.cells_bytes(table, PATTERNS[pattern](table, zeros)))
    return spec, cells


def judged(shared: Path, folder: Path, pairs: Printed, model: str, zeros: str) -> dict[str, tuple[float, float]]:
    """Return the ranges of the outside attacker by the names that ours gives cells."""
    out = folder / "judged.csv"
    command = [sys.executable, str(shared / "audit" / "attack.py"), "--mip", "--model", model, "--out", str(out)]
    command += [word for spec, cells in pairs for word in ("--table", str(spec), str(cells))]
    command += ["--zeros-suppressed"] if zeros == "hide" else []
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode in {0, 1}, done.stderr
    assert json.loads(done.stdout).get("timeouts", 0) == 0
    rows = pyarrow.csv.read_csv(out).to_pylist()
    names = [", ".join(sorted(part for part in (row["cell"] or "").split(";") if part)) for row in rows]
    return {name or "everybody": (row["lo"], row["hi"]) for name, row in zip(names, rows, strict=True)}


def ours(pairs: Printed, model: str, zeros: str) -> dict[str, tuple[float, float]]:
    tables = [cell_files.read_published(cells, files.read_spec(spec)) for spec, cells in pairs]
    found = sdc.audit(tables, model=model, zeros=zeros)
    return dict(zip(found.cells, zip(found.low, found.high, strict=True), strict=True))


@pytest.mark.parametrize("zeros", ["show", "hide"])
@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("name", ["d2_tiny", "d2h"])
def test_every_range_is_the_same(shared: Path, tmp_path: Path, name: str, pattern: str, zeros: str) -> None:
    pairs = [printed(shared, tmp_path, name, pattern, zeros)]
    assert ours(pairs, "hidden", zeros) == judged(shared, tmp_path, pairs, "hidden", zeros)


@pytest.mark.parametrize("model", ["linear", "nonneg", "labelled"])
def test_other_readers_find_the_same_too(shared: Path, tmp_path: Path, model: str) -> None:
    pairs = [printed(shared, tmp_path, "d2", "one pass", "show")]
    assert ours(pairs, model, "show") == judged(shared, tmp_path, pairs, model, "show")


def test_linked_tables_give_the_same(shared: Path, tmp_path: Path) -> None:
    pairs = [printed(shared, tmp_path, name, "one pass", "show") for name in ("d2", "d2g")]
    assert ours(pairs, "hidden", "show") == judged(shared, tmp_path, pairs, "hidden", "show")
