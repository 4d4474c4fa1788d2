"""Protected tables stand against an attacker that knows nothing of this project; our own attacker agrees."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from schoolgate import sdc
from schoolgate.sdc import cell_files, files

SMALL = ["d2_region", "d2_tiny", "d2", "d2h", "d2g"]


def attacked(shared: Path, name: str, cells: Path, *words: str) -> tuple[int, dict[str, int]]:
    spec = shared / "audit" / "tables" / f"{name}.json"
    command = [
        sys.executable,
        str(shared / "audit" / "attack.py"),
        "--table",
        str(spec),
        str(cells),
        "--model",
        "hidden",
    ]
    done = subprocess.run([*command, *words], capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, json.loads(done.stdout)


def protected_cells(shared: Path, folder: Path, name: str, level: str, zeros: str) -> tuple[sdc.ProtectedTable, Path]:
    spec = files.read_spec(shared / "audit" / "tables" / f"{name}.json")
    table = files.read_counts(shared / "audit" / "tables" / f"{name}.csv.gz", spec)
    protected = sdc.protect(table, threshold=spec.threshold, level=level, zeros=zeros)
    path = folder / "cells.csv"
    files.write_cells(path, protected)
    return protected, path


@pytest.mark.parametrize("zeros", ["show", "hide"])
@pytest.mark.parametrize("name", SMALL)
def test_no_small_group_comes_back_at_exact(shared: Path, tmp_path: Path, name: str, zeros: str) -> None:
    protected, cells = protected_cells(shared, tmp_path, name, "exact", zeros)
    words = ["--zeros-suppressed"] if zeros == "hide" else []
    code, info = attacked(shared, name, cells, "--strict", "--verdict", "--mip", *words)
    assert (code, info["broken"], info["undecided"]) == (0, 0, 0)
    assert info["primary"] == int((protected.status == sdc.PRIMARY).sum())


@pytest.mark.parametrize("name", ["d2_region", "d2_tiny", "d2"])
def test_every_small_group_could_be_ten_or_more_at_ambiguous(shared: Path, tmp_path: Path, name: str) -> None:
    _, cells = protected_cells(shared, tmp_path, name, "ambiguous", "show")
    demands = ["--require-upper", "10", "--require-width", "9", "--strict", "--mip"]
    code, info = attacked(shared, name, cells, *demands)
    assert (code, info["broken"], info["undecided"]) == (0, 0, 0)


def test_our_attacker_gives_the_verdicts_of_the_outside_one(shared: Path, tmp_path: Path) -> None:
    spec = files.read_spec(shared / "audit" / "tables" / "d2.json")
    table = files.read_counts(shared / "audit" / "tables" / "d2.csv.gz", spec)
    protected = sdc.protect(table, zeros="show", sums="ignore")
    bare = tmp_path / "bare.csv"
    status = protected.status.copy()
    status[status == sdc.SECONDARY] = sdc.PUB
    status[40:, 0] = protected.status[40:, 0]
    files.write_cells(bare, sdc.ProtectedTable(**{**vars(protected), "status": status}))
    found = sdc.audit([cell_files.read_published(bare, spec)], zeros="show")
    code, info = attacked(shared, "d2", bare, "--mip")
    assert code == 1
    assert (found.exact, found.narrow, found.confined) == (info["exact"], info["width_le_2"], info["confined_below_t"])
    assert found.exact > 0


def test_two_tables_each_safe_alone_are_attacked_together() -> None:
    schools = sdc.flat_dimension("school", ["A", "B", "C"])
    table = sdc.CountTable.from_counts([schools], rows=[[1], [2], [3]], counts=[4, 20, 30])
    states = [[0, 1, 2, 0], [0, 1, 0, 2]]
    printed = [
        sdc.PublishedTable(
            str(number),
            (schools,),
            table.cells,
            hidden=table.cells * 0 + state > 0,
            absent=table.cells < 0,
            targets=table.cells * 0 + state == sdc.PRIMARY,
        )
        for number, state in enumerate(states)
    ]
    assert sdc.audit(printed[:1], zeros="show").exact == 0
    together = sdc.audit(printed, zeros="show")
    assert together.exact == 1
    assert (together.low[0], together.high[0]) == (4, 4)
    assert together.cells == ("school=A",)
