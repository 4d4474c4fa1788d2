"""A build that is killed leaves a whole release or none, and what it left is swept up."""

import os
import signal
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

from schoolgate.core import DataLevel
from schoolgate.release.files import Manifest
from schoolgate.release.folder import ReleaseFolder

LEFTOVERS = ".schoolgate-building-*"


def publish(target: Path) -> None:
    with ReleaseFolder(target) as folder:
        folder.publish(Manifest("R", DataLevel.ROSTER, "roster", "p", "s", date(2026, 4, 10), 0))


# Forks one child for each point at which it is to die: before its n-th call of a function that touches the disk.
KILLER = textwrap.dedent(
    """
    import os, signal, sys
    from datetime import date
    from pathlib import Path
    from schoolgate.core import DataLevel
    from schoolgate.release.files import Manifest
    from schoolgate.release.folder import ReleaseFolder, check_files

    TOUCHES = {"open", "write", "fsync", "close", "mkdir", "rename", "chmod", "utime", "scandir", "unlink", "rmdir",
               "flock", "__exit__"}
    parent = Path(sys.argv[1])

    def build(target):
        with ReleaseFolder(target) as folder:
            (folder.directory / "data.csv").write_bytes(b"x" * 100_000)
            (folder.office / "proof").write_bytes(b"y" * 1_000)
            folder.publish(Manifest("R", DataLevel.ROSTER, "roster", "p", "s", date(2026, 4, 10), 1))

    def dies_before(point):
        left = [point]
        def profile(frame, event, argument):
            if event == "c_call" and argument.__name__ in TOUCHES:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        return profile

    point, states = 0, []
    while True:
        point += 1
        target = parent / f"release-{point}"
        child = os.fork()
        if child == 0:
            sys.setprofile(dies_before(point))
            build(target)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        there = target.exists()
        if there and check_files(target):
            print("broken at", point, check_files(target))
            sys.exit(1)
        states.append(there)
        if os.WIFEXITED(status):
            break
    after = sum(states)
    print(len(states), after, os.WEXITSTATUS(status), len(list(parent.glob(".schoolgate-building-*"))))
    """
)


def test_a_build_killed_at_any_point_leaves_a_whole_release_or_none(tmp_path: Path) -> None:
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    points, whole, last_exit, leftovers = map(int, done.stdout.split())
    assert points > 40, "the build was killed at too few points to tell"
    assert 2 <= whole < points, "some kills come before the rename and some after"
    assert last_exit == 0
    assert leftovers == 0, "the build that ends well has swept up after the killed ones"


def test_a_killed_builder_gives_its_lock_back(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from schoolgate.release.folder import ReleaseFolder\n"
        "with ReleaseFolder(Path(sys.argv[1])) as folder: print('building', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "one")], stdout=subprocess.PIPE, text=True
    ) as builder:
        assert builder.stdout is not None
        assert builder.stdout.readline() == "building\n"
        publish(tmp_path / "two")
        assert len(list(tmp_path.glob(LEFTOVERS))) == 1, "the living build is left alone"
        builder.send_signal(signal.SIGKILL)
        builder.wait(10)
    publish(tmp_path / "three")
    assert not list(tmp_path.glob(LEFTOVERS))
