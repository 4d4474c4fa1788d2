"""Prints the `[legal-holidays]` and `[county-holidays]` sections of the calendar, for a person to review.

    python -m tools.calendar_seed 2024 2035

The district's file is the truth: nothing reads this output at run time. The library knows the legal holidays of
Massachusetts but not the two of Suffolk County, which are set by rule here: 17 March and 17 June, a Sunday moves to
Monday.
"""

import sys
from datetime import date, timedelta

import holidays

# What the library calls a day, and what a family in Boston reads on its calendar.
NAMES = {
    "Washington's Birthday": "Presidents' Day",
    "Juneteenth National Independence Day": "Juneteenth",
    "Columbus Day": "Columbus Day / Indigenous Peoples' Day",
}
_OBSERVED = " (observed)"
_SUNDAY = 6


def legal_holidays(first_year: int, last_year: int) -> dict[date, str]:
    """Return the legal holidays of Massachusetts, the Sunday and the Monday in its place both."""
    found = holidays.country_holidays("US", subdiv="MA", years=range(first_year, last_year + 1))
    return {day: _name(found[day]) for day in sorted(found) if first_year <= day.year <= last_year}


def county_holidays(first_year: int, last_year: int) -> dict[date, str]:
    """Return the two holidays of Suffolk County, moved from a Sunday to the Monday."""
    days: dict[date, str] = {}
    for year in range(first_year, last_year + 1):
        for month, name in ((3, "Evacuation Day"), (6, "Bunker Hill Day")):
            day = date(year, month, 17)
            days[day] = name
            if day.weekday() == _SUNDAY:
                days[day + timedelta(days=1)] = name + _OBSERVED
    return days


def _name(name: str) -> str:
    plain = name.removesuffix(_OBSERVED)
    return NAMES.get(plain, plain) + (_OBSERVED if name.endswith(_OBSERVED) else "")


def main(arguments: list[str]) -> int:
    """Print the two sections for the years given."""
    first_year, last_year = (int(year) for year in arguments)
    for section, days in (
        ("legal-holidays", legal_holidays(first_year, last_year)),
        ("county-holidays", county_holidays(first_year, last_year)),
    ):
        print(f"\n[{section}]")
        for day, name in days.items():
            print(f'{day} = "{name}"')
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
