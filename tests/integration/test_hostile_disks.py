"""Disks that are full or may not be written: nothing is half-written, and a plain word says why."""

import resource
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from tests.support import requests

from schoolgate.core import BadInput
from schoolgate.policy.document import read_request
from schoolgate.release.build import build_release
from schoolgate.release.verify import verify_release
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store


def _with_little_disk(bytes_at_most: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process in which no file may grow beyond a size, as on a disk that is nearly full."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_at_most, bytes_at_most))

    command = [sys.executable, "-m", "schoolgate.cli.app", *arguments]
    # No thread runs yet where the limit is set.
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, preexec_fn=limit)


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def zipped(district: WrittenDistrict, tmp_path: Path) -> Path:
    """Return the generated extract as a zip."""
    with zipfile.ZipFile(tmp_path / "extract.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(district.extract.iterdir()):
            archive.write(path, path.name)
    return tmp_path / "extract.zip"


@pytest.mark.parametrize("size", [1, 100_000, 1_000_000], ids=["nothing", "while-unpacking", "while-building"])
def test_an_import_that_finds_the_disk_full_says_so_and_leaves_the_store_as_it_was(
    size: int, zipped: Path, tmp_path: Path
) -> None:
    done = _with_little_disk(size, "load", str(zipped), "--store", str(tmp_path / "store"))
    assert done.returncode == 2, done.stderr
    assert "store.unfinished" in done.stderr
    assert "space" in done.stderr
    assert "zip archive" not in done.stderr
    assert Store(tmp_path / "store").snapshot_ids() == ()
    assert _contents(tmp_path / "store") == {}


@pytest.mark.parametrize("size", [1_000, 8_000, 20_000])
def test_a_release_that_finds_the_disk_full_says_so_and_is_not_there(
    size: int, store: Store, release_on: date, tmp_path: Path
) -> None:
    path = requests.write(tmp_path, requests.aggregate())
    before = set(tmp_path.iterdir())
    options = ["--store", str(store.path), "--out", str(tmp_path / "release"), "--on", release_on.isoformat()]
    done = _with_little_disk(size, "release", str(path), *options)
    assert done.returncode == 2, done.stderr
    assert "release.unwritable" in done.stderr
    assert "Traceback" not in done.stderr
    assert set(tmp_path.iterdir()) == before


def test_a_district_that_finds_the_disk_full_is_not_there(tmp_path: Path) -> None:
    done = _with_little_disk(20_000, "sample", str(tmp_path / "district"), "--students", "300")
    assert done.returncode == 2, done.stderr
    assert "sample.unwritable" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_can_keep_no_key_map_makes_no_deidentified_file(
    district: WrittenDistrict, release_on: date, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    store.load(district.extract)
    (store.path / "key-maps").write_text("in the way")
    path = requests.write(tmp_path, requests.deidentified())
    with pytest.raises(BadInput) as caught:
        build_release(read_request(path), store, tmp_path / "release", on=release_on)
    assert caught.value.faults[0].rule == "key-map.unwritable"
    assert not (tmp_path / "release").exists()


def test_checking_a_release_changes_nothing_in_the_store(
    district: WrittenDistrict, store: Store, release_on: date, tmp_path: Path
) -> None:
    path = requests.write(tmp_path, requests.deidentified())
    release = build_release(read_request(path), store, tmp_path / "release", on=release_on)
    before = _contents(store.path)
    verify_release(release.path, store, on=release_on)
    assert _contents(store.path) == before
    other = Store(tmp_path / "other")
    other.load(district.extract)
    before = _contents(other.path)
    with pytest.raises(BadInput) as caught:
        verify_release(release.path, other, on=release_on)
    assert caught.value.faults[0].rule == "key-map.missing"
    assert _contents(other.path) == before
