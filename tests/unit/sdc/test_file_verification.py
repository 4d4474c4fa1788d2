"""A protected table is checked from its files alone, and a file that was changed is found out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schoolgate.cli.protect import protect
from schoolgate.cli.verify import verify
from schoolgate.core import BadInput, CheckFailed

SPEC = {
    "name": "demo [2024]",
    "threshold": 10,
    "dims": [
        {"name": name, "codes": ["Total", *codes], "parent": dict.fromkeys(codes, "Total")}
        for name, codes in (("school", "ABC"), ("race", "xyz"))
    ],
}
COUNTS = "school,race,n\nA,x,4\nA,y,30\nA,z,25\nB,x,60\nB,y,20\nB,z,31\nC,x,41\nC,y,27\nC,z,12\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))
    (tmp_path / "counts.csv").write_text(COUNTS)
    for name, more in (("cells.csv", []), ("public.csv", ["--public"])):
        out = ["--out", str(tmp_path / name), "--proof", str(tmp_path / "proof"), "--zeros", "show"]
        done = CliRunner().invoke(protect, [*inputs(tmp_path), *out, *more])
        assert done.exit_code == 0
    return tmp_path


def inputs(folder: Path) -> list[str]:
    return ["--spec", str(folder / "spec.json"), "--counts", str(folder / "counts.csv")]


def verified(folder: Path, cells: str, *more: str) -> Result:
    given = [*inputs(folder), "--cells", str(folder / cells), "--proof", str(folder / "proof"), "--zeros", "show"]
    return CliRunner().invoke(verify, [*given, *more])


@pytest.mark.parametrize("cells", ["cells.csv", "public.csv"])
def test_the_staff_file_and_the_public_file_are_both_checked(folder: Path, cells: str) -> None:
    done = verified(folder, cells, "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["faults"] == []
    assert "VERIFIED  demo [2024]" in verified(folder, cells).stdout


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda text: text.replace("B,x,60,pub", "B,x,61,pub"), "verify.number"),
        (lambda text: text.replace("A,x,4,primary", "A,x,4,pub"), "verify.small-cell"),
        (lambda text: text.replace("secondary", "pub"), "verify.changed"),
    ],
    ids=["another number", "a small group shown", "what protects it shown"],
)
def test_a_changed_file_is_found_out(folder: Path, change: Callable[[str], str], rule: str) -> None:
    cells = folder / "cells.csv"
    cells.write_text(change(cells.read_text()))
    failed = verified(folder, "cells.csv").exception
    assert isinstance(failed, CheckFailed)
    assert rule in {fault.rule for fault in failed.faults}


def test_the_proof_of_another_level_is_not_enough(folder: Path) -> None:
    out = ["--out", str(folder / "exact.csv"), "--proof", str(folder / "proof"), "--zeros", "show", "--level", "exact"]
    CliRunner().invoke(protect, [*inputs(folder), *out])
    assert verified(folder, "exact.csv", "--level", "exact").exit_code == 0
    failed = verified(folder, "exact.csv").exception
    assert isinstance(failed, CheckFailed)
    assert {fault.rule for fault in failed.faults} == {"verify.narrow"}


def test_a_proof_that_is_none_is_bad_input(folder: Path) -> None:
    (folder / "proof").write_text("no proof")
    assert isinstance(verified(folder, "cells.csv").exception, BadInput)


def test_half_of_the_files_is_a_wrong_call(folder: Path) -> None:
    done = CliRunner().invoke(verify, inputs(folder))
    assert done.exit_code == 2
    assert "--proof" in done.output


def test_margins_that_are_left_out_stay_out_of_the_public_file_and_of_the_check(folder: Path) -> None:
    (folder / "spec.json").write_text(json.dumps({**SPEC, "crossings": [["school"], ["school", "race"]]}))
    out = ["--out", str(folder / "public.csv"), "--proof", str(folder / "proof"), "--zeros", "show", "--public"]
    assert CliRunner().invoke(protect, [*inputs(folder), *out]).exit_code == 0
    assert "Total,x" not in (folder / "public.csv").read_text()
    assert verified(folder, "public.csv").exit_code == 0
