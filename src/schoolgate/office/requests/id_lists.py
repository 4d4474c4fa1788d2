"""An ID list read line by line: which lines hold a student number, and which do not, and why.

It says nothing about whether a number belongs to anybody (T34).
"""

import csv
import io
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from schoolgate.office.seals import open_text, seal_text
from schoolgate.policy.pack import PolicyPack

_SEALED_FOR = "request.ids"
_HEADERS = frozenset({"student_id", "studentid", "student id", "bpsid", "sasid", "id"})
MAX_LINES = 20_000


@dataclass(frozen=True, slots=True)
class IdLine:
    """One line as it was written; `fault` says what is wrong with it, empty where nothing is."""

    line: int
    number: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class CheckedIds:
    """Every line that was not blank."""

    lines: tuple[IdLine, ...]

    @property
    def good(self) -> tuple[str, ...]:
        """The student numbers, each once, in the order of the list."""
        return tuple(line.number for line in self.lines if not line.fault)

    @property
    def faulty(self) -> tuple[IdLine, ...]:
        """The lines to mend or remove."""
        return tuple(line for line in self.lines if line.fault)


def check(text: str, pack: PolicyPack) -> CheckedIds:
    """Read a pasted or uploaded list: one number a line, or CSV whose first column holds the numbers."""
    number = re.compile(f"(?:{pack.bps_number})|(?:{pack.state_number})")
    seen: dict[str, int] = {}
    lines: list[IdLine] = []
    for nth, row in enumerate(csv.reader(io.StringIO(text.lstrip("\ufeff"))), start=1):
        cell = row[0].strip() if row else ""
        if not cell or (nth == 1 and cell.casefold() in _HEADERS):
            continue
        if len(lines) == MAX_LINES:
            lines.append(IdLine(nth, "", _("A list holds at most %(most)d lines.") % {"most": MAX_LINES}))
            break
        lines.append(IdLine(nth, cell, _fault(cell, number, seen)))
        seen.setdefault(cell, nth)
    return CheckedIds(tuple(lines))


def _fault(cell: str, number: re.Pattern[str], seen: dict[str, int]) -> str:
    if not number.fullmatch(cell):
        return _("This is neither a BPS student number nor a state student number.")
    if cell in seen:
        return _("This number stands on line %(line)d already.") % {"line": seen[cell]}
    return ""


def seal(numbers: tuple[str, ...]) -> bytes | None:
    """Return the numbers sealed for a column; None for none."""
    return seal_text("\n".join(numbers), _SEALED_FOR) if numbers else None


def unseal(sealed: bytes | memoryview | None) -> tuple[str, ...]:
    """Return the numbers of a sealed column."""
    return tuple(open_text(bytes(sealed), _SEALED_FOR).split("\n")) if sealed else ()
