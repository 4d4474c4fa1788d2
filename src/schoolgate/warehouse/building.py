"""A folder in which one import builds its snapshot aside, and which nobody else takes for a whole one.

While its process lives, the building holds a lock on a file beside it. Whatever ends the process frees the lock, so
the next import knows a left-over building from one that is still going on, and clears it away.
"""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """Give an empty folder under `folder` for as long as the block runs, then remove it. Clears left-overs first."""
    folder.mkdir(parents=True, exist_ok=True)
    clear_left_overs(folder)
    lock_path, lock = _take_lock(folder)
    place = lock_path.with_suffix("")
    try:
        place.mkdir()
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        lock_path.unlink(missing_ok=True)
        os.close(lock)


def clear_left_overs(folder: Path) -> None:
    """Remove every building whose process has ended."""
    for lock_path in folder.glob("*.lock"):
        try:
            lock = os.open(lock_path, os.O_RDWR)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        shutil.rmtree(lock_path.with_suffix(""), ignore_errors=True)
        lock_path.unlink(missing_ok=True)
        os.close(lock)


def _take_lock(folder: Path) -> tuple[Path, int]:
    """Make a lock file and lock it; try again where another import cleared it away before it was locked."""
    while True:
        path = folder / f"{uuid.uuid4().hex}.lock"
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        if path.exists() and path.stat().st_ino == os.fstat(lock).st_ino:
            return path, lock
        os.close(lock)


def sync_file(path: Path) -> None:
    """Wait until a file's bytes, or a folder's names, are on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
