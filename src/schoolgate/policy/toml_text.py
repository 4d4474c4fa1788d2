"""TOML text that remembers where each key stands, so that a fault can name its line."""

from pathlib import Path

from schoolgate.policy.marked_document import read_marked


class TomlText:
    """A TOML document, its name, and the line of every key.

    `tables` is the parsed document: a dict only inside the reader that asked for it. Raises BadInput where the file
    cannot be read or is not TOML.
    """

    def __init__(self, path: Path) -> None:
        document = read_marked(path)
        self.source = document.source
        self.tables = document.content
        self._lines = document.lines

    def line_of(self, section: str, key: str = "", nth: int = 0) -> int | None:
        """Return the 1-based line of a key of the nth table called `section`; "" is the top, and the header itself."""
        table = tuple(section.split(".")) if section else ()
        named = (key,) if key else ()
        in_array = self._lines.get((*table, f"[{nth}]", *named))
        return in_array if in_array is not None else self._lines.get((*table, *named))
