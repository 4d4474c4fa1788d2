"""What may be handed in as a document, judged by its bytes and not by its name."""

import zipfile
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

MAX_BYTES = 10 * 1024 * 1024
_MAX_UNPACKED_BYTES = 100 * 1024 * 1024
_MAX_PARTS = 2_000
_PDF, _PNG, _JPEG, _ZIP = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Judged:
    """A document's type, or what is wrong with it."""

    media_type: str = ""
    fault: str = ""


def judge(file: "UploadedFile[bytes]") -> Judged:
    """Return the type of an uploaded document: PDF, PNG, JPEG or Word without macros, at most 10 MB."""
    if (file.size or 0) > MAX_BYTES:
        return Judged(fault=_("The file is larger than 10 MB."))
    head = file.read(8)
    file.seek(0)
    for start, media_type in ((_PDF, "application/pdf"), (_PNG, "image/png"), (_JPEG, "image/jpeg")):
        if head.startswith(start):
            return Judged(media_type)
    if head.startswith(_ZIP):
        return _word(file)
    return Judged(fault=_("Hand in a PDF, a Word document, a PNG or a JPEG."))


def safe_name(name: str) -> str:
    """Return a name without folders and control characters, at most 120 characters long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in last if char.isprintable())[-120:] or "document"


def _word(file: "UploadedFile[bytes]") -> Judged:
    """A Word document is a zip with a main part; one that unpacks to too much, or holds macros, is refused."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        return Judged(fault=_("The file is damaged."))
    finally:
        file.seek(0)
    names = {part.filename.casefold() for part in parts}
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED_BYTES:
        return Judged(fault=_("The file unpacks to too much."))
    if any("vbaproject" in name or name.endswith((".bin", ".exe", ".js")) for name in names):
        return Judged(fault=_("The file holds macros. Save it without them, or as a PDF."))
    if "word/document.xml" not in names:
        return Judged(fault=_("Hand in a PDF, a Word document, a PNG or a JPEG."))
    return Judged(_WORD)
