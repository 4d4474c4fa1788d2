"""Starts one command, waits for it and writes what it used as JSON: `launch.py USAGE LIMIT_S COMMAND...`.

Linux never tells a smaller peak of memory for a process than that of the process which started it, so this starter is
small: the standard library alone, run without site packages. A limit of 0 is none. The command leads a process group
of its own, which is ended as a whole at the limit, and when this starter is told to stop or loses its own parent.
"""

import ctypes
import json
import os
import signal
import sys
import time
from types import FrameType

_SIGNAL_WHEN_PARENT_ENDS = 1  # PR_SET_PDEATHSIG of Linux


def main(usage: str, limit_s: float, command: list[str]) -> None:
    """Run the command to its end or to the limit."""
    late = False
    started = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, setpgroup=0)

    def end(number: int, _: FrameType | None) -> None:
        nonlocal late
        late = number == signal.SIGALRM
        os.killpg(child, signal.SIGKILL)

    for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SIGNAL_WHEN_PARENT_ENDS, signal.SIGTERM)
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    _, status, used = os.wait4(child, 0)
    told = {
        "code": os.waitstatus_to_exitcode(status),
        "late": late,
        "wall_s": time.perf_counter() - started,
        "cpu_s": used.ru_utime + used.ru_stime,
        "peak_mib": used.ru_maxrss / 1024,
    }
    with open(usage, "w", encoding="utf-8") as stream:  # noqa: PTH123 (pathlib would make the starter larger)
        json.dump(told, stream)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3:])
