"""Reads the district's calendar of business days, and says of every mistake where it is and how to mend it."""

from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schoolgate.core import BadInput, Fault
from schoolgate.policy.calendar import BusinessCalendar, Closure
from schoolgate.policy.toml_text import TomlText

_T = TypeVar("_T")
_PACKAGED = Path(__file__).parent / "data" / "calendar-ma.toml"
_VALUES: dict[str, type] = {
    "name": str,
    "edition": str,
    "time_zone": str,
    "closes_at": time,
    "first_year": int,
    "last_year": int,
    "keep_county_holidays": bool,
}
_SECTIONS = ("legal-holidays", "county-holidays", "closures")
_KINDS = {str: "text in quotes", time: "a time like 17:00:00", int: "a whole number", bool: "true or false"}


@lru_cache(maxsize=1)
def district_calendar() -> BusinessCalendar:
    """Return the calendar that comes with the policy: Massachusetts, as the Boston Public Schools keep it."""
    return load_calendar(_PACKAGED)


def load_calendar(path: Path) -> BusinessCalendar:
    """Read a calendar file. Raises BadInput with every fault of it: file, line, key and mend."""
    return _CalendarReader(TomlText(path)).calendar()


class _CalendarReader:
    def __init__(self, text: TomlText) -> None:
        self._text = text
        self._faults: list[Fault] = []

    def calendar(self) -> BusinessCalendar:
        self._check_keys()
        # The years decide about every other date, so nothing is read where they cannot be.
        self._raise_faults()
        self._check_years()
        zone = self._zone()
        legal, county = self._holidays("legal-holidays"), self._holidays("county-holidays")
        closures = tuple(self._closures())
        self._check_every_year_has_holidays(legal)
        self._raise_faults()
        return BusinessCalendar(
            name=self._of("name", str),
            edition=self._of("edition", str),
            source=self._text.source,
            time_zone=zone or ZoneInfo("UTC"),
            closes_at=self._of("closes_at", time),
            first_year=self._of("first_year", int),
            last_year=self._of("last_year", int),
            legal_holidays=legal,
            county_holidays=county,
            closures=closures,
            keep_county_holidays=self._of("keep_county_holidays", bool),
        )

    def _check_keys(self) -> None:
        known = ", ".join([*_VALUES, *(f"[{section}]" for section in _SECTIONS)])
        for key, value in self._text.tables.items():
            if key not in _VALUES and key not in _SECTIONS:
                self._fault("", key, "unknown-key", f"The key {key} is not known.", f"The keys are: {known}.")
            elif key in _SECTIONS and not isinstance(value, dict):
                self._fault("", key, "wrong-type", f"{key} must be a section.", f"Write [{key}] on its own line.")
        for key, kind in _VALUES.items():
            if key not in self._text.tables:
                self._fault("", key, "missing-key", f"The key {key} is missing.", f"Add {key}: {_KINDS[kind]}.")
            elif type(self._text.tables[key]) is not kind:
                self._fault("", key, "wrong-type", f"{key} has a wrong value.", f"Give {_KINDS[kind]}.")

    def _check_years(self) -> None:
        first_year, last_year = self._of("first_year", int), self._of("last_year", int)
        if not 1 < first_year <= last_year < date.max.year:
            message = f"The years {first_year} to {last_year} are no span of years."
            self._fault("", "last_year", "years", message, "Let first_year come before last_year.")

    def _zone(self) -> ZoneInfo | None:
        name = self._of("time_zone", str)
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self._fault("", "time_zone", "time-zone", f"{name!r} is no time zone.", "Name one like America/New_York.")
            return None

    def _holidays(self, section: str) -> Mapping[date, str]:
        days: dict[date, str] = {}
        for key, name in self._section(section).items():
            day = self._day(section, key, key)
            if day is not None and self._named(section, key, name):
                days[day] = str(name)
        return MappingProxyType(days)

    def _closures(self) -> list[Closure]:
        found = []
        for key, reason in self._section("closures").items():
            first, _, last = key.partition("/")
            starts_on, ends_on = self._day("closures", key, first), self._day("closures", key, last or first)
            if starts_on is None or ends_on is None or not self._named("closures", key, reason):
                continue
            if ends_on < starts_on:
                message = f"The closure {key} ends before it begins."
                self._fault("closures", key, "backwards", message, "Write the first day, a slash, the last day.")
                continue
            found.append(Closure(starts_on, ends_on, str(reason)))
        return found

    def _check_every_year_has_holidays(self, legal: Mapping[date, str]) -> None:
        seen = {day.year for day in legal}
        for year in range(self._of("first_year", int), self._of("last_year", int) + 1):
            if year not in seen:
                message = f"The year {year} has no legal holiday."
                self._fault("legal-holidays", "", "empty-year", message, "Add its holidays, or narrow the years.")

    def _day(self, section: str, key: str, written: str) -> date | None:
        try:
            day = date.fromisoformat(written)
        except ValueError:
            self._fault(section, key, "not-a-day", f"{written!r} is no day.", "Write it like 2026-04-20.")
            return None
        if self._of("first_year", int) <= day.year <= self._of("last_year", int):
            return day
        message = f"{day} lies outside the years of the calendar."
        self._fault(section, key, "outside-years", message, "Correct the year, or move first_year or last_year.")
        return None

    def _named(self, section: str, key: str, name: object) -> bool:
        if isinstance(name, str) and name.strip():
            return True
        self._fault(section, key, "no-name", f"{key} has no name.", 'Say what it is, like "Labor Day".')
        return False

    def _section(self, section: str) -> dict[str, object]:
        found = self._text.tables.get(section, {})
        return found if isinstance(found, dict) else {}

    def _of(self, key: str, kind: type[_T]) -> _T:
        value = self._text.tables[key]
        if not isinstance(value, kind):  # _check_keys has made sure
            raise TypeError(key)
        return value

    def _fault(self, section: str, key: str, rule: str, message: str, mend: str) -> None:
        line = self._text.line_of(section, key) or self._text.line_of(section)
        column = ".".join(part for part in (section, key) if part)
        self._faults.append(Fault(self._text.source, line, column, f"calendar.{rule}", message, mend))

    def _raise_faults(self) -> None:
        if self._faults:
            raise BadInput(self._faults)
