"""The outside attacker: run as a program of its own on what staff keep of a released table."""

import json
import subprocess
import sys
from pathlib import Path


def broken_primaries(shared: Path, office: Path, label: str, *, zeros_hidden: bool = True) -> dict[str, int]:
    """Attack one year's table of a release and return the attacker's summary."""
    command = [
        sys.executable,
        str(shared / "audit" / "attack.py"),
        "--table",
        str(office / f"spec-{label}.json"),
        str(office / f"cells-{label}.csv"),
        "--model",
        "hidden",
        "--sample",
        "300",
        "--budget",
        "60",
        *(["--zeros-suppressed"] if zeros_hidden else []),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)
    if done.returncode not in {0, 1, 3}:
        raise AssertionError(done.stderr)
    summary: dict[str, int] = json.loads(done.stdout)
    return summary
