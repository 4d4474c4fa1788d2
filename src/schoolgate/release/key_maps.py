"""The key maps of de-identified projects, kept in the store and never in a release (34 CFR 99.31(b)(2); T19)."""

import csv
import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from schoolgate.core import BadInput
from schoolgate.sdc.microdata.codes import KeyMap, assign_codes

_FOLDER = "key-maps"


def project_codes(store: Path, project: str, students: Sequence[str]) -> tuple[str, ...]:
    """Return each student's code in a project, drawing and keeping new ones where there are none yet.

    The same student has the same code in every release of a project and another in every other project. Safe
    against a kill and against two builds at once: a map is replaced whole, under a lock. Raises BadInput where a
    kept map is damaged or cannot be written.
    """
    path = _path(store, project)
    try:
        with _locked(path.parent):
            known = _read(path, project)
            key_map = assign_codes(students, known)
            if key_map != known:
                _write(path, key_map)
    except OSError as error:
        message = f"The key map of this project cannot be kept in the store: {error.strerror}."
        mend = "Check the store's permissions and the space on its disk."
        raise BadInput.at(_FOLDER, message, mend, rule="key-map.unwritable") from error
    return key_map.codes(students)


def kept_codes(store: Path, project: str, students: Sequence[str]) -> tuple[str, ...]:
    """Return each student's code in a project as it was kept, and change nothing; empty where none was drawn.

    Raises BadInput where the map is damaged or not there.
    """
    path = _path(store, project)
    if not path.is_file():
        mend = "Use the store from which the release was made."
        raise BadInput.at(_FOLDER, "The store holds no key map of this project.", mend, rule="key-map.missing")
    known = dict(_read(path, project).entries)
    return tuple(known.get(student, "") for student in students)


def _path(store: Path, project: str) -> Path:
    return store / _FOLDER / f"{project_id(project)}.csv"


def project_id(project: str) -> str:
    """Return the short id of a project's name: sixteen hexadecimal digits, for file names and manifests."""
    return hashlib.sha256(" ".join(project.casefold().split()).encode()).hexdigest()[:16]


def _read(path: Path, project: str) -> KeyMap:
    if not path.exists():
        return KeyMap(project)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    if not rows or rows[0] != ["student", "code"] or any(len(row) != 2 for row in rows):
        mend = "Restore the store from its last good copy: without the map, codes of this project would change."
        raise BadInput.at(path.name, "The key map of this project is damaged.", mend, rule="key-map.damaged")
    return KeyMap(project, tuple((student, code) for student, code in rows[1:]))


def _write(path: Path, key_map: KeyMap) -> None:
    aside = path.with_suffix(".aside")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["student", "code"])
        writer.writerows(key_map.entries)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
