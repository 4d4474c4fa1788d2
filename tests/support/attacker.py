"""The outside attacker: run as a program of its own on what staff keep of a released table."""

import json
import subprocess
import sys
from pathlib import Path


def broken_primaries(
    shared: Path, office: Path, label: str, *, zeros_hidden: bool = True, sample: int = 300
) -> dict[str, int]:
    """Attack one year's table of a release and return the attacker's summary.

    Broken is a hidden small group that a reader who knows the rule could tell from a group of ten, or place in a range
    narrower than the rule's own: what the policy promises by default. sample: how many are attacked at most.
    """
    command = [
        sys.executable,
        str(shared / "audit" / "attack.py"),
        "--table",
        str(office / f"spec-{label}.json"),
        str(office / f"cells-{label}.csv"),
        "--model",
        "hidden",
        "--sample",
        str(sample),
        "--require-upper",
        "10",
        "--require-width",
        "9",
        "--budget",
        "60",
        *(["--zeros-suppressed"] if zeros_hidden else []),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)
    if done.returncode not in {0, 1, 3}:
        raise AssertionError(done.stderr)
    summary: dict[str, int] = json.loads(done.stdout)
    return summary
