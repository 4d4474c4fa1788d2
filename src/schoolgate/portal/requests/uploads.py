"""What may be handed in as a document, judged by its bytes and not by its name."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from schoolgate.portal.requests import pdfs, zips
from schoolgate.portal.requests.pdfs import Found

MAX_BYTES = 10 * 1024 * 1024
_MAX_UNPACKED_BYTES = 100 * 1024 * 1024
_MAX_PARTS = 2_000
_MAX_READ = 256 * 1024  # of a part that is read for what it says
_PDF, _PNG, _JPEG, _ZIP = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Judged:
    """A document's type, or what is wrong with it."""

    media_type: str = ""
    fault: str = ""


def judge(file: "UploadedFile[bytes]") -> Judged:
    """Return the type of an uploaded document: PDF, PNG, JPEG or Word, at most 10 MB, that only shows something."""
    if (file.size or 0) > MAX_BYTES:
        return Judged(fault=_("The file is larger than 10 MB."))
    head = file.read(8)
    file.seek(0)
    if head.startswith(_PDF):
        return _pdf(file)
    for start, media_type in ((_PNG, "image/png"), (_JPEG, "image/jpeg")):
        if head.startswith(start):
            return Judged(media_type)
    if head.startswith(_ZIP):
        return _word(file)
    return Judged(fault=_("Hand in a PDF, a Word document, a PNG or a JPEG."))


def safe_name(name: str) -> str:
    """Return a name without folders and control characters, at most 120 characters long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in last if char.isprintable())[-120:] or "document"


def _pdf(file: "UploadedFile[bytes]") -> Judged:
    """A PDF shows pages and does nothing else."""
    return {
        Found.PAGES_ALONE: Judged("application/pdf"),
        Found.ACTIVE: Judged(fault=_("The PDF holds scripts or other files. Print it to a new PDF, and add that.")),
        Found.LOCKED: Judged(fault=_("The PDF is locked by a password. Save it without one.")),
        Found.UNREADABLE: Judged(fault=_("The file is damaged. Print it to a new PDF, and add that.")),
        Found.TOO_MUCH: Judged(fault=_("The file unpacks to too much.")),
    }[pdfs.look_through(file)]


def _word(file: "UploadedFile[bytes]") -> Judged:
    """A Word document is a zip with a main part; one that unpacks to too much, or holds macros, is refused."""
    names, does_something = set(), False
    try:
        for part in zips.unpacked(file, most_parts=_MAX_PARTS, most_bytes=_MAX_UNPACKED_BYTES, head_bytes=_MAX_READ):
            name = part.name.casefold()
            names.add(name)
            does_something = does_something or _is_programme(name) or _points_to_macros(name, part.head.lower())
    except zips.TooMuch:
        return Judged(fault=_("The file unpacks to too much."))
    except zips.Damaged:
        return Judged(fault=_("The file is damaged."))
    finally:
        file.seek(0)
    if does_something:
        return Judged(fault=_("The file holds macros. Save it without them, or as a PDF."))
    if "word/document.xml" not in names:
        return Judged(fault=_("Hand in a PDF, a Word document, a PNG or a JPEG."))
    return Judged(_WORD)


def _is_programme(name: str) -> bool:
    return "vbaproject" in name or name.endswith((".bin", ".exe", ".js"))


def _points_to_macros(name: str, text: bytes) -> bool:
    """Whether a part says that the document has macros, or takes a template from elsewhere that may have them."""
    if name == "[content_types].xml":
        return b"macroenabled" in text or b"vbaproject" in text
    return name.endswith(".rels") and (b"/attachedtemplate" in text or b"/vbaproject" in text)
