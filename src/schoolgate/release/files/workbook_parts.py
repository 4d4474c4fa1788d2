"""The parts of a workbook's zip, opened so that no file handed in can fill the memory or run for long."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from schoolgate.core import BadInput

MAX_PARTS = 5_000
MAX_BYTES = 512 * 1024**2
MAX_RATIO = 200

RATIO_FREE_BYTES = 16 * 1024**2
_CHUNK_BYTES = 256 * 1024
_ENCRYPTED = 0x1
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)  # all that zipfile may raise


class WorkbookParts:
    """The names of a workbook's parts, and the bytes of each in pieces, all within one budget.

    What a zip says about its sizes is not believed: bytes are counted as they are unpacked. Raises BadInput where
    the file is no zip, is encrypted, has a part twice or too many parts, or unpacks to too much.
    """

    def __init__(self, stream: IO[bytes], source: str) -> None:
        self.source = source
        start = stream.read(len(_OLE))
        packed_bytes = stream.seek(0, 2)
        self._budget = min(MAX_BYTES, max(RATIO_FREE_BYTES, MAX_RATIO * packed_bytes))
        if start == _OLE:
            raise self.refused("workbook.not-xlsx", "It is an old or an encrypted workbook.")
        try:
            self._zip = zipfile.ZipFile(stream)
        except _BROKEN as error:
            raise self.refused("workbook.not-xlsx", "It is no XLSX workbook.") from error
        parts = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(parts) > MAX_PARTS:
            raise self.refused("workbook.too-large", f"It has {len(parts)} parts.")
        self.names = tuple(info.filename for info in parts)
        if len({name.lower() for name in self.names}) < len(parts):
            raise self.refused("workbook.part-twice", "It has a part twice, and programs differ in which they show.")
        if any(info.flag_bits & _ENCRYPTED for info in parts):
            raise self.refused("workbook.not-xlsx", "It is encrypted.")

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a part, piece by piece."""
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(_CHUNK_BYTES):
                    self._budget -= len(chunk)
                    if self._budget < 0:
                        raise self.refused("workbook.too-large", "It unpacks to far more than it should.")
                    yield chunk
        except _BROKEN as error:
            raise self.refused("workbook.broken", f"Its part {name!r} cannot be unpacked.") from error

    def refused(self, rule: str, message: str) -> BadInput:
        """Return the error that says why the workbook can't be looked into."""
        mend = "Copy the visible values into a new workbook without a password, and save it as XLSX."
        return BadInput.at(self.source, message, mend, rule=rule)
