"""Protected tables stand against an attacker that knows nothing of this project; our own attacker agrees."""

from pathlib import Path

import pytest
from tests.support.attacker import Attacker

from schoolgate import sdc
from schoolgate.sdc import cell_files, files

SMALL = ["d2_region", "d2_tiny", "d2", "d2h", "d2g"]


HIDDEN = ("--model", "hidden")


def protected_cells(tables: Path, folder: Path, name: str, level: str, zeros: str) -> tuple[sdc.ProtectedTable, Path]:
    spec = files.read_spec(tables / f"{name}.json")
    table = files.read_counts(tables / f"{name}.csv.gz", spec)
    protected = sdc.protect(table, threshold=spec.threshold, level=level, zeros=zeros)
    path = folder / "cells.csv"
    files.write_cells(path, protected)
    return protected, path


@pytest.mark.parametrize("zeros", ["show", "hide"])
@pytest.mark.parametrize("name", SMALL)
def test_no_small_group_comes_back_at_exact(attacker: Attacker, tmp_path: Path, name: str, zeros: str) -> None:
    protected, cells = protected_cells(attacker.tables, tmp_path, name, "exact", zeros)
    words = (*HIDDEN, "--strict", "--verdict", "--mip")
    found = attacker.attack((attacker.tables / f"{name}.json", cells), words=words, zeros_hidden=zeros == "hide")
    info = found.summary
    assert (found.code, info["broken"], info["undecided"]) == (0, 0, 0)
    assert info["primary"] == int((protected.status == sdc.PRIMARY).sum())


@pytest.mark.parametrize("name", ["d2_region", "d2_tiny", "d2"])
def test_every_small_group_could_be_ten_or_more_at_ambiguous(attacker: Attacker, tmp_path: Path, name: str) -> None:
    _, cells = protected_cells(attacker.tables, tmp_path, name, "ambiguous", "show")
    words = (*HIDDEN, "--require-upper", "10", "--require-width", "9", "--strict", "--mip")
    found = attacker.attack((attacker.tables / f"{name}.json", cells), words=words)
    info = found.summary
    assert (found.code, info["broken"], info["undecided"]) == (0, 0, 0)


def test_our_attacker_gives_the_verdicts_of_the_outside_one(attacker: Attacker, tmp_path: Path) -> None:
    spec = files.read_spec(attacker.tables / "d2.json")
    table = files.read_counts(attacker.tables / "d2.csv.gz", spec)
    protected = sdc.protect(table, zeros="show", sums="ignore")
    bare = tmp_path / "bare.csv"
    status = protected.status.copy()
    status[status == sdc.SECONDARY] = sdc.PUB
    status[40:, 0] = protected.status[40:, 0]
    files.write_cells(bare, sdc.ProtectedTable(**{**vars(protected), "status": status}))
    found = sdc.audit([cell_files.read_published(bare, spec)], zeros="show")
    outside = attacker.attack((attacker.tables / "d2.json", bare), words=(*HIDDEN, "--mip"))
    info = outside.summary
    assert outside.code == 1
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
