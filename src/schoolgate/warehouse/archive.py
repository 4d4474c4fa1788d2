"""Unpacks a zip archive that may have been made to do harm."""

import errno
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from schoolgate.warehouse.findings import Findings

_CHUNK = 1024 * 1024
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_ENCRYPTED = 0x1
_NAME_BYTES = 255
_DISK_FAULTS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
_ZIP_MAGIC = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold. The ratio counts only for entries that unpack to `ratio_from_bytes` or more."""

    max_entries: int = 500
    max_total_bytes: int = 64 * 1024**3
    max_ratio: int = 200
    ratio_from_bytes: int = 16 * 1024**2


class _TooMuch(Exception):
    """An entry unpacks to more bytes than its header says or than the limits allow."""


def unpack(archive: Path, into: Path, findings: Findings, limits: Limits) -> None:
    """Unpack the CSV files of an archive flat into a folder; every reason to refuse it is noted in `findings`.

    Nothing is written unless all names, sizes and kinds are in order; sizes are checked again as the bytes come.
    Raises OSError where the disk takes no more.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not _ignored(entry)]
            _check_entries(archive, entries, findings, limits)
            if findings.errors:
                return
            for name, entry in _flat_names(archive, entries, findings):
                if findings.errors:
                    return
                _unpack_entry(opened, entry, into / name, archive, findings, limits)
    except OSError as error:
        if error.errno in _DISK_FAULTS:
            raise
        findings.add("source.not-zip", archive.name, f"The file is not a zip archive, or is cut off: {error}.")
    except (zipfile.BadZipFile, EOFError) as error:
        findings.add("source.not-zip", archive.name, f"The file is not a zip archive, or is cut off: {error}.")


def _ignored(entry: zipfile.ZipInfo) -> bool:
    return entry.is_dir() or any(part in entry.filename for part in _IGNORED)


def _check_entries(archive: Path, entries: list[zipfile.ZipInfo], findings: Findings, limits: Limits) -> None:
    if len(entries) > limits.max_entries:
        findings.add("zip.too-many-entries", archive.name, f"The archive has {len(entries):,} entries.")
        return
    total = sum(entry.file_size for entry in entries)
    if total > limits.max_total_bytes:
        findings.add("zip.too-large", archive.name, f"The archive unpacks to {total:,} bytes.")
    seen: set[str] = set()
    for entry in entries:
        place = f"{archive.name}/{entry.filename}"
        if entry.filename.casefold() in seen:
            findings.add("zip.entry-twice", place, f"The entry {entry.filename!r} stands twice.")
        seen.add(entry.filename.casefold())
        _check_entry(entry, place, findings, limits)


def _check_entry(entry: zipfile.ZipInfo, place: str, findings: Findings, limits: Limits) -> None:
    if _leads_out(entry):
        findings.add(
            "zip.path", place, f"The name {entry.orig_filename!r} leads out of the archive or is no file name."
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        findings.add("zip.symlink", place, "The entry is a symbolic link.")
    if entry.flag_bits & _ENCRYPTED:
        findings.add("zip.encrypted", place, "The entry is encrypted.")
    if entry.filename.casefold().endswith(".zip"):
        findings.add("zip.nested", place, "The entry is an archive itself.")
    if entry.file_size >= limits.ratio_from_bytes and entry.file_size > limits.max_ratio * max(entry.compress_size, 1):
        findings.add("zip.ratio", place, f"{entry.compress_size:,} bytes unpack to {entry.file_size:,}.")


def _leads_out(entry: zipfile.ZipInfo) -> bool:
    # zipfile cuts names at NUL bytes and turns the system's separators: the name as stored is the one to judge.
    name = entry.orig_filename.replace("\\", "/")
    path = PurePosixPath(name)
    if path.name in {"", "."} or len(path.name.encode("utf-8", "surrogateescape")) > _NAME_BYTES:
        return True
    return "\\" in entry.orig_filename or path.is_absolute() or ".." in path.parts or ":" in name or "\x00" in name


def _flat_names(archive: Path, entries: list[zipfile.ZipInfo], findings: Findings) -> list[tuple[str, zipfile.ZipInfo]]:
    folders = {str(PurePosixPath(entry.filename).parent) for entry in entries}
    if len(folders) > 1:
        folders = {str(PurePosixPath(e.filename).parent) for e in entries if e.filename.casefold().endswith(".csv")}
    if len(folders) > 1:
        names = ", ".join(sorted(folders))
        findings.add("zip.path", archive.name, f"CSV files lie in several folders of the archive: {names}.")
        return []
    folder = next(iter(folders), ".")
    if folder != ".":
        findings.add("zip.enclosing-directory", archive.name, f"The CSV files lie in the folder {folder!r}.")
    inside = [entry for entry in entries if str(PurePosixPath(entry.filename).parent) == folder]
    return [(PurePosixPath(entry.filename).name, entry) for entry in inside]


def _unpack_entry(
    opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, archive: Path, findings: Findings, limits: Limits
) -> None:
    place = f"{archive.name}/{entry.filename}"
    try:
        with opened.open(entry) as source, target.open("wb") as sink:
            _copy(source, sink, min(entry.file_size, limits.max_total_bytes))
    except _TooMuch:
        findings.add("zip.too-large", place, "The entry unpacks to more bytes than it says.")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        findings.add("zip.damaged", place, f"The entry cannot be unpacked: {error}.")
    else:
        with target.open("rb") as written:
            if written.read(4) == _ZIP_MAGIC:
                findings.add("zip.nested", place, "The entry is an archive itself, whatever its name.")


def _copy(source: object, sink: object, allowed: int) -> None:
    written = 0
    while chunk := source.read(_CHUNK):  # type: ignore[attr-defined]  # zipfile's reader
        written += len(chunk)
        if written > allowed:
            raise _TooMuch
        sink.write(chunk)  # type: ignore[attr-defined]  # an open binary file
