"""What a caller asks of the generator, and the streams of chance that all follow from it."""

import zlib
from dataclasses import dataclass

import numpy as np

from schoolgate.core import BadInput, Fault, SchoolYear

MIN_STUDENTS, MAX_STUDENTS = 300, 2_000_000
MIN_SCHOOLS, MAX_SCHOOLS = 5, 9_999
MIN_STUDENTS_PER_SCHOOL = 30
MAX_YEARS = 12
_STUDENTS_PER_SCHOOL = 300
LAST_YEAR = SchoolYear(2027)


@dataclass(frozen=True, slots=True)
class DistrictPlan:
    """How large a district, over which years, from which seed. The same plan gives the same bytes.

    students: enrolled in each school year. schools: None for one school per 300 students, at least 6.
    years: how many school years, the last of which is in progress when the extract is taken.
    Raises BadInput with every value out of bounds.
    """

    students: int = 12_000
    schools: int | None = None
    years: int = 5
    seed: int = 1
    last_year: SchoolYear = LAST_YEAR

    def __post_init__(self) -> None:
        faults = [*self._out_of_bounds()]
        if faults:
            raise BadInput(faults)

    def _out_of_bounds(self) -> list[Fault]:
        most = min(MAX_SCHOOLS, max(MIN_SCHOOLS, self.students // MIN_STUDENTS_PER_SCHOOL))
        bounds = {
            "students": (self.students, MIN_STUDENTS, MAX_STUDENTS),
            "schools": (self.school_count, MIN_SCHOOLS, most),
            "years": (self.years, 1, MAX_YEARS),
            "seed": (self.seed, 0, 2**63 - 1),
        }
        return [
            Fault(
                "sample",
                None,
                name,
                f"sample.{name}",
                f"{name} is {value:,}, and must lie between {low:,} and {high:,}.",
                f"Choose a number from {low:,} to {high:,}.",
            )
            for name, (value, low, high) in bounds.items()
            if not low <= value <= high
        ]

    @property
    def school_count(self) -> int:
        """Return how many schools there are."""
        return max(6, round(self.students / _STUDENTS_PER_SCHOOL)) if self.schools is None else self.schools

    @property
    def school_years(self) -> tuple[SchoolYear, ...]:
        """Return the years, the oldest first."""
        return tuple(SchoolYear(self.last_year.ends_in - back) for back in reversed(range(self.years)))

    @property
    def reported_year(self) -> SchoolYear:
        """Return the last complete school year, or the only one."""
        return self.school_years[max(0, self.years - 2)]

    def chance(self, subject: str, *numbers: int) -> np.random.Generator:
        """Return the stream of chance of one subject: no stream depends on how far another was read."""
        return np.random.Generator(np.random.PCG64([self.seed, zlib.crc32(subject.encode()), *numbers]))
