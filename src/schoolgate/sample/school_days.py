"""The days on which school is held: 180 a year, in four quarters of 45."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from schoolgate.core import SchoolYear
from schoolgate.sample.arrays import Days, Ints, ints

DAYS_PER_YEAR = 180
DAYS_PER_QUARTER = 45
QUARTERS = 4
_MONDAY, _THURSDAY = 0, 3


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """The days of instruction of one school year, known by their number from 0.

    `days` holds 181 dates: day 180 is the day after the last, so that an interval's exclusive end has a date.
    """

    school_year: SchoolYear
    days: Days

    def on(self, number: int) -> date:
        """Return the date of a day of instruction."""
        found: date = self.days[number].astype(object)
        return found

    @property
    def session_id(self) -> str:
        """Return the sourcedId of the school year's academic session."""
        return f"SY-{self.school_year.ends_in}"

    @property
    def term_ids(self) -> tuple[str, ...]:
        """Return the sourcedIds of the four quarters."""
        return tuple(f"{self.session_id}-Q{quarter}" for quarter in range(1, QUARTERS + 1))


def calendar_of(year: SchoolYear) -> SchoolCalendar:
    """Lay out a year that begins on the Thursday after Labor Day and skips holidays and vacation weeks."""
    first = _nth(year.ends_in - 1, 9, _MONDAY, 1) + timedelta(days=3)
    candidates = np.arange(np.datetime64(first, "D"), np.datetime64(first, "D") + 330)
    closed = np.array(sorted(_closed_days(year)), dtype="datetime64[D]")
    days = candidates[np.is_busday(candidates, holidays=closed)][:DAYS_PER_YEAR]
    return SchoolCalendar(year, np.append(days, days[-1] + 1))


def days_in_quarters(begin: Ints, end: Ints) -> Ints:
    """Return the days of each interval that fall in each quarter: shape (intervals, 4). Ends are exclusive."""
    starts = np.arange(QUARTERS, dtype=np.int32) * DAYS_PER_QUARTER
    overlap = np.minimum(end[:, None], starts + DAYS_PER_QUARTER) - np.maximum(begin[:, None], starts)
    return ints(np.maximum(overlap, 0))


def _closed_days(year: SchoolYear) -> list[date]:
    autumn, spring = year.ends_in - 1, year.ends_in
    thanksgiving = _nth(autumn, 11, _THURSDAY, 4)
    presidents, patriots = _nth(spring, 2, _MONDAY, 3), _nth(spring, 4, _MONDAY, 3)
    last_of_may = date(spring, 5, 31)
    return [
        _nth(autumn, 10, _MONDAY, 2),
        date(autumn, 11, 11),
        *_run(thanksgiving, 2),
        *_run(date(autumn, 12, 24), 9),
        _nth(spring, 1, _MONDAY, 3),
        *_run(presidents, 5),
        *_run(patriots, 5),
        last_of_may - timedelta(days=last_of_may.weekday()),
        date(spring, 6, 19),
    ]


def _run(first: date, length: int) -> list[date]:
    return [first + timedelta(days=step) for step in range(length)]


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
