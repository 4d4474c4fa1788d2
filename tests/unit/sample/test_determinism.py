"""The same plan gives the same bytes, whatever the machine's settings; another seed gives another district."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from schoolgate.core import SchoolYear
from schoolgate.sample import write_district


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The digests of a small district."""
    return _digests(write_district(tmp_path_factory.mktemp("first") / "one", students=300, years=3, seed=4).path)


@pytest.mark.parametrize(
    "settings",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "ARROW_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    ],
    ids=["one-setting", "another-setting"],
)
def test_the_same_seed_writes_the_same_bytes_under_any_setting(
    first: dict[str, str], tmp_path: Path, settings: dict[str, str]
) -> None:
    target = tmp_path / "other name"
    code = (
        "import sys, pathlib; from schoolgate.sample import write_district;"
        "write_district(pathlib.Path(sys.argv[1]), students=300, years=3, seed=4)"
    )
    command = [sys.executable, "-c", code, str(target)]
    subprocess.run(command, check=True, env=os.environ | settings, timeout=60)
    assert _digests(target) == first


def test_another_seed_writes_other_files(first: dict[str, str], tmp_path: Path) -> None:
    other = _digests(write_district(tmp_path / "other", students=300, years=3, seed=5).path)
    assert set(other) == set(first)
    same = {name for name in first if other[name] == first[name]}
    drawn = ("users", "demographics", "roles", "enrollments", "attendance", "marks", "programs", "assessments")
    assert same.isdisjoint(f"extract/{name}.csv" for name in drawn)
    assert not [name for name in same if name.endswith(".csv") and name.startswith("requests/")]
    assert {"extract/academicSessions.csv", "extract/courses.csv", "extract/manifest.csv"} <= same


def test_every_date_follows_from_the_last_year(tmp_path: Path) -> None:
    old = write_district(tmp_path / "old", students=300, years=2, seed=4, last_year=SchoolYear(2020)).facts
    assert old.current_year == "2019-20"
    assert old.extracted_on.year == old.submitted.year == old.release_on.year == 2019
    assert old.extracted_on < old.submitted.date() < old.release_on
