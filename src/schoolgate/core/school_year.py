"""School years, named as people write them and stored as OneRoster does."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

_LABEL = re.compile(r"(\d{4})-(\d{2})")
_FIRST_MONTH = 7


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """A school year, 1 July to 30 June, known by the calendar year in which it ends (OneRoster `schoolYear`)."""

    ends_in: int

    @classmethod
    def parse(cls, label: str) -> Self:
        """Read `2024-25`. Raises ValueError with a sentence that says what is wrong."""
        found = _LABEL.fullmatch(label.strip())
        if found is None:
            raise ValueError(f"{label!r} is not a school year: write it like 2024-25.")
        first, last = int(found[1]), int(found[2])
        if (first + 1) % 100 != last:
            raise ValueError(f"{label!r} is not a school year: {first} is followed by {(first + 1) % 100:02d}.")
        return cls(first + 1)

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the school year that a day falls in."""
        return cls(day.year + 1 if day.month >= _FIRST_MONTH else day.year)

    @property
    def starts_on(self) -> date:
        """The first day, 1 July."""
        return date(self.ends_in - 1, _FIRST_MONTH, 1)

    @property
    def ends_before(self) -> date:
        """The first day after it (exclusive end, as in OneRoster)."""
        return date(self.ends_in, _FIRST_MONTH, 1)

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_before

    def __str__(self) -> str:
        return f"{self.ends_in - 1}-{self.ends_in % 100:02d}"
