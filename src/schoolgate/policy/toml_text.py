"""TOML text that remembers where each key stands, so that a fault can name its line."""

import re
import tomllib
from pathlib import Path

from schoolgate.core import BadInput

_HEADER = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]+")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*=""")
_PLACE = re.compile(r"line (\d+)")


class TomlText:
    """A TOML document, its name, and the line of every key.

    `tables` is the parsed document: a dict only inside the reader that asked for it. Raises BadInput where the file
    cannot be read or is not TOML.
    """

    def __init__(self, path: Path) -> None:
        self.source = path.name
        try:
            text = path.read_bytes().decode("utf-8-sig")
            self.tables: dict[str, object] = tomllib.loads(text)
        except OSError as error:
            message = f"The file cannot be read: {error.strerror or 'unreadable'}."
            raise BadInput.at(
                path.name, message, "Check the path and its permissions.", rule="toml.unreadable"
            ) from error
        except UnicodeDecodeError as error:
            raise BadInput.at(
                path.name, "The file is not UTF-8 text.", "Save it as UTF-8.", rule="toml.encoding"
            ) from error
        except tomllib.TOMLDecodeError as error:
            place = _PLACE.search(str(error))
            line = int(place[1]) if place else None
            message = f"The file is not TOML: {error}."
            raise BadInput.at(path.name, message, "Mend that line.", rule="toml.syntax", line=line) from error
        self._lines = _lines_of_keys(text)

    def line_of(self, section: str, key: str = "", nth: int = 0) -> int | None:
        """Return the 1-based line of a key of the nth table called `section`; "" is the top, and the header itself."""
        return self._lines.get((section, nth, key))


def _lines_of_keys(text: str) -> dict[tuple[str, int, str], int]:
    lines: dict[tuple[str, int, str], int] = {}
    section, nth = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            section = header[1]
            nth = sum(1 for place in lines if place[0] == section and not place[2])
            lines[(section, nth, "")] = number
        elif key:
            lines.setdefault((section, nth, next(name for name in key.groups() if name is not None)), number)
    return lines
