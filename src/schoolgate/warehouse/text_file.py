"""Reads a file's bytes once, before any parser does: encoding, line ends, number of lines."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from schoolgate.warehouse.findings import Findings

_CHUNK = 4 * 1024 * 1024
_TAIL = 4096
_BOM = codecs.BOM_UTF8


@dataclass(frozen=True, slots=True)
class TextFile:
    """What the bytes say. `lines` leaves out empty ones at the end; `newline` is None where line ends are mixed."""

    path: Path
    lines: int
    newline: str | None


def scan(path: Path, findings: Findings) -> TextFile | None:
    """Return what the bytes of a file say, or None where they are no UTF-8 text; the fault is noted."""
    if path.stat().st_size == 0:
        findings.add("csv.empty", path.name, "The file is empty.")
        return None
    with path.open("rb") as opened:
        head = opened.read(4)
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        findings.add("encoding.utf16", path.name, "The file is UTF-16 text.", line=1)
        return None
    if head.startswith(_BOM):
        findings.add("encoding.bom", path.name, "The file begins with a byte order mark.", line=1)
    return _scan_bytes(path, findings)


def _scan_bytes(path: Path, findings: Findings) -> TextFile | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    newlines = pairs = returns = 0
    before = last = b""
    with path.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            if b"\x00" in chunk:
                line = newlines + chunk.count(b"\n", 0, chunk.index(b"\x00")) + 1
                findings.add("encoding.nul", path.name, "The file holds a NUL byte.", line=line)
                return None
            if not _decodes(decoder, chunk):
                _note_encoding(path, findings)
                return None
            newlines += chunk.count(b"\n")
            returns += chunk.count(b"\r")
            pairs += chunk.count(b"\r\n") + (before == b"\r" and chunk[:1] == b"\n")
            before = last = chunk[-1:]
    if not _decodes(decoder, b"", final=True):
        _note_encoding(path, findings)
        return None
    lines = newlines + (last != b"\n") - _blank_lines_at_end(path)
    if returns == 0:
        return TextFile(path, lines, "\n")
    return TextFile(path, lines, "\r\n" if returns == pairs == newlines else None)


def _blank_lines_at_end(path: Path) -> int:
    """Return how many empty lines end a file; within its last bytes, for more would be no mistake of an export."""
    with path.open("rb") as opened:
        opened.seek(max(0, path.stat().st_size - _TAIL))
        tail = opened.read()
    return max(0, tail[len(tail.rstrip(b"\r\n")) :].count(b"\n") - 1)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _note_encoding(path: Path, findings: Findings) -> None:
    with path.open("rb") as opened:
        for number, line in enumerate(opened, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                byte = line[error.start]
                findings.add("encoding.not-utf8", path.name, f"The byte 0x{byte:02x} is not UTF-8.", line=number)
                return
