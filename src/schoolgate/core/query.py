"""What is asked, declaratively. The web form, the API and the command line all produce and show this one value."""

from dataclasses import dataclass

from schoolgate.core.levels import DataLevel
from schoolgate.core.school_year import SchoolYear

QUERY_SOURCE = "request"
"""The source of a fault that is found in a query: whoever read the query from a file knows the file's name."""


@dataclass(frozen=True, slots=True)
class ListedId:
    """One line of an ID list: the student number as written, and where it stands."""

    line: int
    student_id: str


@dataclass(frozen=True, slots=True)
class IdList:
    """BPS or state student numbers that name a specific group (ODA-03, "Process", R52). `source` is the file."""

    source: str
    entries: tuple[ListedId, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One attribute and the values that select: `grade` in `("09", "10")`."""

    attribute: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Population:
    """Whose data is asked for: everybody whom all conditions select, or the students of an ID list.

    `specific_group` is the requester's word that the group can't be derived from the district's records.
    """

    specific_group: bool = False
    ids: IdList | None = None
    where: tuple[Condition, ...] = ()

    def values(self, attribute: str) -> tuple[str, ...]:
        """Return the values a condition asks of an attribute, empty where it asks nothing."""
        return next((condition.values for condition in self.where if condition.attribute == attribute), ())


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: level, years, population, and elements (student level) or grouping and measures (aggregate)."""

    level: DataLevel
    school_years: tuple[SchoolYear, ...]
    population: Population = Population()
    elements: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
