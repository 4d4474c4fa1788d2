"""The elements of a workbook's XML that hide something or could run, found while a part streams by."""

import re
from collections.abc import Callable, Iterator, Mapping
from xml.parsers import expat

from schoolgate.release.files.workbook_kinds import Finding, kinds_of
from schoolgate.release.files.workbook_parts import WorkbookParts

_MAX_TOKEN_BYTES = 8 * 1024**2
_TRUE = {"1", "true", "on"}
_NOTHING_SHOWN = re.compile(r";{2,}")
_PEOPLE = {"creator", "lastModifiedBy", "Manager", "Company", "HyperlinkBase"}
_FORMULAS = {"f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula"}

_Attributes = Mapping[str, str]
# What an element says, as (rule, message), or None where it is harmless.
_Said = tuple[str, str] | None


def part_findings(parts: WorkbookParts, part: str) -> Iterator[Finding]:
    """Yield what one XML part hides, in the order of its elements. Raises BadInput where it is no safe XML."""
    reader = _PartReader(part)
    fed_bytes = 0
    try:
        for chunk in parts.chunks(part):
            reader.parser.Parse(chunk, False)
            fed_bytes += len(chunk)
            if fed_bytes - reader.parser.CurrentByteIndex > _MAX_TOKEN_BYTES:
                raise parts.refused("workbook.too-large", f"Its part {part!r} holds one tag of many megabytes.")
            yield from reader.taken()
        reader.parser.Parse(b"", True)
    except (expat.ExpatError, _DoctypeError) as error:
        raise parts.refused("workbook.broken", f"Its part {part!r} is no XML that can be read safely.") from error
    yield from reader.taken()


class _DoctypeError(ValueError):
    """A part declares a document type, which no workbook needs and which could name other files."""


class _PartReader:
    """Collects findings from the events of one part's parser."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._row = 0
        self._open = ""
        self._findings: list[Finding] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype

    def taken(self) -> list[Finding]:
        taken, self._findings = self._findings, []
        return taken

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self._open = local
        if local == "row":
            given = attributes.get("r", "")
            self._row = int(given) if given.isdecimal() and len(given) < 9 else self._row + 1
        if local in {"Relationship", "Override", "Default"}:
            self._named(attributes)
        look = _LOOKS.get(local)
        said = look(attributes) if look else None
        if said is not None:
            rule, message = said
            self._findings.append(Finding(rule, self._part, message, self._row or None))

    def _named(self, attributes: _Attributes) -> None:
        for key in ("Type", "ContentType"):
            target = attributes.get("PartName") or attributes.get("Target") or self._part
            self._findings.extend(kinds_of(attributes.get(key, ""), target.lstrip("/")))

    def _end(self, _: str) -> None:
        self._open = ""

    def _text(self, text: str) -> None:
        if self._open in _PEOPLE and text.strip():
            self._findings.append(Finding("workbook.author", self._part, f"It names its {self._open}."))
            self._open = ""

    def _doctype(self, *_: object) -> None:
        raise _DoctypeError


def _sheet(attributes: _Attributes) -> _Said:
    state = attributes.get("state", "visible")
    if state == "visible":
        return None
    rule = "workbook.very-hidden-sheet" if state == "veryHidden" else "workbook.hidden-sheet"
    return rule, f"The sheet {attributes.get('name', '')[:31]!r} is hidden."


def _window(attributes: _Attributes) -> _Said:
    hidden = attributes.get("visibility", "visible") != "visible"
    return ("workbook.hidden-sheet", "The workbook's window is hidden.") if hidden else None


def _row(attributes: _Attributes) -> _Said:
    hidden = attributes.get("hidden") in _TRUE or _is_zero(attributes.get("ht"))
    return ("workbook.hidden-row", "The row is hidden.") if hidden else None


def _column(attributes: _Attributes) -> _Said:
    hidden = attributes.get("hidden") in _TRUE or _is_zero(attributes.get("width"))
    span = f"{attributes.get('min', '?')[:5]} to {attributes.get('max', '?')[:5]}"
    return ("workbook.hidden-column", f"The columns {span} are hidden.") if hidden else None


def _default_rows(attributes: _Attributes) -> _Said:
    hidden = attributes.get("zeroHeight") in _TRUE or _is_zero(attributes.get("defaultColWidth"))
    return ("workbook.hidden-row", "All rows or columns but those set apart are hidden.") if hidden else None


def _number_format(attributes: _Attributes) -> _Said:
    hides = _NOTHING_SHOWN.fullmatch(attributes.get("formatCode", "").strip()) is not None
    return ("workbook.hidden-text", "A number format shows nothing of a cell's value.") if hides else None


def _relationship(attributes: _Attributes) -> _Said:
    outside = attributes.get("TargetMode") == "External"
    return ("workbook.external-link", "It links to something outside of the workbook.") if outside else None


def _always(rule: str, message: str) -> Callable[[_Attributes], _Said]:
    return lambda _: (rule, message)


def _is_zero(length: str | None) -> bool:
    try:
        return length is not None and float(length) == 0
    except ValueError:
        return False


_LOOKS: dict[str, Callable[[_Attributes], _Said]] = {
    "sheet": _sheet,
    "workbookView": _window,
    "row": _row,
    "col": _column,
    "sheetFormatPr": _default_rows,
    "numFmt": _number_format,
    "Relationship": _relationship,
    "definedName": _always("workbook.defined-name", "It holds a defined name."),
    "customWorkbookView": _always("workbook.custom-view", "It holds a view of its own, which may hide rows."),
    "absPath": _always("workbook.author", "It tells the folder in which it was saved."),
    "fileSharing": _always("workbook.author", "It may name who saved it."),
    "oleLink": _always("workbook.external-link", "It links to another program."),
    "ddeLink": _always("workbook.external-link", "It links to another program."),
    "comment": _always("workbook.comments", "It holds comments."),
} | {name: _always("workbook.formula", "It holds a formula.") for name in _FORMULAS}
