"""De-identification beside PyPI's anjana and pycanon: the same made-up file, one measure of loss, each recounted.

Twice: k = 10 over eight quasi-identifiers; and k = 10 over seven of them with the eighth, `iep`, sensitive and l = 2.
anjana needs older libraries than the project, so it runs in an environment of its own, which uv makes for this run and
which holds what `PEERS` names. Each of its tries may take `TRY_S` seconds.

`python -m benchmarks microdata_peers [--rows N] [--limits 0,5,20]`; the limits are rows that anjana may drop, percent.
"""

import argparse
import dataclasses
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import processes
from benchmarks.microdata import made_up, spec_of
from benchmarks.protected import ROOT
from schoolgate.sdc import microdata
from schoolgate.sdc.microdata import MARK, Recoding, Sensitive, Spec

PEERS = ("anjana==1.2.3", "pycanon==1.3.5", "pyarrow")
ROWS = 10_000
LIMITS = (0, 5, 20)
TRY_S = 300.0
SENSITIVE = "iep"


@dataclass(frozen=True, slots=True)
class Judged:
    """One file: who made it in how many seconds, its loss, rows dropped, the least class as we and as pycanon count it.

    check_s, peer_check_s: seconds of our check and of pycanon's. peer_l: pycanon's l, None where nothing is sensitive.
    """

    tool: str
    seconds: float
    ncp: float
    dropped: int
    classes: int
    faults: int
    check_s: float
    peer_k: float | None = None
    peer_l: float | None = None
    peer_check_s: float | None = None


def run(options: Sequence[str] = ()) -> None:
    """Print one table for each of the two rules."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks microdata_peers")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--limits", type=lambda text: [int(part) for part in text.split(",")], default=LIMITS)
    asked = parser.parse_args(options)
    microdata.anonymise(made_up(1000), spec_of(1000))  # compiles
    for title, spec in (
        ("k = 10", spec_of(asked.rows)),
        (f"k = 10, l = 2 for {SENSITIVE}", diverse(spec_of(asked.rows))),
    ):
        print(f"\n{title}, {asked.rows:,} rows")
        with tempfile.TemporaryDirectory() as folder:
            for judged in _compared(Path(folder), made_up(asked.rows), spec, asked.limits):
                print(_line(judged), flush=True)


def diverse(spec: Spec) -> Spec:
    """Return the rule with one of its quasi-identifiers sensitive instead."""
    kept = tuple(hierarchy for hierarchy in spec.quasi_identifiers if hierarchy.column != SENSITIVE)
    return dataclasses.replace(spec, quasi_identifiers=kept, sensitive=(Sensitive(SENSITIVE, l=2),))


def _compared(folder: Path, frame: pa.Table, spec: Spec, limits: Sequence[int]) -> Iterator[Judged]:
    _write(folder, frame, spec)
    made = {}
    for recoding in (Recoding.LOCAL, Recoding.GLOBAL):
        start = time.perf_counter()
        result = microdata.anonymise(frame, dataclasses.replace(spec, recoding=recoding), seed=1)
        made[f"schoolgate {recoding}"] = time.perf_counter() - start
        pq.write_table(result.frame, folder / f"schoolgate {recoding}.parquet")
    for limit in limits:
        tool = f"anjana, {limit} % dropped"
        told = _peer(folder, "make", tool, str(limit))
        if told is None:
            print(f"{tool}: no file within {TRY_S:.0f} s, or it could not be run")
        else:
            made[tool] = told["seconds"]
    for tool, seconds in made.items():
        judged = judge(pq.read_table(folder / f"{tool}.parquet"), frame.num_rows, spec, tool, seconds)
        counted = _peer(folder, "judge", tool)
        if counted is not None:
            judged = dataclasses.replace(
                judged, peer_k=counted["k"], peer_l=counted["l"], peer_check_s=counted["seconds"]
            )
        yield judged


def judge(result: pa.Table, rows: int, spec: Spec, tool: str, seconds: float) -> Judged:
    """Return the loss of a result, with our own check of it."""
    dropped = rows - result.num_rows
    classes = result.group_by(list(spec.names)).aggregate([]).num_rows
    start = time.perf_counter()
    faults = len(microdata.check(result, spec))
    check_s = time.perf_counter() - start
    return Judged(tool, seconds, _ncp(result, spec, dropped), dropped, classes, faults, check_s)


def _write(folder: Path, frame: pa.Table, spec: Spec) -> None:
    """Write what the peer reads: the rows, the levels of each column, and the rule."""
    pq.write_table(frame, folder / "frame.parquet")
    trees = {
        hierarchy.column: [list(level) for level in zip(*((*path, MARK) for path in hierarchy.paths), strict=True)]
        for hierarchy in spec.quasi_identifiers
    }
    sensitive = spec.sensitive[0] if spec.sensitive else None
    rule = {
        "k": spec.k,
        "l": sensitive.l if sensitive else None,
        "sensitive": sensitive.column if sensitive else None,
        "hierarchies": trees,
    }
    (folder / "rule.json").write_text(json.dumps(rule), encoding="utf-8")


def _peer(folder: Path, *words: str) -> dict[str, float] | None:
    """Run the peer in its own environment; None where it does not come to an end or can't be had."""
    own = [part for peer in PEERS for part in ("--with", peer)]
    script = Path(__file__).with_name("microdata_anjana.py")
    command = [str(ROOT / ".tools" / "bin" / "uv"), "run", "--quiet", "--no-project", "--isolated", *own]
    done = processes.run([*command, "python", str(script), str(folder), *words], limit_s=TRY_S)
    if done.code != 0:
        return None
    told: dict[str, float] = json.loads(done.output.strip().splitlines()[-1])
    return told


def _ncp(result: pa.Table, spec: Spec, dropped: int) -> float:
    """Return the mean certainty penalty, each dropped row losing all; worked out from the printed labels alone."""
    total: float = 0.0
    for hierarchy in spec.quasi_identifiers:
        under: dict[str, set[str]] = {MARK: set(hierarchy.values)}
        for path in hierarchy.paths:
            for label in path:
                under.setdefault(label, set()).add(path[0])
        for entry in result.column(hierarchy.column).value_counts():
            label, rows = entry["values"].as_py(), entry["counts"].as_py()
            total += rows * (1.0 if label == MARK else (len(under[label]) - 1) / (len(under[MARK]) - 1))
    width = len(spec.quasi_identifiers)
    return float((total / width + dropped) / (result.num_rows + dropped))


def _line(judged: Judged) -> str:
    peer = ""
    if judged.peer_check_s is not None:
        diversity = "" if judged.peer_l is None else f", l = {judged.peer_l:.0f}"
        peer = f"  pycanon: k = {judged.peer_k:.0f}{diversity} in {judged.peer_check_s:.2f} s"
    return (
        f"{judged.tool:24}{judged.seconds:8.2f} s  loss {judged.ncp:.4f}"
        f"  dropped {judged.dropped:>6,}  groups {judged.classes:>5,}"
        f"  our check: {judged.faults} faults in {judged.check_s:.2f} s{peer}"
    )
