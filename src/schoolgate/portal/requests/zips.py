"""What a zip file really unpacks to. What it says of itself is not believed: every byte is inflated and counted."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from schoolgate.core import SchoolgateError

_PIECE = 64 * 1024
_LOCAL_HEAD, _LOCAL_SIGN = 30, b"PK\x03\x04"
_ENCRYPTED = 0x1


class Damaged(SchoolgateError):
    """The file is not a zip that every program would unpack to the same."""


class TooMuch(SchoolgateError):
    """The file unpacks to more than was allowed."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a zip file: its name, and the bytes that it begins with, at most as many as were asked for."""

    name: str
    head: bytes


def unpacked(file: IO[bytes], *, most_parts: int, most_bytes: int, head_bytes: int) -> Iterator[Part]:
    """Yield every part once it was inflated to its end. Nothing larger than a piece of one is ever in memory.

    Raises Damaged where parts overlap, are encrypted, are not what the list of contents says, or fail their checksum;
    and TooMuch at the first byte too many, whatever sizes the file claims.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise Damaged from error
    if len(parts) > most_parts:
        raise TooMuch
    left, end = most_bytes, 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end:
            raise Damaged
        head, size, end = _inflated(file, part, left, head_bytes)
        left -= size
        yield Part(part.filename, head)


def _inflated(file: IO[bytes], part: zipfile.ZipInfo, left: int, head_bytes: int) -> tuple[bytes, int, int]:
    """Return the head of a part, its true size, and where it ends in the file."""
    begins = _begin_of(file, part)
    file.seek(begins)
    head, size, sum_of_all = b"", 0, 0
    for piece in _pieces(file, part):
        head += piece[: head_bytes - len(head)]
        size, sum_of_all = size + len(piece), zlib.crc32(piece, sum_of_all)
        if size > left:
            raise TooMuch
    if (size, sum_of_all) != (part.file_size, part.CRC):
        raise Damaged
    return head, size, begins + part.compress_size


def _begin_of(file: IO[bytes], part: zipfile.ZipInfo) -> int:
    """Return where a part's bytes begin. Its own head must bear the name that the list of contents gives it."""
    file.seek(part.header_offset)
    head = file.read(_LOCAL_HEAD)
    if len(head) < _LOCAL_HEAD or not head.startswith(_LOCAL_SIGN) or part.flag_bits & _ENCRYPTED:
        raise Damaged
    name_length, extra_length = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
    encoding = "utf-8" if part.flag_bits & 0x800 else "cp437"
    if file.read(name_length) != part.orig_filename.encode(encoding, "replace"):
        raise Damaged
    return part.header_offset + _LOCAL_HEAD + name_length + extra_length


def _pieces(file: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a part holds, a piece at a time."""
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Damaged
    is_packed = part.compress_type == zipfile.ZIP_DEFLATED
    inflater, unread = zlib.decompressobj(-zlib.MAX_WBITS), part.compress_size
    while unread > 0:
        packed = file.read(min(_PIECE, unread))
        if not packed:
            raise Damaged
        unread -= len(packed)
        if not is_packed:
            yield packed
            continue
        piece = bytes(_PIECE)
        while packed or len(piece) == _PIECE:  # a piece that is full may have left something inside
            try:
                piece = inflater.decompress(packed, _PIECE)
            except zlib.error as error:
                raise Damaged from error
            yield piece
            packed = inflater.unconsumed_tail
    if is_packed and (not inflater.eof or inflater.unused_data):
        raise Damaged
