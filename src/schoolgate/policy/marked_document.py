"""A TOML or JSON document together with the line on which each of its keys stands."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from schoolgate.core import BadInput

_MAX_BYTES = 1024 * 1024
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_TOKEN = re.compile(
    r"""(?P<multi>\"\"\"(?:\\.|[^\\])*?\"{3,5}|'''[\s\S]*?'{3,5})
      | (?P<text>"(?:\\.|[^"\\\n])*"|'[^'\n]*')
      | (?P<comment>\#[^\n]*)
      | (?P<mark>[\[\]{}=:,.\n])
      | (?P<blank>[ \t\r]+)
      | (?P<bare>[^\s\[\]{}=:,."'\#]+)""",
    re.VERBOSE | re.DOTALL,
)

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkedDocument:
    """What a document says, and the 1-based line of every key, by its path."""

    source: str
    content: dict[str, object]
    lines: dict[Key, int]

    def line_of(self, key: Key) -> int | None:
        """Return the line of a key, or of the nearest table around it where the key is not there."""
        while key:
            if key in self.lines:
                return self.lines[key]
            key = key[:-1]
        return None


def read_marked(path: Path) -> MarkedDocument:
    """Read a `.json` file as JSON and any other as TOML. Raises BadInput: unreadable, not UTF-8, a syntax fault."""
    is_json = path.suffix.lower() == ".json"
    return marked(_text_of(path, "json" if is_json else "toml"), source=path.name, is_json=is_json)


def marked(text: str, *, source: str, is_json: bool = False) -> MarkedDocument:
    """Read a text. Raises BadInput with the line of a syntax fault."""
    content = _json_of(text, source) if is_json else _toml_of(text, source)
    return MarkedDocument(source, content, _key_lines(text, is_json=is_json))


def _text_of(path: Path, form: str) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BadInput.at(path.name, "The document is larger than 1 MB.", "Shorten it.", rule=f"{form}.too-large")
        raw = path.read_bytes()
    except OSError as error:
        message = f"The document cannot be read: {error.strerror or 'unreadable'}."
        raise BadInput.at(
            path.name, message, "Check the path and its permissions.", rule=f"{form}.unreadable"
        ) from error
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadInput.at(
            path.name, "The document is not UTF-8 text.", "Save it as UTF-8.", rule=f"{form}.encoding", line=line
        ) from error


def _toml_of(text: str, source: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))  # the only place where tomllib of Python 3.11 gives the line
        line = int(found[1]) if found else text.count("\n") + 1
        raise BadInput.at(
            source, f"The document is not TOML: {error}.", _toml_mend(str(error)), rule="toml.syntax", line=line
        ) from error
    except RecursionError as error:
        raise BadInput.at(source, "The document is nested too deeply.", "Flatten it.", rule="toml.syntax") from error


def _toml_mend(error: str) -> str:
    if error.startswith("Cannot"):
        return "Keep the key or table once."
    return "Look at the line: texts stand in quotes, lists in [ ], tables in { }; dates, true and false stand bare."


def _json_of(text: str, source: str) -> dict[str, object]:
    try:
        content = json.loads(text, object_pairs_hook=_pairs_once)
    except json.JSONDecodeError as error:
        raise BadInput.at(
            source,
            f"The document is not JSON: {error.msg}.",
            "Look at this line and the one before it: a comma, a quote or a bracket is missing or too many.",
            rule="json.syntax",
            line=error.lineno,
        ) from error
    except (_TwiceError, RecursionError) as error:
        message = f"The document is not usable JSON: {error}."
        raise BadInput.at(source, message, "Keep one of them.", rule="json.syntax") from error
    if not isinstance(content, dict):
        raise BadInput.at(
            source, "The document is no JSON object.", "Begin with {.", rule="json.syntax", line=1
        ) from None
    return content


class _TwiceError(ValueError):
    """A key stands twice in one JSON object."""


def _pairs_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(f"the key {next(name for name in names if names.count(name) > 1)!r} stands twice")
    return content


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for found in _TOKEN.finditer(text):
        kind, word = str(found.lastgroup), found.group()
        if kind not in {"comment", "blank"}:
            yield _Token(kind, word, line)
        line += word.count("\n")


def _key_lines(text: str, *, is_json: bool) -> dict[Key, int]:
    """Walk a document that is known to be valid and note where each key stands."""
    walk = _Walk(list(_tokens(text)))
    if is_json:
        walk.value(())
    else:
        walk.document()
    return walk.lines


class _Walk:
    """Goes through the tokens of a valid document once."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.lines: dict[Key, int] = {}

    def document(self) -> None:
        table: Key = ()
        while self.at < len(self.tokens):
            if self._is("\n"):
                self.at += 1
            elif self._is("["):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Key:
        """Pass over `[a.b]` or `[[a.b]]`; tables of an array are told apart as `[0]`, `[1]` …"""
        line = self.tokens[self.at].line
        is_array = self.tokens[self.at + 1].text == "["
        self._skip("[")
        table = self._key(())
        self._skip("]")
        if not is_array:
            return table
        nth = 0
        while (*table, f"[{nth}]") in self.lines:
            nth += 1
        self.lines[(*table, f"[{nth}]")] = line
        return (*table, f"[{nth}]")

    def value(self, key: Key) -> None:
        """Pass over one value; the keys of a table inside it are noted."""
        while self._is("\n"):
            self.at += 1
        if self._is("{"):
            self._block("}", lambda: self._pair(key))
        elif self._is("["):
            self._block("]", lambda: self.value(key))
        else:
            self._scalar()

    def _pair(self, table: Key) -> None:
        key = self._key(table)
        self.at += 1  # = in TOML, : in JSON
        self.value(key)

    def _key(self, table: Key) -> Key:
        key = table
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            key = (*key, token.text[1:-1] if token.kind == "text" else token.text)
            self.lines.setdefault(key, token.line)
            self.at += 1
            if not self._is("."):
                break
            self.at += 1
        return key

    def _block(self, end: str, item: Callable[[], None]) -> None:
        self.at += 1
        while self.at < len(self.tokens) and not self._is(end):
            if self._is(",") or self._is("\n"):
                self.at += 1
            else:
                item()
        self.at += 1

    def _scalar(self) -> None:
        while self.at < len(self.tokens) and self.tokens[self.at].text not in {",", "]", "}", "\n"}:
            self.at += 1

    def _is(self, mark: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].kind == "mark" and self.tokens[self.at].text == mark

    def _skip(self, mark: str) -> None:
        while self._is(mark):
            self.at += 1
