"""Our attacker finds, cell by cell, the ranges that the outside one finds."""

from pathlib import Path

import numpy as np
import pyarrow.csv
import pytest
from numpy.typing import NDArray
from tests.support.attacker import Attacker

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


def printed(tables: Path, folder: Path, name: str, pattern: str, zeros: str) -> tuple[Path, Path]:
    spec = tables / f"{name}.json"
    table = files.read_counts(tables / f"{name}.csv.gz", files.read_spec(spec))
    cells = folder / f"{name}.csv"
    cells.write_bytes(files.cells_bytes(table, PATTERNS[pattern](table, zeros)))
    return spec, cells


def judged(attacker: Attacker, folder: Path, pairs: Printed, model: str, zeros: str) -> dict[str, tuple[float, float]]:
    """Return the ranges of the outside attacker by the names that ours gives cells."""
    out = folder / "judged.csv"
    words = ("--mip", "--model", model, "--out", str(out))
    found = attacker.attack(*pairs, words=words, zeros_hidden=zeros == "hide")
    assert found.code in {0, 1}
    assert found.summary.get("timeouts", 0) == 0
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
def test_every_range_is_the_same(attacker: Attacker, tmp_path: Path, name: str, pattern: str, zeros: str) -> None:
    pairs = [printed(attacker.tables, tmp_path, name, pattern, zeros)]
    assert ours(pairs, "hidden", zeros) == judged(attacker, tmp_path, pairs, "hidden", zeros)


@pytest.mark.parametrize("model", ["linear", "nonneg", "labelled"])
def test_other_readers_find_the_same_too(attacker: Attacker, tmp_path: Path, model: str) -> None:
    pairs = [printed(attacker.tables, tmp_path, "d2", "one pass", "show")]
    assert ours(pairs, model, "show") == judged(attacker, tmp_path, pairs, model, "show")


def test_linked_tables_give_the_same(attacker: Attacker, tmp_path: Path) -> None:
    pairs = [printed(attacker.tables, tmp_path, name, "one pass", "show") for name in ("d2", "d2g")]
    assert ours(pairs, "hidden", "show") == judged(attacker, tmp_path, pairs, "hidden", "show")
