"""One table protected as a whole process, verified in another, attacked from outside in a third: one row of results."""

import csv
import dataclasses
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any  # what a JSON document or a field's type may be

from benchmarks import attacker, processes
from benchmarks.attacker import Attack
from benchmarks.cases import Case
from benchmarks.processes import Finished
from benchmarks.protect_case import WITHHELD

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
LEVELS = ("exact", "ambiguous")
ZEROS = ("show", "hide")


@dataclass(frozen=True, slots=True)
class Boxes:
    """Wall seconds that protecting, and each step of the attacker, may take."""

    protect_s: float = 900.0
    attack_s: float = 120.0


@dataclass(frozen=True, slots=True)
class Result:
    """One table at one level: what was hidden, what that took, what the judges said. None is not measured or not known.

    outcome: `done`, `withheld`, or why there is no table. cpu_s, wall_s and peak_mib are of the whole process.
    verify_s: CPU seconds of the verifier's call alone; verify_process_s with Python's start and the files read.
    """

    table: str
    zeros: str
    level: str
    sums: str
    code: str
    outcome: str
    cpu_s: float
    wall_s: float
    peak_mib: float
    cells: int | None = None
    primary: int | None = None
    secondary: int | None = None
    loss: int | None = None
    lower_bound: int | None = None
    attacked: str | None = None
    targets: int | None = None
    broken: int | None = None
    undecided: int | None = None
    within_2: int | None = None
    faults: int | None = None
    verify_s: float | None = None
    verify_process_s: float | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a result is about."""
        return self.table, self.zeros, self.level, self.sums


def measure(case: Case, *, zeros: str, level: str, sums: str = "protect", boxes: Boxes | None = None) -> Result:
    """Protect a case, verify it and attack it."""
    boxes = boxes or Boxes()
    with tempfile.TemporaryDirectory() as folder:
        cells, proof = Path(folder) / "cells.csv", Path(folder) / "proof.npz"
        asked = [*case.arguments, "--out", str(cells), "--proof", str(proof)]
        asked += ["--level", level, "--zeros", zeros, "--sums", sums]
        took = processes.run(protecting(case, asked), limit_s=boxes.protect_s)
        outcome = _outcome(took, boxes)
        base = Result(case.name, zeros, level, sums, code_version(), outcome, took.cpu_s, took.wall_s, took.peak_mib)
        if outcome != "done":
            return base
        told = json.loads(took.output)
        counted = {name: told.get(name) for name in ("cells", "primary", "secondary", "loss", "lower_bound")}
        verified = _verified(asked, boxes)
        script = attacker.script(SHARED)
        found = attacker.attack(script, case, cells, level, zeros, boxes.attack_s) if script.is_file() else None
        return dataclasses.replace(base, **counted, **verified, **_attacked(found))


def protecting(case: Case, asked: Sequence[str]) -> list[str]:
    """Return the command that protects a case: the command line's own where its files say everything."""
    if case.rules is None:
        return [*processes.SCHOOLGATE, "protect", *asked, "--json"]
    return [sys.executable, "-m", "benchmarks.protect_case", *asked]


@cache
def code_version() -> str:
    """Return the commit that is measured, with a + where files differ from it; one for the whole run."""
    told = subprocess.run(
        ["git", "describe", "--always", "--exclude=*", "--dirty=+"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or "unknown"


def _outcome(took: Finished, boxes: Boxes) -> str:
    if took.late:
        return f"over {boxes.protect_s:.0f} s"
    if took.code == WITHHELD:
        return "withheld"
    return "done" if took.code == 0 else f"failed: {took.crash or took.errors.strip().splitlines()[-1]}"


def _verified(asked: Sequence[str], boxes: Boxes) -> dict[str, Any]:
    took = processes.run([sys.executable, "-m", "benchmarks.verify_case", *asked], limit_s=boxes.protect_s)
    if took.code != 0:
        return {"faults": None, "verify_s": None, "verify_process_s": None}
    told = json.loads(took.output)
    return {"faults": len(told["faults"]), "verify_s": told["cpu_s"], "verify_process_s": took.cpu_s}


def _attacked(found: Attack | None) -> dict[str, Any]:
    if found is None:
        return {"attacked": "not in time"}
    told = {name: getattr(found, name) for name in ("targets", "broken", "undecided", "within_2")}
    return {"attacked": found.scope, **told}


def write_results(path: Path, results: Iterable[Result]) -> None:
    """Write results as CSV over those of the same subject that the file holds; the others stay."""
    held = {result.key: result for result in read_results(path)} | {result.key: result for result in results}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(field.name for field in dataclasses.fields(Result))
        for result in held.values():
            writer.writerow(_text(value) for value in dataclasses.astuple(result))


def read_results(path: Path) -> list[Result]:
    """Read what `write_results` wrote; nothing where there is no file."""
    if not path.is_file():
        return []
    kinds = {field.name: str(field.type) for field in dataclasses.fields(Result)}
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Result(**{name: _value(text, kinds[name]) for name, text in row.items()}) for row in csv.DictReader(stream)
        ]


def _text(value: object) -> str:
    return "" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)


def _value(text: str, kind: str) -> Any:
    if not text and "None" in kind:
        return None
    return int(text) if "int" in kind else float(text) if "float" in kind else text
