"""Files of the contract are read and written; bad ones are refused with place and mend."""

import csv
import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from schoolgate import sdc
from schoolgate.cli.audit import audit
from schoolgate.cli.protect import protect
from schoolgate.core import BadInput, NotAllowed
from schoolgate.sdc import cell_files, files, proof_files

SPEC = {
    "name": "demo",
    "root": "Total",
    "threshold": 10,
    "dims": [
        {"name": "school", "columns": ["region", "school"], "codes": ["Total", "N", "A", "B"],
         "parent": {"N": "Total", "A": "N", "B": "N"}},
        {"name": "race", "columns": ["race"], "codes": ["Total", "x", "y", "z"],
         "parent": {"x": "Total", "y": "Total", "z": "Total"}},
    ],
}  # fmt: skip
COUNTS = "region,school,race,n\nN,A,x,4\nN,A,y,30\nN,A,z,25\nN,B,x,60\nN,B,y,20\nN,B,z,31\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spec.json").write_text(json.dumps(SPEC))
    (tmp_path / "counts.csv").write_text(COUNTS)
    (tmp_path / "counts.csv.gz").write_bytes(gzip.compress(COUNTS.encode()))
    return tmp_path


def arguments(folder: Path, *more: str) -> list[str]:
    out = str(folder / "cells.csv")
    return ["--spec", str(folder / "spec.json"), "--counts", str(folder / "counts.csv"), "--out", out, *more]


def test_a_packed_file_reads_as_the_plain_one(folder: Path) -> None:
    spec = files.read_spec(folder / "spec.json")
    plain, packed = (files.read_counts(folder / name, spec) for name in ("counts.csv", "counts.csv.gz"))
    assert (plain.cells == packed.cells).all()


def test_the_staff_file_holds_true_counts_and_says_why_a_cell_is_hidden(folder: Path) -> None:
    done = CliRunner().invoke(protect, arguments(folder, "--zeros", "show", "--level", "exact"))
    assert done.exit_code == 0
    rows = list(csv.DictReader((folder / "cells.csv").read_text().splitlines()))
    primary = [row for row in rows if row["status"] == "primary"]
    assert [(row["school"], row["race"], row["n"]) for row in primary] == [("A", "x", "4")]


def test_the_public_file_tells_no_hidden_count_nor_which_is_small(folder: Path) -> None:
    CliRunner().invoke(protect, arguments(folder, "--zeros", "show", "--public"))
    rows = list(csv.DictReader((folder / "cells.csv").read_text().splitlines()))
    hidden = [row for row in rows if row["status"] != "pub"]
    assert hidden
    assert {(row["n"], row["status"]) for row in hidden} == {("", "hidden")}


def test_the_proof_is_read_back_and_proves_the_table(folder: Path) -> None:
    spec = files.read_spec(folder / "spec.json")
    table = files.read_counts(folder / "counts.csv", spec)
    protected = sdc.protect(table, zeros="show")
    for name in ("one", "two"):
        proof_files.write_proof(folder / name, protected)
    assert (folder / "one").read_bytes() == (folder / "two").read_bytes()
    assert sdc.verify(table, protected.status, proof_files.read_proof(folder / "one"), zeros="show") == ()


def test_audit_of_a_public_file_recovers_nothing(folder: Path) -> None:
    CliRunner().invoke(protect, arguments(folder, "--zeros", "show", "--public"))
    done = CliRunner().invoke(
        audit,
        ["--spec", str(folder / "spec.json"), str(folder / "cells.csv"), "--zeros", "show", "--json"],
        standalone_mode=False,
    )
    assert done.return_value == 0
    assert json.loads(done.stdout)["exact"] == 0


def test_a_second_release_is_protected_beside_the_first(folder: Path) -> None:
    CliRunner().invoke(protect, arguments(folder, "--zeros", "show"))
    known = ["--known", str(folder / "spec.json"), str(folder / "cells.csv")]
    done = CliRunner().invoke(protect, arguments(folder, "--zeros", "show", "--json", *known))
    assert done.exit_code == 0
    assert json.loads(done.stdout)["secondary"] > 0


