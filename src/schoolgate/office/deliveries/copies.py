"""A recipient's own copy: an archive of the release that bears a mark and is otherwise the same for all.

The mark stands in three places that do not touch a figure: at the end of method.md, among the sources in
manifest.json, and among the properties of data.xlsx. data.csv and data.parquet are the same for everybody: a figure
changed to trace a person would be a false figure.
"""

import hashlib
import io
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from schoolgate.core import CheckFailed, Fault
from schoolgate.release.files import MANIFEST
from schoolgate.release.files.manifest import Manifest, ManifestFile

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that are taken for one another
_CORE = "docProps/core.xml"
_CORE_END = b"</cp:coreProperties>"
_WHEN = (2000, 1, 1, 0, 0, 0)
_PIECE = 1024 * 1024


def new_mark() -> str:
    """Return a mark drawn at random: it tells nothing of the recipient to who does not hold the office's list."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"C-{letters[:4]}-{letters[4:]}"


def write_copy(release: Path, mark: str, terms: str, target: Path) -> None:
    """Write the archive of one copy from the public half of a release folder."""
    changed = {
        "method.md": _marked_note((release / "method.md").read_bytes(), mark),
        "data.xlsx": marked_workbook((release / "data.xlsx").read_bytes(), mark),
    }
    manifest = Manifest.from_bytes((release / MANIFEST).read_bytes())
    files = tuple(
        ManifestFile(file.path, hashlib.sha256(changed[file.path]).hexdigest(), len(changed[file.path]))
        if file.path in changed
        else file
        for file in manifest.files
    )
    told = replace(manifest, files=files, sources=(*manifest.sources, ("copy", mark)))
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry(MANIFEST), told.to_bytes())
        archive.writestr(_entry("terms.txt"), terms + "\n")
        for file in files:
            if file.path in changed:
                archive.writestr(_entry(file.path), changed[file.path])
            else:
                with (release / file.path).open("rb") as stream, archive.open(_entry(file.path), "w") as entry:
                    while piece := stream.read(_PIECE):
                        entry.write(piece)


def mark_in_workbook(raw: bytes) -> str:
    """Return the mark of a spreadsheet that came back, empty where it has none."""
    with zipfile.ZipFile(io.BytesIO(raw)) as workbook:
        _, found, rest = workbook.read(_CORE).partition(b"<cp:keywords>copy ")
    return rest.partition(b"</cp:keywords>")[0].decode("utf-8", "replace") if found else ""


def marked_workbook(raw: bytes, mark: str) -> bytes:
    """Return a spreadsheet with the mark among its properties; every other part keeps its bytes.

    Raises CheckFailed where the properties are not as our writer writes them.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as workbook, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as marked:
        for part in workbook.infolist():
            content = workbook.read(part)
            if part.filename == _CORE:
                if content.count(_CORE_END) != 1:
                    raise CheckFailed([_not_ours()])
                content = content.replace(_CORE_END, f"<cp:keywords>copy {mark}</cp:keywords>".encode() + _CORE_END)
            marked.writestr(part, content)
    return out.getvalue()


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield a file in pieces."""
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _marked_note(raw: bytes, mark: str) -> bytes:
    return raw + f"\n## This copy\n\nCopy {mark}. The office knows whom it was handed to.\n".encode()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _not_ours() -> Fault:
    return Fault("data.xlsx", None, None, "copies.workbook", "The spreadsheet has no properties.", "Build it anew.")
