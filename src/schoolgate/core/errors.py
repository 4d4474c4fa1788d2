"""Every error the system raises on purpose.

SchoolgateError
├── BadInput       what was handed in cannot be used; carries every fault found      exit 2
├── NotAllowed     the circular does not allow it, or not yet; carries the reasons   exit 3
└── CheckFailed    a check found a fault in something that was whole before          exit 1

Errors carry data. Nobody parses their text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a fault stops the work or is only told."""

    ERROR = "error"
    WARNING = "warning"


def printable(text: str) -> str:
    """Return a text that any terminal and file can take: what is no printable character is told as its code.

    Names of files and cells come from outside; a line break or an escape sequence in one could forge a message.
    """
    return "".join(letter if letter.isprintable() else _code(letter) for letter in text)


def _code(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one place, and how to mend it.

    source: the file's name as the user gave it. line: 1-based line of that file, None where the fault has no
    line (a missing file). column: the name of the column, or the dotted key of a document. rule: a short
    stable id such as `enrollments.dangling-user`. message: what is wrong, showing no student's data beyond the
    value at fault. mend: what to do about it.
    """

    source: str
    line: int | None
    column: str | None
    rule: str
    message: str
    mend: str
    severity: Severity = Severity.ERROR

    @property
    def place(self) -> str:
        """Return `file:line, column name`, leaving out what is not known."""
        place = self.source if self.line is None else f"{self.source}:{self.line}"
        return place if self.column is None else f"{place}, {self.column}"

    def __str__(self) -> str:
        return f"{self.place}: {self.message} Mend: {self.mend}"


class SchoolgateError(Exception):
    """The root of the tree: anything this system raises on purpose."""


class BadInput(SchoolgateError):
    """What was handed in cannot be used. Carries every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    @classmethod
    def at(
        cls,
        source: str,
        message: str,
        mend: str,
        *,
        rule: str,
        line: int | None = None,
        column: str | None = None,
    ) -> "BadInput":
        """Return an error of a single fault."""
        return cls([Fault(source, line, column, rule, message, mend)])


class NotAllowed(SchoolgateError):
    """The circular does not allow it, or not yet. `reasons` are sentences for the one who asked."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))


class CheckFailed(SchoolgateError):
    """A check found faults in something that was whole before: a changed byte, a consent revoked since."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
