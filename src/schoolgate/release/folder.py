"""The folder of a release: whole or not there, and checkable byte by byte.

It is built aside, in a folder of its own beside the target, under a lock that dies with its process. Every file and
folder is flushed to the disk before the one rename that makes the release appear.
"""

import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from schoolgate.core import BadInput
from schoolgate.release.files.documents import sha256_of
from schoolgate.release.files.integrity import check_files, read_manifest
from schoolgate.release.files.manifest import MANIFEST, SEAL, Manifest, ManifestFile, Seal

__all__ = ["OFFICE", "ReleaseFolder", "check_files", "read_manifest"]

OFFICE = "office"

_ASIDE = ".schoolgate-building-"
_TAKEN = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EBUSY, errno.EISDIR}


class ReleaseFolder:
    """A release being built. Write into `directory` (and its `office/`), then publish; or leave, and nothing stays.

    Used as a context manager: `with ReleaseFolder(target) as folder: …; folder.publish(manifest)`. The target may
    be missing or an empty folder. Raises BadInput where it is anything else, or can't be written. Leftovers of
    killed builds beside the target are removed on entering.
    """

    def __init__(self, target: Path) -> None:
        self.target = target.absolute()
        self.directory = self.target.parent / f"{_ASIDE}{secrets.token_hex(8)}"
        self._lock = -1

    @property
    def office(self) -> Path:
        """The staff's half, which is not handed out."""
        return self.directory / OFFICE

    def __enter__(self) -> Self:
        _refuse_taken(self.target)
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            _remove_leftovers(self.target.parent)
            self._lock = _locked_folder(self.directory)
            self.office.mkdir(mode=0o700)
        except OSError as error:
            raise _unwritable(self.target, error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Tell a disk that is full or fails while files are written as BadInput, not as the system's own error."""
        try:
            yield
        except OSError as error:
            raise _unwritable(self.target, error) from error

    def publish(self, manifest: Manifest, *, salt: str | None = None) -> str:
        """Seal what was written and make it appear at the target, at once and whole. Return the seal's digest.

        Kept elsewhere (a ledger), the digest tells any later change, even one of every file at once.
        salt: 64 random hexadecimal digits, drawn anew unless given. Raises BadInput where the target was taken
        meanwhile, or something but files lies in the folder.
        """
        files = [_described(self.directory, path) for path in _regular_files(self.directory)]
        staff = tuple(file for file in files if file.path.startswith(f"{OFFICE}/"))
        told = replace(manifest, files=tuple(file for file in files if file not in staff), seal="")
        seal = Seal(salt or secrets.token_hex(32), told.digest, staff)
        _write(self.directory / SEAL, seal.to_bytes())
        _write(self.directory / MANIFEST, replace(told, seal=seal.digest).to_bytes())
        day = datetime(manifest.on.year, manifest.on.month, manifest.on.day, tzinfo=UTC).timestamp()
        for path in _regular_files(self.directory):
            path.chmod(0o600)
            os.utime(path, (day, day))
            _flush(path)
        _flush(self.office)
        _flush(self.directory)
        try:
            self.directory.rename(self.target)
        except OSError as error:
            if error.errno in _TAKEN:
                raise _taken(self.target) from error
            raise _unwritable(self.target, error) from error
        _flush(self.target.parent)
        return seal.digest


def _regular_files(directory: Path) -> list[Path]:
    """Return the files of both halves in the order of their paths. Raises BadInput for anything else."""
    found = []
    for path in sorted([*directory.iterdir(), *(directory / OFFICE).iterdir()]):
        if path.is_symlink() or not (path.is_file() or path == directory / OFFICE):
            message = "The folder of a release holds files and one folder, office."
            raise BadInput.at(path.name, message, "Write files only.", rule="release.not-a-file")
        if path.is_file():
            found.append(path)
    return found


def _write(path: Path, content: bytes) -> None:
    """Write a file that must not be there yet. Raises BadInput where the builder took its name."""
    try:
        with path.open("xb") as stream:
            stream.write(content)
    except FileExistsError as error:
        message = "This name is kept for the folder's own file."
        raise BadInput.at(path.name, message, "Give the file another name.", rule="release.reserved-name") from error


def _described(directory: Path, path: Path) -> ManifestFile:
    return ManifestFile(path.relative_to(directory).as_posix(), sha256_of(path), path.stat().st_size)


def _flush(path: Path) -> None:
    """Wait until a file's bytes, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _locked_folder(directory: Path) -> int:
    """Make a folder and return a handle that holds its lock until closed, or until the process is gone."""
    while True:
        directory.mkdir(mode=0o700)
        try:
            handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue  # another build took it for a leftover before it was locked
        fcntl.flock(handle, fcntl.LOCK_EX)
        if directory.exists():
            return handle
        os.close(handle)


def _remove_leftovers(parent: Path) -> None:
    for leftover in parent.glob(f"{_ASIDE}*"):
        try:
            handle = os.open(leftover, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue  # gone meanwhile, somebody else's, or no folder
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(leftover, ignore_errors=True)
        except BlockingIOError:
            continue  # somebody is building
        finally:
            os.close(handle)


def _refuse_taken(target: Path) -> None:
    try:
        empty = target.is_dir() and not target.is_symlink() and not any(target.iterdir())
    except OSError as error:
        raise _unwritable(target, error) from error
    if not empty and (target.exists() or target.is_symlink()):
        raise _taken(target)


def _taken(target: Path) -> BadInput:
    message = "Something is there already, and a release never overwrites."
    return BadInput.at(target.name, message, "Name a folder that is not there yet.", rule="release.target-taken")


def _unwritable(target: Path, error: OSError) -> BadInput:
    message = f"The release cannot be written there: {error.strerror}."
    mend = "Check the path, its permissions and the space on the disk."
    return BadInput.at(target.name, message, mend, rule="release.unwritable")
