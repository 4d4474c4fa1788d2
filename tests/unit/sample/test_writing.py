"""A district is written whole, or not at all."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from schoolgate.core import BadInput
from schoolgate.sample import write_district


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        write_district(tmp_path, students=300)
    assert refused.value.faults[0].rule == "sample.not-empty"
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "district").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput, match="a file of that name"):
        write_district(tmp_path / "district", students=300)


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "district").mkdir()
    written = write_district(tmp_path / "district", students=300, years=1)
    assert (written.extract / "users.csv").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["district"]


def test_a_stop_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if stage == "Classes and marks" and done > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_district(tmp_path / "district", students=300, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_kill_in_the_middle_leaves_no_district(tmp_path: Path) -> None:
    target = tmp_path / "district"
    code = (
        "import sys, pathlib; from schoolgate.sample import write_district;"
        "write_district(pathlib.Path(sys.argv[1]), students=60_000)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(target)])
    try:
        deadline = time.monotonic() + 30
        while not list(tmp_path.glob(".district-*/district/extract/marks.csv")) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert list(tmp_path.glob(".district-*/district/extract/marks.csv")), "it was writing"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    assert not target.exists()


@pytest.mark.parametrize(
    ("numbers", "named"),
    [
        ({"students": 299}, {"students"}),
        ({"students": 2_000_001}, {"students"}),
        ({"students": 600, "schools": 4}, {"schools"}),
        ({"students": 600, "schools": 21}, {"schools"}),
        ({"years": 0}, {"years"}),
        ({"years": 13}, {"years"}),
        ({"seed": -1}, {"seed"}),
        ({"students": 1, "years": 0, "seed": -1}, {"students", "years", "seed", "schools"}),
    ],
    ids=lambda value: str(sorted(value)) if isinstance(value, set) else str(value),
)
def test_every_number_out_of_bounds_is_named_at_once(tmp_path: Path, numbers: dict[str, int], named: set[str]) -> None:
    with pytest.raises(BadInput) as refused:
        write_district(tmp_path / "district", **numbers)  # type: ignore[arg-type]  # whole numbers all
    assert {fault.column for fault in refused.value.faults} >= named - {"schools"}
    assert {fault.column for fault in refused.value.faults} <= named
    assert all(fault.mend for fault in refused.value.faults)
    assert list(tmp_path.iterdir()) == []


def test_progress_tells_every_stage_to_its_end(tmp_path: Path) -> None:
    told: dict[str, tuple[int, int]] = {}

    def listen(stage: str, done: int, total: int) -> None:
        assert 0 <= done <= total
        told[stage] = (done, total)

    write_district(tmp_path / "district", students=300, years=2, progress=listen)
    assert len(told) >= 4
    assert all(done == total for done, total in told.values())
