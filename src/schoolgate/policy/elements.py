"""What may be asked for: data elements, with their class, the lanes they may leave on, and their health tier."""

from dataclasses import dataclass
from enum import StrEnum

from schoolgate.policy.determination import Lane


class ElementClass(StrEnum):
    """What kind of information an element is."""

    DIRECTORY = "directory"
    IDENTIFIER = "identifier"
    PERSONAL = "personal"
    STATUS = "status"
    ACADEMIC = "academic"
    RESTRICTED = "restricted"


class HealthTier(StrEnum):
    """The three tiers of health information (LGL-16), and none."""

    NONE = "none"
    ROUTINE = "routine"
    LIMITED = "limited"
    HIGHLY_SENSITIVE = "highly_sensitive"


@dataclass(frozen=True, slots=True)
class Element:
    """One data element. `nearest`, `as_grouping` and `as_measure` name what is offered in its place."""

    id: str
    title: str
    kind: ElementClass
    lanes: tuple[Lane, ...]
    clauses: tuple[str, ...]
    health: HealthTier = HealthTier.NONE
    restricted: str = ""
    nearest: str = ""
    as_grouping: str = ""
    as_measure: str = ""

    @property
    def is_directory(self) -> bool:
        """One of the four items of directory information."""
        return self.kind is ElementClass.DIRECTORY

    @property
    def is_restricted(self) -> bool:
        """Never extracted, whoever asks."""
        return self.kind is ElementClass.RESTRICTED


class MeasureKind(StrEnum):
    """How a measure is made from students: counted, a share with an outcome, or a mean of an amount."""

    COUNT = "count"
    RATE = "rate"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something an aggregate can show about each group."""

    id: str
    title: str
    kind: MeasureKind


@dataclass(frozen=True, slots=True)
class Grouping:
    """An attribute by which students can be grouped and selected."""

    id: str
    title: str
