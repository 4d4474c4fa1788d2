"""The one value that every file of a release is written from."""

from dataclasses import dataclass, field

import pyarrow as pa

from schoolgate.release.files.canonical import canonical_table
from schoolgate.release.files.columns import DatasetColumn
from schoolgate.release.files.marks import HIDDEN


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom a release is, and what they may do with it (R50). Every text is plain, one line each.

    audience: the label that every copy bears. policy: the version it was decided under. contact: whom to ask (R66).
    """

    audience: str
    conditions: tuple[str, ...]
    policy: str
    contact: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """The rows of a release with everything that the files say about them.

    name: a slug without any school's name. table: each declared column by name, its type as declared; null is
    "no value". A column that may bear marks can have beside it a text column `mark_name`, null where the value
    stands; the value is null wherever a mark stands (see `with_marks`). The caller's order of rows is kept.

    On making, the table is brought into the form that all files can hold alike (see `canonical_table`).
    Raises BadInput with every fault: an undeclared column, a type that does not fit, a hidden cell that still
    holds its value, a text too long for a spreadsheet.
    """

    name: str
    title: str
    description: str
    table: pa.Table = field(repr=False)
    columns: tuple[DatasetColumn, ...]
    terms: Terms
    primary_key: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", canonical_table(self.name, self.table, self.columns, self.primary_key))

    @property
    def row_count(self) -> int:
        """How many rows every data file holds."""
        return int(self.table.num_rows)

    @property
    def marks(self) -> tuple[str, ...]:
        """Every mark that a column of this dataset may bear, and always the hidden mark, which comes first."""
        bands = (band for column in self.columns for band in column.bands)
        return tuple(dict.fromkeys((HIDDEN, *bands)))
