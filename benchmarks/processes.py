"""Runs a command as a whole process: seconds, CPU seconds, peak memory, and an end by force when it takes too long."""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCHOOLGATE = (sys.executable, "-m", "schoolgate.cli.app")
_LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True, slots=True)
class Finished:
    """What a process took: wall seconds, CPU seconds (user and system, with its children), peak memory in MiB.

    code: its exit code, negative for the signal that ended it. late: ended by force at the limit. The peak is that of
    the largest single process.
    """

    code: int
    late: bool
    wall_s: float
    cpu_s: float
    peak_mib: float
    output: str
    errors: str

    @property
    def crash(self) -> str | None:
        """The name of the signal that it died of by itself, None where it ended otherwise."""
        return signal.Signals(-self.code).name if self.code < 0 and not self.late else None


def run(command: Sequence[str], *, limit_s: float = 0.0) -> Finished:
    """Run a command to its end, or for so many wall seconds where a limit is given; it and its children end then."""
    with tempfile.NamedTemporaryFile(suffix=".json") as usage:
        launch = [sys.executable, "-I", "-S", str(_LAUNCH), usage.name, str(limit_s), *command]
        done = subprocess.run(launch, check=True, capture_output=True, text=True, errors="replace")
        used = json.loads(Path(usage.name).read_text(encoding="utf-8"))
    return Finished(**used, output=done.stdout, errors=done.stderr)
