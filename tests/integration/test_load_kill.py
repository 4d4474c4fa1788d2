"""Whatever moment an import is killed at, the store is the old one or the new one."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.districts import small_district

from schoolgate.warehouse import Store

_LOAD = """
import sys
from pathlib import Path
from schoolgate.warehouse import Store
Store(Path(sys.argv[1])).load(Path(sys.argv[2]))
"""
_KILLS = 8


def _start(store: Path, source: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _LOAD, str(store), str(source)])


def test_a_kill_at_any_moment_leaves_the_old_store_or_the_new_one(tmp_path: Path) -> None:
    old = small_district()
    store = Store(tmp_path / "store")
    old_id = store.load(old.write(tmp_path / "old")).snapshot_id
    old.rows["marks"][0]["mark"] = "F"
    new = old.write(tmp_path / "new")
    new_id = Store(tmp_path / "elsewhere").load(new).snapshot_id
    whole = _seconds_of_a_load(tmp_path / "timing", new)
    chance = random.Random(7)
    killed = 0
    for _ in range(_KILLS):
        process = _start(store.path, new)
        time.sleep(whole * chance.uniform(0.45, 1.05))
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        _check_whole(store, {old_id, new_id})
    assert killed, "no import was killed: the moments came too late"
    assert store.load(new).snapshot_id == new_id
    assert store.snapshot().id == new_id
    assert set(store.snapshot_ids()) == {old_id, new_id}
    assert list((store.path / "building").iterdir()) == []


def _seconds_of_a_load(store: Path, source: Path) -> float:
    begun = time.perf_counter()
    assert _start(store, source).wait() == 0
    return time.perf_counter() - begun


def _check_whole(store: Store, known: set[str]) -> None:
    latest = store.snapshot()
    assert latest.id in known
    assert set(store.snapshot_ids()) <= known
    for snapshot_id in store.snapshot_ids():
        snapshot = store.snapshot(snapshot_id)
        snapshot.check()
        assert snapshot.report().count("students") == 4


@pytest.mark.parametrize("moment", ["aside.rename(target)", "os.replace(pointer", "sync_file(target.parent)"])
def test_a_kill_between_the_last_steps_leaves_a_whole_store(tmp_path: Path, moment: str) -> None:
    """The steps that count last microseconds: no random moment meets them, so the process kills itself there."""
    old = small_district()
    store = Store(tmp_path / "store")
    old_id = store.load(old.write(tmp_path / "old")).snapshot_id
    old.rows["marks"][0]["mark"] = "F"
    new = old.write(tmp_path / "new")
    new_id = Store(tmp_path / "elsewhere").load(new).snapshot_id
    step = {
        "aside.rename(target)": "from pathlib import Path as P; P.rename = die",
        "os.replace(pointer": "import os; os.replace = die",
        "sync_file(target.parent)": "import schoolgate.warehouse.store as s; real = s.sync_file\n"
        "s.sync_file = lambda p: die() if p.name == 'snapshots' else real(p)",
    }[moment]
    script = f"import os, signal\ndef die(*_): os.kill(os.getpid(), signal.SIGKILL)\n{step}\n{_LOAD}"
    process = subprocess.run([sys.executable, "-c", script, str(store.path), str(new)], check=False)
    assert process.returncode == -signal.SIGKILL
    _check_whole(store, {old_id, new_id})
    assert store.snapshot().id == old_id
    assert store.load(new).snapshot_id == new_id
    assert list((store.path / "building").iterdir()) == []


def test_imports_at_the_same_time_do_not_disturb_each_other(tmp_path: Path) -> None:
    sources = []
    for number in range(3):
        district = small_district()
        district.rows["marks"][0]["mark"] = f"M{number // 2}"  # two imports bring the same records
        sources.append(district.write(tmp_path / f"source{number}"))
    processes = [_start(tmp_path / "store", source) for source in sources]
    assert [process.wait() for process in processes] == [0, 0, 0]
    store = Store(tmp_path / "store")
    assert len(store.snapshot_ids()) == 2
    _check_whole(store, set(store.snapshot_ids()))
    assert list((store.path / "building").iterdir()) == []
