"""The outside attacker: a program of its own, that knows nothing of this project.

What it is made of takes seconds to load; so one process loads that, and forks a child for each attack. The child runs
the program from its first line, with its own arguments and its own output.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_SERVER = """
import json, os, runpy, sys, traceback
import highspy, numpy, pandas, scipy.sparse.csgraph, scipy.sparse.linalg

def run(asked):
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(asked[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    sys.argv = asked["argv"]
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as ended:
        return ended.code or 0
    except BaseException:
        traceback.print_exc()
        return 70
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os._exit(run(json.loads(line)))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass(frozen=True)
class Attack:
    """What the program says of an attack: its exit code (0 held, 1 broken, 3 not settled) and its summary."""

    code: int
    summary: dict[str, int]


class Attacker:
    """Runs the program of the folder of third-party data, one attack after the other."""

    def __init__(self, shared: Path, folder: Path) -> None:
        self.tables = shared / "audit" / "tables"
        self._program, self._folder = shared / "audit" / "attack.py", folder
        self._server = subprocess.Popen(
            [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def attack(self, *tables: tuple[Path, Path], words: tuple[str, ...] = (), zeros_hidden: bool = False) -> Attack:
        """Attack printed tables together, each its specification and its cells."""
        argv = [str(self._program)]
        for spec, cells in tables:
            argv += ["--table", str(spec), str(cells)]
        argv += [*words, *(["--zeros-suppressed"] if zeros_hidden else [])]
        told = {name: str(self._folder / name) for name in ("stdout", "stderr")}
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        print(json.dumps({"argv": argv, **told}), file=self._server.stdin, flush=True)
        code = int(self._server.stdout.readline())
        assert code in {0, 1, 3}, Path(told["stderr"]).read_text()
        return Attack(code, json.loads(Path(told["stdout"]).read_text()))

    def broken_primaries(self, office: Path, label: str, *, sample: int = 300) -> dict[str, int]:
        """Attack one year's table of a release and return the summary.

        Broken is a hidden small group that a reader who knows the rule could tell from a group of ten, or place in a
        range narrower than the rule's own: what the policy promises by default. sample: how many are attacked at most.
        """
        demands = ("--require-upper", "10", "--require-width", "9", "--budget", "60")
        words = ("--model", "hidden", "--sample", str(sample), *demands)
        printed = (office / f"spec-{label}.json", office / f"cells-{label}.csv")
        return self.attack(printed, words=words, zeros_hidden=True).summary

    def stop(self) -> None:
        """End the process."""
        self._server.communicate()


@pytest.fixture(scope="session")
def attacker(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacker]:
    """Return the outside attacker."""
    attacker = Attacker(shared, tmp_path_factory.mktemp("attacker"))
    yield attacker
    attacker.stop()
