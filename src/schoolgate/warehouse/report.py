"""What an import tells: what was counted, and what was found."""

from dataclasses import dataclass

from schoolgate.core import Fault, SchoolYear


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one kind: students, teachers, schools, classes, enrolments, rows of an extension file."""

    kind: str
    rows: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """One import. `faults` holds warnings only: an import with errors makes no snapshot and raises BadInput."""

    snapshot_id: str
    oneroster_version: str
    counts: tuple[Count, ...]
    school_years: tuple[SchoolYear, ...]
    faults: tuple[Fault, ...]
    is_new: bool

    def count(self, kind: str) -> int:
        """Return one count, 0 where the extract holds none of the kind."""
        return next((count.rows for count in self.counts if count.kind == kind), 0)
