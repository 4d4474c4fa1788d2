"""Whether a PDF does more than show pages: scripts, programs to start, files inside, forms that send.

Two looks that share nothing. A reader of PDF goes by the file's own table of objects, and sees what a program sees that
believes it. A search goes by the bytes, also inside compressed streams, and sees what a program finds that rebuilds a
broken table by searching. What either finds, and what the reader can't read, is refused.
"""

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import IO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from schoolgate.core import SchoolgateError

_MOST_OBJECTS, _MOST_DEPTH = 50_000, 60
_MOST_OF_STREAM, _MOST_OF_ALL = 4 * 1024 * 1024, 256 * 1024 * 1024
# ISO 32000-2: actions 12.6.4, embedded files 7.11.4, rich media 13.7, XFA forms 12.7.8. The short names are too short
# for a search of all bytes, where compressed data says anything now and then.
_LONG: tuple[str, ...] = (
    *("JavaScript", "Launch", "ImportData", "SubmitForm", "GoToE", "RichMedia", "RichMediaExecute"),
    *("EmbeddedFile", "EmbeddedFiles", "FileAttachment", "XFA"),
)
_SHORT = ("JS", "EF")
_ACTIVE = frozenset(f"/{name}" for name in (*_LONG, *_SHORT))
_PIECE = 16 * 1024
_STREAM = re.compile(rb"stream\r?\n")


class Found(Enum):
    """What was found."""

    PAGES_ALONE = "pages alone"
    ACTIVE = "active content"
    LOCKED = "a password"
    UNREADABLE = "unreadable"
    TOO_MUCH = "too much"


class _TooMuch(SchoolgateError):
    """The file is larger inside than is looked through."""


def look_through(file: IO[bytes]) -> Found:
    """Return what a PDF holds. It is in memory already: uploads are small."""
    file.seek(0)
    raw = file.read()
    file.seek(0)
    try:
        if _search(raw, _LONG) or any(_search(held, _LONG) for held in _inflated(raw)):
            return Found.ACTIVE
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted:
            return Found.LOCKED
        return Found.ACTIVE if any(map(_is_active, _objects(reader))) else Found.PAGES_ALONE
    except _TooMuch:
        return Found.TOO_MUCH
    except Exception:  # whatever a hostile file makes the reader raise, it is not taken
        return Found.UNREADABLE
    finally:
        file.seek(0)


def _named(names: Iterable[str]) -> "re.Pattern[bytes]":
    """Return what finds names as a PDF may write them: any letter may stand as its code, `#4A`."""
    spelt = ("".join(f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in name) for name in names)
    return re.compile(rf"/(?:{'|'.join(spelt)})(?=[\s/<>\[\](){{}}%]|\Z)".encode())


_FIND = {names: _named(names) for names in (_LONG, (*_LONG, *_SHORT))}


def _search(held: bytes, names: tuple[str, ...]) -> bool:
    return _FIND[names].search(held) is not None


def _inflated(raw: bytes) -> Iterator[bytes]:
    """Yield the beginning of everything that looks like a compressed stream, whatever the table of objects says."""
    left = _MOST_OF_ALL
    for number, found in enumerate(_STREAM.finditer(raw)):
        held = _begin_of_stream(raw, found.end())
        left -= len(held)
        if left < 0 or number > _MOST_OBJECTS:
            raise _TooMuch
        yield held


def _begin_of_stream(raw: bytes, begins: int) -> bytes:
    """Return what can be inflated from a place on, piece by piece; nothing where that is no compressed data."""
    inflater, held = zlib.decompressobj(), bytearray()
    for at in range(begins, len(raw), _PIECE):
        try:
            held += inflater.decompress(raw[at : at + _PIECE], _MOST_OF_STREAM - len(held))
        except zlib.error:
            break
        if inflater.eof or inflater.unconsumed_tail or len(held) >= _MOST_OF_STREAM:
            break
    return bytes(held)


def _objects(reader: PdfReader) -> Iterator[object]:
    """Yield the trailer and every object of the file's table, reachable or not; those packed together as one stream."""
    yield reader.trailer
    numbers = [(number, generation) for generation, at in reader.xref.items() for number in at]
    if len(numbers) > _MOST_OBJECTS:
        raise _TooMuch
    for number, generation in numbers:
        yield reader.get_object(IndirectObject(number, generation, reader))


def _is_active(held: object, depth: int = 0) -> bool:
    """Whether an object, or one inside it, does something. One that it only points to is looked at by itself."""
    if depth > _MOST_DEPTH:
        raise _TooMuch
    if isinstance(held, StreamObject) and held.get("/Type") == "/ObjStm":
        return _search(held.get_data(), (*_LONG, *_SHORT))
    if isinstance(held, DictionaryObject):
        return any(key in _ACTIVE or _is_active(value, depth + 1) for key, value in dict.items(held))
    if isinstance(held, ArrayObject):
        return any(_is_active(value, depth + 1) for value in list.__iter__(held))
    return isinstance(held, NameObject) and held in _ACTIVE
