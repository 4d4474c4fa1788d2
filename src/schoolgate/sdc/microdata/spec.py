"""What a de-identified file must keep: its quasi-identifiers, k, and the diversity of sensitive attributes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from schoolgate.core import BadInput, Fault
from schoolgate.sdc.microdata.hierarchy import Hierarchy

QUASI_IDENTIFIERS_AT_MOST = 16
"""More would make even `as recorded or not at all` too many ways to look through, and leave nothing in the file."""


class Diversity(StrEnum):
    """How the values of a sensitive attribute are counted (Machanavajjhala et al. 2007)."""

    DISTINCT = "distinct"
    ENTROPY = "entropy"


class Recoding(StrEnum):
    """Whether a column keeps one level throughout (global), may mix levels (local), or whichever loses less."""

    GLOBAL = "global"
    LOCAL = "local"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Sensitive:
    """An attribute that must not be the same for everybody of a class.

    l: every class holds l different known values (distinct), or values whose entropy is at least log l (entropy).
    With l = 1 classes that share one value are only reported.
    """

    column: str
    l: int = 1  # noqa: E741  the name that the field has used since 2006
    diversity: Diversity = Diversity.DISTINCT


@dataclass(frozen=True, slots=True)
class Spec:
    """What may be released, and how well it must hide each student.

    k: the least number of students who share every combination of quasi-identifiers that occurs, as printed. keep:
    further columns to release unchanged; a column named nowhere is left out of the file. person: the column of the
    student's record code. period: the column that tells apart the rows of one student, such as the school year: what
    is shared is then the combinations of all periods together, since the code links them. Both are released. Raises
    BadInput with every fault.
    """

    quasi_identifiers: tuple[Hierarchy, ...]
    k: int = 10
    sensitive: tuple[Sensitive, ...] = ()
    keep: tuple[str, ...] = ()
    recoding: Recoding = Recoding.BEST
    person: str | None = None
    period: str | None = None

    def __post_init__(self) -> None:
        faults = tuple(_faults(self))
        if faults:
            raise BadInput(faults)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the quasi-identifiers."""
        return tuple(hierarchy.column for hierarchy in self.quasi_identifiers)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column that may be released: person, period, quasi-identifiers, sensitive, kept."""
        who = tuple(column for column in (self.person, self.period) if column is not None)
        return who + self.names + tuple(sensitive.column for sensitive in self.sensitive) + self.keep


def _faults(spec: Spec) -> Iterable[Fault]:
    if spec.k < 2:
        yield _fault("k", "k", f"k is {spec.k}, and hides nobody.", "Give a k of 2 or more; the policy's is 10.")
    if not spec.quasi_identifiers:
        yield _fault(
            "quasi_identifiers",
            "no-quasi-identifier",
            "No quasi-identifier is declared.",
            "Declare each column by which somebody could recognise a student.",
        )
    if len(spec.quasi_identifiers) > QUASI_IDENTIFIERS_AT_MOST:
        yield _fault(
            "quasi_identifiers",
            "too-many",
            f"{len(spec.quasi_identifiers)} quasi-identifiers are more than {QUASI_IDENTIFIERS_AT_MOST}.",
            "Release fewer columns: so many together single out everybody.",
        )
    if spec.period is not None and spec.person is None:
        yield _fault("period", "period-alone", "A period needs a person.", "Name the column of the record code.")
    for column, times in Counter(spec.columns).items():
        if times > 1:
            yield _fault(
                column,
                "column-twice",
                f"The column {column!r} is declared {times} times.",
                "Name it once: as quasi-identifier, as sensitive or to be kept.",
            )
    for sensitive in spec.sensitive:
        if not 1 <= sensitive.l <= spec.k:
            yield _fault(
                sensitive.column,
                "diversity",
                f"l is {sensitive.l}; it must lie between 1 and k = {spec.k}.",
                "Give an l such as 2, or 1 to report only.",
            )


def _fault(column: str, rule: str, message: str, mend: str) -> Fault:
    return Fault("spec", None, column, f"spec.{rule}", message, mend)
