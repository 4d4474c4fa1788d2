"""What a workbook hides: whatever is in it that a reader of its sheets does not see, or that could run.

Works on any XLSX or XLSM, by the parts of the file itself and not by a library's picture of them. A part is known
by its name, its content type and the relations that lead to it, since a writer may give a part any name.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from schoolgate.core import BadInput, Fault
from schoolgate.release.files.workbook_elements import part_findings
from schoolgate.release.files.workbook_kinds import Finding, kinds_of
from schoolgate.release.files.workbook_parts import WorkbookParts

_MEND = "Remove it, or copy the visible values alone into a new workbook."
_XML = (".xml", ".rels", ".vml")

_KNOWN_PARTS = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|docprops/(app|core)\.xml"
    r"|xl/(workbook|styles|sharedstrings|metadata|calcchain)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/(worksheets|theme|tables)/\w+\.xml|xl/worksheets/_rels/\w+\.xml\.rels"
)


def inspect_workbook(path: Path) -> tuple[Fault, ...]:
    """Return a fault for each kind of hidden or running thing in each part of a workbook; nothing for a clean one.

    Flags hidden and very hidden sheets, rows and columns, comments, pivot caches, defined names, formulas, external
    links, macros, embedded objects, pictures, custom properties, authors, data connections, and parts it does not
    know. A fault's line is the sheet's row, its column the part. A file that can't be looked into is a fault too.
    """
    try:
        with path.open("rb") as stream:
            return tuple(_faults(WorkbookParts(stream, path.name)))
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        return (Fault(path.name, None, None, "workbook.unreadable", message, "Check the path and its permissions."),)
    except BadInput as error:
        return error.faults


def _faults(parts: WorkbookParts) -> Iterator[Fault]:
    if "xl/workbook.xml" not in {name.lower() for name in parts.names}:
        raise parts.refused("workbook.not-xlsx", "It is no XLSX workbook.")
    findings: dict[tuple[str, str], Finding] = {}
    for name in parts.names:
        for finding in _of_part(parts, name):
            known = findings.setdefault((finding.rule, finding.part), finding)
            known.count += finding is not known
    for finding in findings.values():
        more = f" ({finding.count - 1} more like it)" if finding.count > 1 else ""
        yield Fault(parts.source, finding.row, finding.part, finding.rule, f"{finding.message}{more}", _MEND)


def _of_part(parts: WorkbookParts, name: str) -> Iterator[Finding]:
    kinds = list(kinds_of(name, name))
    yield from kinds
    if not kinds and _KNOWN_PARTS.fullmatch(name.lower()) is None:
        yield Finding("workbook.unknown-part", name, "This check does not know what the part is for.")
    if name.lower().endswith(_XML):
        yield from part_findings(parts, name)