def test_a_withheld_table_writes_nothing(folder: Path) -> None:
    (folder / "counts.csv").write_text("region,school,race,n\nN,A,x,4\n")
    done = CliRunner().invoke(protect, arguments(folder))
    assert isinstance(done.exception, NotAllowed)
    assert not (folder / "cells.csv").exists()


def test_a_specification_can_name_the_margins_that_are_published(folder: Path) -> None:
    (folder / "spec.json").write_text(json.dumps({**SPEC, "crossings": [["school"], ["school", "race"]]}))
    spec = files.read_spec(folder / "spec.json")
    table = files.read_counts(folder / "counts.csv", spec)
    assert not table.published[0].any()
    assert table.published[1:].all()
    (folder / "again.json").write_bytes(files.spec_bytes(table, name="again", threshold=10))
    again = files.read_spec(folder / "again.json")
    assert (again.margins.published(again.dimensions) == table.published).all()


@pytest.mark.parametrize("mark", ["*", "s", "<10", ""])
def test_a_printed_mark_of_any_kind_is_a_hidden_cell(folder: Path, mark: str) -> None:
    (folder / "printed.csv").write_text(f'school,race,n\nTotal,Total,"1,170"\nA,x,{mark}\n')
    printed = cell_files.read_published(folder / "printed.csv", files.read_spec(folder / "spec.json"))
    assert printed.hidden.sum() == 1
    assert printed.counts[0, 0] == 1170


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("region,school,race,n\nN,A,x,-4\n", 2, "counts.number"),
        ("region,school,race,n\nN,A,x,four\n", 2, "counts.number"),
        ("region,school,race,n\nN,A,q,4\n", 2, "counts.unknown-code"),
        ("region,school,race,n\nS,A,x,4\n", 2, "counts.wrong-parent"),
        ("region,school,n\nN,A,4\n", 1, "counts.columns"),
        ("region,school,race,n\nN,A,x\n", 2, "counts.cell-count"),
        ("region,school,race,n\nN,A,\"x,4\n", 2, "counts.csv"),
    ],
)  # fmt: skip
def test_bad_counts_are_refused_with_their_line(folder: Path, text: str, line: int, rule: str) -> None:
    (folder / "counts.csv").write_text(text)
    with pytest.raises(BadInput) as caught:
        files.read_counts(folder / "counts.csv", files.read_spec(folder / "spec.json"))
    assert (caught.value.faults[0].line, caught.value.faults[0].rule) == (line, rule)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"threshold": 1}, "spec.threshold"),
        ({"dims": []}, "spec.dims"),
        ({"dims": [{"name": "x"}]}, "spec.dimension"),
        ({"dims": ["x"]}, "spec.dimension"),
        ({"root": "All"}, "spec.root"),
        ({"crossings": ["school"]}, "spec.crossings"),
        ({"crossings": [["town"]]}, "sdc.unknown-dimension"),
    ],
)
def test_a_bad_specification_is_refused(folder: Path, change: dict[str, object], rule: str) -> None:
    (folder / "spec.json").write_text(json.dumps({**SPEC, **change}))
    with pytest.raises(BadInput) as caught:
        files.read_spec(folder / "spec.json")
    assert rule in {fault.rule for fault in caught.value.faults}


def test_a_file_that_is_no_json_is_refused_with_its_line(folder: Path) -> None:
    (folder / "spec.json").write_text('{"name": "x",\n oops}')
    with pytest.raises(BadInput) as caught:
        files.read_spec(folder / "spec.json")
    assert caught.value.faults[0].line == 2


def test_a_file_that_is_no_proof_is_refused(folder: Path) -> None:
    with pytest.raises(BadInput, match="not a proof"):
        proof_files.read_proof(folder / "spec.json")
