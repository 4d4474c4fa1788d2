"""A folder of sealed files. Each is cut into pieces that are sealed one by one, so that a large one is never in memory.

A file begins with a random prefix of 7 bytes. The nonce of a piece is that prefix, the piece's number and whether it
is the last, so that pieces can't be swapped, repeated or cut off unseen (the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár, 2015). The name of the file is part of every seal.
"""

import fcntl
import hashlib
import os
import secrets
import time
import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from schoolgate.core import CheckFailed, Fault
from schoolgate.office.seals.texts import sealing_key

GRACE = timedelta(days=7)
_PIECE = 256 * 1024
_TAG = 16
_PREFIX = 7


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was sealed: its name in the folder, and size in bytes and SHA-256 of what it holds."""

    key: str
    size: int
    sha256: str


class SealedFiles:
    """Sealed files under the office's home. A file is whole or not there."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(settings.SCHOOLGATE_HOME) / "sealed"

    def put(self, chunks: Iterable[bytes]) -> StoredFile:
        """Seal what the chunks hold, under a new name."""
        key = uuid.uuid4().hex
        self._folder.mkdir(parents=True, exist_ok=True)
        aside = self._folder / f".{key}.part"
        digest, size = hashlib.sha256(), 0
        prefix = secrets.token_bytes(_PREFIX)
        seal = AESGCM(sealing_key())
        with aside.open("xb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # held until the file has its name: `clear` leaves it alone
            aside.chmod(0o600)
            file.write(prefix)
            for number, (piece, is_last) in enumerate(_pieces(chunks)):
                digest.update(piece)
                size += len(piece)
                file.write(seal.encrypt(_nonce(prefix, number, is_last), piece, key.encode()))
            file.flush()
            os.fsync(file.fileno())
            aside.rename(self._folder / key)
        _write_folder(self._folder)
        return StoredFile(key, size, digest.hexdigest())

    def read(self, key: str) -> Iterator[bytes]:
        """Yield what a file holds, piece by piece. Raises CheckFailed at the first piece that was changed."""
        seal = AESGCM(sealing_key())
        path = self._folder / uuid.UUID(key).hex
        with path.open("rb") as file:
            prefix = file.read(_PREFIX)
            piece, number = file.read(_PIECE + _TAG), 0
            while True:
                following = file.read(_PIECE + _TAG)
                try:
                    yield seal.decrypt(_nonce(prefix, number, not following), piece, key.encode())
                except InvalidTag as error:
                    raise CheckFailed([_changed(key)]) from error
                if not following:
                    return
                piece, number = following, number + 1

    def clear(self) -> int:
        """Remove what killed processes left half-written; return how many files. Those being written are left alone."""
        removed = 0
        for path in self._folder.glob(".*.part"):
            with path.open("rb") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def remove_spare(self, named: Collection[str], *, after: timedelta = GRACE) -> int:
        """Remove files that no record names and that came to this disk so long ago; return how many.

        named: every file that some record names. A file waits because its record may still be written, a database may
        be read back from a backup after its files, or be one of yesterday for a while. Where not one of the files is
        named, nothing is removed: it is another office's database.
        """
        files = [path for path in self._folder.glob("*") if path.is_file() and not path.name.endswith(".part")]
        spare = [path for path in files if path.name not in named]
        if len(spare) == len(files):
            return 0
        old = [path for path in spare if time.time() - _came_at(path) >= after.total_seconds()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def remove(self, key: str) -> None:
        """Remove a file; nothing happens where it is gone already."""
        (self._folder / uuid.UUID(key).hex).unlink(missing_ok=True)


def _came_at(path: Path) -> float:
    """Return when a file came to this disk; a copy, such as one from a backup, came when it was copied."""
    try:
        return path.stat().st_ctime
    except FileNotFoundError:
        return time.time()


def _write_folder(folder: Path) -> None:
    """Have the disk keep the name of a new file, before a record is written that speaks of it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _pieces(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield pieces of one size, the last of which may be shorter, even empty."""
    buffer = bytearray()
    for chunk in chunks:
        buffer += chunk
        while len(buffer) > _PIECE:
            yield bytes(buffer[:_PIECE]), False
            del buffer[:_PIECE]
    yield bytes(buffer), True


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


def _changed(key: str) -> Fault:
    mend = "Restore it from the backup."
    return Fault(f"sealed/{key}", None, None, "seals.changed", "The sealed file was changed or cut.", mend)
