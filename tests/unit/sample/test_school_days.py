from datetime import date

import pytest

from schoolgate.core import SchoolYear
from schoolgate.sample.arrays import ints
from schoolgate.sample.school_days import calendar_of, days_in_quarters


@pytest.mark.parametrize("year", range(2015, 2035))
def test_a_year_has_180_weekdays_between_labor_day_and_the_end_of_june(year: int) -> None:
    calendar = calendar_of(SchoolYear(year))
    days = [calendar.on(number) for number in range(180)]
    assert len(set(days)) == 180
    assert days == sorted(days)
    assert all(day.weekday() < 5 and day in calendar.school_year for day in days)
    assert days[0].month == 9
    assert calendar.on(180) <= date(year, 7, 1)


@pytest.mark.parametrize(
    "closed",
    [
        *("2026-10-12", "2026-11-11", "2026-11-26", "2026-11-27", "2026-12-25", "2027-01-01", "2027-01-18"),
        *("2027-02-15", "2027-02-19", "2027-04-19", "2027-05-31"),
    ],
)
def test_no_school_on_holidays_and_in_vacation_weeks(closed: str) -> None:
    calendar = calendar_of(SchoolYear(2027))
    assert date.fromisoformat(closed) not in {calendar.on(number) for number in range(180)}


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        (0, 180, [45, 45, 45, 45]),
        (0, 45, [45, 0, 0, 0]),
        (44, 46, [1, 1, 0, 0]),
        (100, 170, [0, 0, 35, 35]),
    ],
    ids=["whole-year", "first-quarter", "across", "late-and-leaving"],
)
def test_days_of_an_interval_fall_in_their_quarters(begin: int, end: int, expected: list[int]) -> None:
    assert days_in_quarters(ints([begin]), ints([end])).tolist() == [expected]
