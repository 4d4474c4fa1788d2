"""Which days count: weekdays that are neither a legal holiday nor a day on which the office is closed.

The circular says "business days" and does not define them (docs/adr/0101). The days are the district's own data, read
by `calendar_file`; nothing here guesses beyond its last year.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from schoolgate.core import BadInput

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class DayOffKind(StrEnum):
    """Why a day is not a business day."""

    WEEKEND = "weekend"
    LEGAL_HOLIDAY = "legal_holiday"
    COUNTY_HOLIDAY = "county_holiday"
    CLOSURE = "closure"


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day that is no business day, and why. `name` is the holiday's name, the closure's reason or the weekday."""

    on: date
    kind: DayOffKind
    name: str


@dataclass(frozen=True, slots=True)
class Closure:
    """The office is closed from the first to the last day, both included."""

    starts_on: date
    ends_on: date
    reason: str

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """The business days of one district for the years `first_year` to `last_year`, both included.

    Source: ODA-03, "Process for requesting data" (R55-R59); M.G.L. c. 4 s. 7(18). Every question about a day outside
    the years raises BadInput with rule `calendar.outside-years`. `source` is the file that the days come from.
    """

    name: str
    edition: str
    source: str
    time_zone: ZoneInfo
    closes_at: time
    first_year: int
    last_year: int
    legal_holidays: Mapping[date, str] = field(repr=False)
    county_holidays: Mapping[date, str] = field(repr=False)
    closures: tuple[Closure, ...] = ()
    keep_county_holidays: bool = False

    def day_off(self, day: date) -> DayOff | None:
        """Return why a day is not a business day, None where it is one."""
        self._check_year(day)
        holiday = self._holiday(day)
        if day.weekday() >= _SATURDAY:
            weekday = f"{day:%A}"
            return DayOff(day, DayOffKind.WEEKEND, weekday if holiday is None else f"{weekday}, {holiday.name}")
        if holiday is not None:
            return holiday
        reason = next((closure.reason for closure in self.closures if day in closure), None)
        return None if reason is None else DayOff(day, DayOffKind.CLOSURE, reason)

    def is_business_day(self, day: date) -> bool:
        """Say whether a day counts."""
        return self.day_off(day) is None

    def next_business_day(self, day: date) -> date:
        """Return the day itself where it counts, or the first later one that does."""
        while not self.is_business_day(day):
            day += _ONE_DAY
        return day

    def arrival_day(self, at: datetime) -> date:
        """Return the day on which something counts as having come: after `closes_at` it is the day after.

        That day may be no business day. Raises BadInput as `local_time` does.
        """
        here = self.local_time(at)
        return here.date() + _ONE_DAY if here.time() > self.closes_at else here.date()

    def day_of(self, at: datetime) -> date:
        """Return the day on the district's clock at an aware instant, whatever the clock of machine or sender."""
        try:
            return at.astimezone(self.time_zone).date()
        except OverflowError:  # at the very ends of time no other zone has a day
            return at.date()

    def local_time(self, at: datetime) -> datetime:
        """Return an instant on the district's clock.

        Raises BadInput with rule `calendar.naive-instant` where the instant has no time zone.
        """
        if at.tzinfo is None or at.utcoffset() is None:
            raise BadInput.at(
                "submitted",
                f"The instant {at.isoformat()} has no time zone.",
                f"Write the offset, like {at.isoformat(timespec='minutes')}-04:00.",
                rule="calendar.naive-instant",
            )
        # First, since an instant at the very ends of time cannot be moved between zones.
        self._check_year(at.date())
        return at.astimezone(self.time_zone)

    def with_closures(self, *closures: Closure) -> "BusinessCalendar":
        """Return the calendar with further days on which the office is closed."""
        return replace(self, closures=(*self.closures, *closures))

    def keeping_county_holidays(self, keep: bool = True) -> "BusinessCalendar":
        """Return the calendar with Evacuation Day and Bunker Hill Day switched on, or off."""
        return replace(self, keep_county_holidays=keep)

    def _holiday(self, day: date) -> DayOff | None:
        if day in self.legal_holidays:
            return DayOff(day, DayOffKind.LEGAL_HOLIDAY, self.legal_holidays[day])
        if self.keep_county_holidays and day in self.county_holidays:
            return DayOff(day, DayOffKind.COUNTY_HOLIDAY, self.county_holidays[day])
        return None

    def _check_year(self, day: date) -> None:
        if not self.first_year <= day.year <= self.last_year:
            raise BadInput.at(
                self.source,
                f"The calendar of business days covers {self.first_year} to {self.last_year}, and {day} is outside it.",
                "Check the date; if it is right, add the holidays of its year to the calendar and move its years.",
                rule="calendar.outside-years",
            )
