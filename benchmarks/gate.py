"""Load, determine and release, as whole processes: seconds and peak memory, for a real extract and a generated one.

The real extract is read from ../shared where that folder is there. Each command runs in a process of its own, as an
analyst would run it; the time includes starting Python.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import figures, processes
from benchmarks.processes import Finished

ROOT = Path(__file__).resolve().parents[1]
LAKESIDE = ROOT.parent / "shared" / "data" / "lakeside_oneroster12_2024_2025.zip"
STUDENTS = 100_000
REVIEWED = "None of the public reports shows this."


@dataclass(frozen=True, slots=True)
class Measured:
    """One command by its name, and what it took."""

    name: str
    took: Finished


def measure(name: str, arguments: Sequence[str]) -> Measured:
    """Run one command of the command line to its end and return what it took."""
    return Measured(name, processes.run([*processes.SCHOOLGATE, *arguments]))


def run() -> None:
    """Measure both districts and print a table for each."""
    measured: list[tuple[str, Measured]] = []
    with tempfile.TemporaryDirectory() as folder:
        if LAKESIDE.is_file():
            rows = _show("Lakeside: 10,223 students, 28,446 enrolments", _lakeside(Path(folder)))
            measured += [("Lakeside", row) for row in rows]
        else:
            print("Lakeside is not measured: ../shared is not there.")
        rows = _show(f"Generated: {STUDENTS:,} students, five school years", _generated(Path(folder)))
        measured += [(f"generated, {STUDENTS} students", row) for row in rows]
    header = ("district", "command", "seconds", "cpu_seconds", "peak_mib", "exit")
    figures.write("gate", header, [(of, row.name, *_of(row.took)) for of, row in measured])


def _lakeside(folder: Path) -> Iterator[Measured]:
    store, request = folder / "lakeside-store", folder / "lakeside.json"
    request.write_text(json.dumps(_agency(["2024-25"], ["school", "grade", "english_learner"], ["students"])))
    yield measure("load", ["load", str(LAKESIDE), "--store", str(store)])
    yield from _gate("school × grade × English learner", request, store, folder / "lakeside-release", "2025-05-01")


def _generated(folder: Path) -> Iterator[Measured]:
    district, store = folder / "district", folder / "store"
    yield measure("sample", ["sample", str(district), "--students", str(STUDENTS)])
    yield measure("load", ["load", str(district / "extract"), "--store", str(store)])
    facts = json.loads((district / "district.json").read_text(encoding="utf-8"))
    on = str(facts["release_on"])
    for request in (
        "aggregate-agency",
        "roster-partner",
        "deidentified-research",
        "directory-public",
        "own-school-leader",
    ):
        yield from _gate(request, district / "requests" / f"{request}.toml", store, folder / request, on)


def _gate(name: str, request: Path, store: Path, out: Path, on: str) -> Iterator[Measured]:
    shared = ["--store", str(store), "--on", on]
    yield measure(f"determine {name}", ["determine", str(request), *shared])
    yield measure(f"release {name}", ["release", str(request), "--out", str(out), *shared])
    yield measure(f"verify {name}", ["verify", str(out), *shared])


def _agency(years: list[str], group_by: list[str], measures: list[str]) -> dict[str, object]:
    return {
        "requester": {"kind": "agency", "name": "A", "email": "a@agency.example", "organisation": "Agency"},
        "request": {
            "purpose": "planning",
            "use": "To plan.",
            "audience": ["internal"],
            "level": "aggregate",
            "school_years": years,
            "submitted": "2025-04-10T10:00:00-04:00",
            "ferpa_exception": "none",
            "grant_funded": False,
        },
        "population": {"specific_group": False},
        "data": {"group_by": group_by, "measures": measures},
        "evidence": {"public_data_reviewed": REVIEWED},
    }


def _of(took: Finished) -> tuple[float, float, float, int]:
    return took.wall_s, took.cpu_s, took.peak_mib, took.code


def _show(title: str, rows: Iterator[Measured]) -> list[Measured]:
    """Print a table of what was measured, and return it."""
    table = Table(title=title, title_style="bold", title_justify="left")
    for column in ("command", "seconds", "CPU seconds", "peak MiB", "exit"):
        table.add_column(column, justify="left" if column == "command" else "right")
    shown = list(rows)
    for row in shown:
        took = row.took
        table.add_row(row.name, f"{took.wall_s:.1f}", f"{took.cpu_s:.1f}", f"{took.peak_mib:,.0f}", str(took.code))
    Console(width=110).print(table)
    return shown
