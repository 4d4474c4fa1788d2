"""The levels of data that the circular knows."""

from enum import StrEnum


class DataLevel(StrEnum):
    """What category of data is requested (ODA-03, "What category of data is requested?" and Directory Information)."""

    AGGREGATE = "aggregate"
    DEIDENTIFIED = "deidentified"
    ROSTER = "roster"
    DIRECTORY = "directory"

    @property
    def is_student_level(self) -> bool:
        """One row a student: everything but counts of groups."""
        return self is not DataLevel.AGGREGATE

    @property
    def is_identifiable(self) -> bool:
        """A row can be tied to a named student by whoever holds it."""
        return self in {DataLevel.ROSTER, DataLevel.DIRECTORY}
