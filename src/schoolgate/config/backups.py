"""A backup of the office: its database, sealed files and signing key in one folder, made while people work.

What is not in it: the keys of the settings, without which nothing sealed opens, and the store of student records, which
`schoolgate load` made and which is a folder of files that never change.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from django.conf import settings

from schoolgate.config import databases
from schoolgate.core import BadInput, CheckFailed, Fault

MANIFEST = "backup.json"
DATABASE = "database"
FILES = "files"
FOLDERS = ("sealed", "signing")
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says of itself. keys: a digest by which the right keys are known; files: SHA-256 by path."""

    made_at: str
    database: str
    keys: str
    files: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a backup's manifest. Raises BadInput where the folder is none."""
        try:
            return cls(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            message = "This is no backup of an office, or not a whole one."
            raise BadInput.at(
                folder.name, message, "Name the folder that `backup` made.", rule="backup.none"
            ) from error


def make(target: Path, *, at: datetime) -> Backup:
    """Write a backup into a folder that is not there yet. It appears whole or not at all.

    Sealed files are copied before and after the database: each that a row of it names was there before the row or came
    while it was written. Raises BadInput where the target is taken.
    """
    if target.exists():
        message, mend = "Something is there already.", "Name a folder that is not there yet."
        raise BadInput.at(target.name, message, mend, rule="backup.target-taken")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.parent / f".{target.name}-{secrets.token_hex(8)}"
    aside.mkdir(mode=0o700)
    try:
        _copy_files(aside / FILES)
        databases.write(aside / DATABASE)
        _copy_files(aside / FILES)
        files = {str(path.relative_to(aside)): _sha256(path) for path in _files_in(aside)}
        made = Backup(at.isoformat(), databases.kind(), keys_known(), files)
        (aside / MANIFEST).write_text(json.dumps(asdict(made), indent=1) + "\n", encoding="utf-8")
        for path in _files_in(aside):
            _flush(path)
        aside.rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return made


def restore(source: Path) -> Backup:
    """Fill an empty office from a backup.

    Raises CheckFailed where a file of it is missing or changed, BadInput where the keys are others, the database is of
    another kind, or the office is not empty.
    """
    backup = Backup.read(source)
    _require_fitting(source, backup)
    faults = [_fault(path) for path, digest in backup.files.items() if _sha256(source / path) != digest]
    if faults:
        raise CheckFailed(faults)
    home = Path(settings.SCHOOLGATE_HOME)
    try:
        for path in _files_in(source / FILES):
            place = home / path.relative_to(source / FILES)
            place.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
            shutil.copy2(path, place)
        databases.read_back(source / DATABASE)
    except (OSError, BadInput):
        for folder in FOLDERS:  # they were empty before, so that the next try finds them so
            shutil.rmtree(home / folder, ignore_errors=True)
        raise
    return backup


def keys_known() -> str:
    """Return a digest of the keys that open what is sealed. It tells nothing of them: they are random."""
    whole = "\n".join(["schoolgate backup", settings.SCHOOLGATE_SEAL_KEY, settings.SCHOOLGATE_STUDENT_KEY])
    return hashlib.sha256(whole.encode()).hexdigest()


def _require_fitting(source: Path, backup: Backup) -> None:
    name = source.name
    if backup.keys != keys_known():
        mend = "Set SCHOOLGATE_SEAL_KEY and SCHOOLGATE_STUDENT_KEY to those of the office that was backed up."
        raise BadInput.at(name, "The backup was made with other keys.", mend, rule="backup.other-keys")
    if backup.database != databases.kind():
        mend = f"Set DATABASE_URL to an empty database of {backup.database}."
        raise BadInput.at(name, f"The backup is of {backup.database}.", mend, rule="backup.other-database")
    taken = [folder for folder in FOLDERS if any((Path(settings.SCHOOLGATE_HOME) / folder).glob("*"))]
    if taken or not databases.is_empty():
        mend = "Restore into an empty database and an empty SCHOOLGATE_HOME."
        raise BadInput.at(name, "There is an office already.", mend, rule="backup.not-empty")


def _copy_files(target: Path) -> None:
    """Copy what is not copied yet. A file that somebody removes meanwhile is left out: no row names it any more."""
    home = Path(settings.SCHOOLGATE_HOME)
    target.mkdir(mode=0o700, exist_ok=True)
    for folder in FOLDERS:
        for path in _files_in(home / folder):
            place = target / path.relative_to(home)
            if place.exists() or path.name.endswith(".part"):
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copy2(path, place)
            except FileNotFoundError:
                place.unlink(missing_ok=True)


def _files_in(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _flush(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _fault(path: str) -> Fault:
    message, mend = "The file is missing or was changed.", "Restore from another backup."
    return Fault(path, None, None, "backup.changed", message, mend)
