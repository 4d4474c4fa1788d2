"""The columns of a dataset, as its dictionary tells them."""

from dataclasses import dataclass
from enum import StrEnum

from schoolgate.release.files.marks import HIDDEN, mark_name


class ColumnType(StrEnum):
    """What a column holds, in the words of Frictionless table schemas."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class DatasetColumn:
    """One column of a dataset.

    element: the id of the policy's element, group or measure it comes from. hidden_mark: a cell may be hidden
    with `*`. bands: what else may stand in place of a value, such as `>95%`; each begins with <, >, ≤ or ≥.
    values: the codes it may hold, where there are few.
    """

    name: str
    title: str
    type: ColumnType
    description: str
    element: str
    hidden_mark: bool = False
    bands: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def marks(self) -> tuple[str, ...]:
        """Everything that may stand in place of a value: the hidden mark first, then the bands."""
        return ((HIDDEN,) if self.hidden_mark else ()) + self.bands

    @property
    def mark_name(self) -> str:
        """The column of data.parquet that holds the mark of each cell."""
        return mark_name(self.name)
