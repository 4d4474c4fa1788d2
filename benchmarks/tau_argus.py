"""Beside τ-ARGUS: PyPI's pytauargus on the tables it can do, ours in the same run, one attacker for both.

`python -m benchmarks tau_argus [--tables d2,d2h] [--limit SECONDS] [--write]`. Its wheel carries the engine and its
solver. Each method runs in a process of its own with a time limit; a crash, an error or no end is told as such. Zeros
are shown; ours at `exact`, once as promised and once without the promise about sums, which τ-ARGUS does not make.
"""

import argparse
import importlib.util
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import attacker, measured_page, peer_figures, processes, suppression, tau_argus_figures
from benchmarks.processes import Finished
from benchmarks.protected import SHARED, Boxes, code_version, measure
from benchmarks.tau_argus_figures import Figure

METHODS = ("OPT", "MOD")
SUMS = ("protect", "ignore")
TOO_LARGE = ("d7h",)


def run(options: Sequence[str] = ()) -> None:
    """Measure and print, and write the figures where all was measured."""
    asked = _asked(options)
    if not suppression.AUDITED.is_dir():
        print("τ-ARGUS is not measured: ../shared is not there.")
        return
    if importlib.util.find_spec("pytauargus") is None:
        print("τ-ARGUS is not measured: it comes with `make bench`, or `.tools/bin/uv sync --group bench`.")
        return
    suppression.warm_up()
    figures = []
    for name in asked.tables:
        for figure in _measured(name, Boxes(asked.limit, asked.box)):
            print("  ".join(tau_argus_figures.row(figure)), flush=True)
            figures.append(figure)
    if asked.write or not options:
        tau_argus_figures.write(measured_page.FOLDER, figures)
        measured_page.write()


def _measured(name: str, boxes: Boxes) -> Iterator[Figure]:
    for method in METHODS:
        yield _theirs(name, method, boxes)
    for sums in SUMS:
        ours = measure(suppression.case_of(name), zeros="show", level="exact", sums=sums, boxes=boxes)
        yield Figure(
            name,
            f"schoolgate, sums {sums}",
            ours.code,
            ours.outcome,
            ours.cpu_s,
            ours.wall_s,
            ours.peak_mib,
            ours.primary,
            ours.secondary,
            ours.loss,
            ours.attacked,
            ours.broken,
            ours.within_2,
        )


def _theirs(name: str, method: str, boxes: Boxes) -> Figure:
    case = suppression.case_of(name)
    with tempfile.TemporaryDirectory() as folder:
        cells = Path(folder) / "cells.csv"
        command = [sys.executable, "-m", "benchmarks.tau_argus_case", *case.arguments]
        took = processes.run([*command, "--out", str(cells), "--method", method], limit_s=boxes.protect_s)
        base = (
            name,
            f"τ-ARGUS {method}",
            code_version(),
            _outcome(took, boxes),
            took.cpu_s,
            took.wall_s,
            took.peak_mib,
        )
        if took.code != 0:
            return Figure(*base)
        # What the engine itself prints comes first.
        told = json.loads(took.output.strip().splitlines()[-1])
        found = attacker.attack(attacker.script(SHARED), case, cells, "exact", "show", boxes.attack_s)
        counts = (told["primary"], told["secondary"], told["loss"])
        return Figure(*base, *counts, *((found.scope, found.broken, found.within_2) if found else ()))


def _outcome(took: Finished, boxes: Boxes) -> str:
    if took.late:
        return f"over {boxes.protect_s:.0f} s"
    if took.crash:
        return f"crashed: {took.crash}"
    return "done" if took.code == 0 else (took.errors.strip().splitlines() or [f"exit {took.code}"])[-1][:80]


def _asked(options: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks tau_argus")
    names = [name for name in peer_figures.stated() if name not in TOO_LARGE]
    parser.add_argument("--tables", default=names, type=suppression.several(names), metavar="A,B")
    parser.add_argument("--limit", type=float, default=180.0, help="wall seconds to protect one table")
    parser.add_argument("--box", type=float, default=60.0, help="seconds for one step of the attacker")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/reference")
    return parser.parse_args(options)
