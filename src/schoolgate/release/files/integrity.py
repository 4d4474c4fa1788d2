"""Whether a release folder still holds the bytes it was published with: nothing changed, missing or added."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from schoolgate.core import CheckFailed, Fault
from schoolgate.release.files.documents import sha256_of
from schoolgate.release.files.manifest import MANIFEST, SEAL, Manifest, ManifestFile, Seal

_OFFICE = "office"
_DOCUMENT_BYTES = 16 * 1024 * 1024
_MEND = "Don't use this folder. Take the release again from where it was kept, or build it anew."


def check_files(folder: Path, *, digest: str | None = None, office: bool = True) -> tuple[Fault, ...]:
    """Return every fault of a release folder, each named by its path inside; nothing when it is whole.

    digest: what `publish` returned, from where it was kept; without it, somebody who rewrites data, manifest and
    seal together isn't found out. office: False for a copy handed out without the staff's half.
    """
    faults: list[Fault] = []
    present = set(_entries(folder, faults))
    if not present and not faults:
        return (_fault(".", "release.missing", "There is no release here."),)
    manifest = _manifest(folder, present, faults)
    seal = _seal(folder, present, faults) if office else None
    expected = [*(manifest.files if manifest else ()), *(seal.files if seal else ())]
    if manifest is not None and (seal is not None or not office):
        faults.extend(_unlisted(present, expected, office=office))
    for file in expected:
        faults.extend(_file_faults(folder, present, file))
    if manifest is not None and seal is not None:
        faults.extend(_seal_faults(manifest, seal))
    if digest is not None and manifest is not None and digest != manifest.seal:
        faults.append(_fault(MANIFEST, "release.other-digest", "It is not the release whose digest was kept."))
    return tuple(dict.fromkeys(faults))


def read_manifest(folder: Path) -> Manifest:
    """Read what a release says it is. Raises CheckFailed where its manifest is missing or not as written."""
    faults: list[Fault] = []
    manifest = _manifest(folder, set(_entries(folder, faults)), faults)
    if manifest is None:
        raise CheckFailed(faults)
    return manifest


def _entries(folder: Path, faults: list[Fault]) -> Iterator[str]:
    """Yield the path of each regular file; whatever is neither that nor the office folder is a fault."""
    for root, folders, names in os.walk(folder):
        for name in sorted(names + folders):
            path = Path(root, name)
            inside = path.relative_to(folder).as_posix()
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                yield inside
            elif not stat.S_ISDIR(mode):
                faults.append(_fault(inside, "release.not-a-file", "It is a link or a device, not a file."))
            elif inside != _OFFICE:
                faults.append(_fault(inside, "release.extra-folder", "The folder does not belong to the release."))


def _manifest(folder: Path, present: set[str], faults: list[Fault]) -> Manifest | None:
    raw = _document(folder, MANIFEST, present, faults)
    try:
        return None if raw is None else Manifest.from_bytes(raw)
    except ValueError as error:
        faults.append(_fault(MANIFEST, "release.changed", f"The file is not as it was written: {error}."))
        return None


def _seal(folder: Path, present: set[str], faults: list[Fault]) -> Seal | None:
    raw = _document(folder, SEAL, present, faults)
    try:
        return None if raw is None else Seal.from_bytes(raw)
    except ValueError as error:
        faults.append(_fault(SEAL, "release.changed", f"The file is not as it was written: {error}."))
        return None


def _document(folder: Path, path: str, present: set[str], faults: list[Fault]) -> bytes | None:
    if path not in present:
        faults.append(_fault(path, "release.file-missing", "The file is missing."))
        return None
    try:
        with (folder / path).open("rb") as stream:
            raw = stream.read(_DOCUMENT_BYTES + 1)
    except OSError as error:
        faults.append(_fault(path, "release.unreadable", f"The file cannot be read: {error.strerror}."))
        return None
    if len(raw) > _DOCUMENT_BYTES:
        faults.append(_fault(path, "release.changed", "The file is not as it was written: it is far too large."))
        return None
    return raw


def _unlisted(present: set[str], expected: Sequence[ManifestFile], *, office: bool) -> Iterator[Fault]:
    listed = {MANIFEST, *(file.path for file in expected)} | ({SEAL} if office else set())
    for path in sorted(present - listed):
        yield _fault(path, "release.extra-file", "The file does not belong to the release.")


def _file_faults(folder: Path, present: set[str], file: ManifestFile) -> Iterator[Fault]:
    if file.path not in present:
        yield _fault(file.path, "release.file-missing", "The file is missing.")
        return
    path = folder / PurePosixPath(file.path)
    try:
        size_bytes = path.stat().st_size
        if size_bytes != file.size_bytes:
            message = f"The file has {size_bytes} bytes and had {file.size_bytes}."
            yield _fault(file.path, "release.changed", message)
        elif sha256_of(path) != file.sha256:
            yield _fault(file.path, "release.changed", "The file's bytes are not those it was published with.")
    except OSError as error:
        yield _fault(file.path, "release.unreadable", f"The file cannot be read: {error.strerror}.")


def _seal_faults(manifest: Manifest, seal: Seal) -> Iterator[Fault]:
    if seal.manifest != manifest.digest:
        yield _fault(MANIFEST, "release.changed", "What it says is not what was sealed.")
    if manifest.seal != seal.digest:
        yield _fault(SEAL, "release.changed", "It is not the seal that the manifest names.")


def _fault(path: str, rule: str, message: str) -> Fault:
    return Fault(path, None, None, rule, message, _MEND)
