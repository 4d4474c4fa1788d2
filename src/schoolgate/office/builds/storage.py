"""Where a build lies: in clear while it is being made, under a lock that dies with its process; sealed afterwards."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.conf import settings

from schoolgate.office.builds.models import Build
from schoolgate.office.seals import SealedFiles


def sealed_files(build_id: UUID) -> SealedFiles:
    """Return the sealed folder of a build, apart from all others, so that what a killed one left can be told."""
    return SealedFiles(_sealed(build_id))


@contextmanager
def workplace(build_id: UUID) -> Iterator[Path | None]:
    """Give an empty folder for one process to build in; None where another process is at it.

    Afterwards, and before, nothing of it stays: a build that was killed leaves its folder for the next try to clear.
    """
    places = Path(settings.SCHOOLGATE_HOME) / "building"
    places.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(places / f"{build_id.hex}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    folder = places / build_id.hex
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)


def clear(build_id: UUID) -> None:
    """Remove everything of a build that came to nothing."""
    places = Path(settings.SCHOOLGATE_HOME) / "building"
    shutil.rmtree(places / build_id.hex, ignore_errors=True)
    shutil.rmtree(_sealed(build_id), ignore_errors=True)


@contextmanager
def unsealed(build: Build, *, for_staff: bool = True, only: tuple[str, ...] = ()) -> Iterator[Path]:
    """Give the release folder in clear, as it was published, for as long as the block runs.

    only: beginnings of the names of the files that are wanted; all where empty.
    """
    with TemporaryDirectory(prefix="release-") as place:
        folder = Path(place)
        sealed = sealed_files(build.pk)
        for file in build.files.all():
            if (file.for_staff and not for_staff) or (only and not file.name.startswith(only)):
                continue
            path = folder / file.name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with path.open("xb") as stream:
                stream.writelines(sealed.read(file.key))
        yield folder


def _sealed(build_id: UUID) -> Path:
    return Path(settings.SCHOOLGATE_HOME) / "sealed" / "builds" / build_id.hex
