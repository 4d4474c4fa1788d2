"""The outside attacker on a protected table: all primaries where it can finish in its time, else a sample of 200.

The steps are tried in turn until one ends in time: every primary with its whole range; every primary, each left alone
as soon as possible whole-number tables show that the promise holds for it; the same for a sample. What is then neither
broken nor proved safe is settled by integer programmes.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import processes
from benchmarks.cases import Case

SAMPLE = 200
_WHOLE_RANGES_AT_MOST = 10_000
_GRACE_S = 120.0
_BROKEN, _OPEN = 1, 3


@dataclass(frozen=True, slots=True)
class Attack:
    """What the attacker found. within_2: primaries placed within a width of 2, None where ranges were not worked out.

    scope: which primaries were attacked. undecided: neither broken nor proved safe. propagated: primaries, of all, that
    plain propagation gives back exactly.
    """

    scope: str
    targets: int
    broken: int
    undecided: int
    within_2: int | None
    propagated: int
    seconds: float


def script(shared: Path) -> Path:
    """Return where the attacker lies."""
    return shared / "audit" / "attack.py"


def attack(attacker: Path, case: Case, cells: Path, level: str, zeros: str, box_s: float) -> Attack | None:
    """Attack a table with so many seconds for each step; None where not even a sample was done in time."""
    threshold = case.threshold
    command = [sys.executable, str(attacker), "--table", str(case.spec), str(cells), "--model", "hidden", "--strict"]
    command += ["--budget", str(box_s)]
    command += ["--zeros-suppressed"] if zeros == "hide" else []
    if level == "ambiguous":
        command += ["--require-upper", str(threshold), "--require-width", str(threshold - 1)]
    for scope, more in _steps(_primaries(cells)):
        found = _run([*command, *more], scope, box_s)
        if found is not None:
            return _settled(found, [*command, *more], box_s) if found.undecided and not found.broken else found
    return None


def _settled(found: Attack, command: list[str], box_s: float) -> Attack:
    """Settle by integer programmes what linear ones left open: none is solved for a target that is already safe."""
    again = _run([*command, "--verdict", "--mip"], found.scope, box_s, to_the_end=False)
    if again is None:
        return found
    return replace(found, broken=again.broken, undecided=min(found.undecided, again.undecided))


def _steps(primaries: int) -> Iterator[tuple[str, list[str]]]:
    if primaries <= _WHOLE_RANGES_AT_MOST:
        yield "all", []
    yield "all, verdict", ["--verdict"]
    if primaries > SAMPLE:
        yield f"{SAMPLE}, verdict", ["--verdict", "--sample", str(SAMPLE)]


def _run(command: list[str], scope: str, box_s: float, *, to_the_end: bool = True) -> Attack | None:
    """Return what one step found; None where it had no time for every target, unless it broke one or may stop early."""
    done = processes.run(command, limit_s=box_s + _GRACE_S)
    if done.late:
        return None
    if done.code not in {0, _BROKEN, _OPEN}:
        raise RuntimeError(f"The attacker refused the table: {done.errors.strip()}")
    told = json.loads(done.output)
    if told["out_of_time"] and to_the_end and not told["broken"]:
        return None
    return Attack(
        scope,
        told["targets"],
        told["broken"],
        told["undecided"],
        None if "verdict" in scope else told["width_le_2"],
        told["exact_by_propagation_all_primary"],
        done.wall_s,
    )


def _primaries(cells: Path) -> int:
    with cells.open(encoding="utf-8") as stream:
        return sum(line.endswith(",primary\n") for line in stream)
