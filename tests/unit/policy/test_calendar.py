import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.core import BadInput
from schoolgate.policy import calendar_file
from schoolgate.policy.calendar import BusinessCalendar, Closure, DayOffKind

CALENDAR = calendar_file.district_calendar()
PACKAGED = Path(calendar_file.__file__).parent / "data" / "calendar-ma.toml"
DAYS = st.dates(date(CALENDAR.first_year, 1, 1), date(CALENDAR.last_year, 12, 1))

SMALL = """\
name = "Test"
edition = "1"
time_zone = "America/New_York"
closes_at = 17:00:00
first_year = 2026
last_year = 2026
keep_county_holidays = false

[closures]
"2026-12-28/2026-12-30" = "closed between the years"

[legal-holidays]
2026-01-01 = "New Year's Day"
"""


def test_the_data_agrees_with_the_holidays_library_in_every_year() -> None:
    years = range(CALENDAR.first_year, CALENDAR.last_year + 1)
    theirs = holidays.country_holidays("US", subdiv="MA", years=years)
    assert set(CALENDAR.legal_holidays) == {day for day in theirs if day.year in years}


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday_of_may(year: int) -> date:
    return max(_nth(year, 5, 0, nth) for nth in (4, 5) if _nth(year, 5, 0, nth).month == 5)


RULES: dict[str, Callable[[int], date]] = {
    "New Year's Day": lambda year: date(year, 1, 1),
    "Martin Luther King Jr. Day": lambda year: _nth(year, 1, 0, 3),
    "Presidents' Day": lambda year: _nth(year, 2, 0, 3),
    "Patriots' Day": lambda year: _nth(year, 4, 0, 3),
    "Memorial Day": _last_monday_of_may,
    "Juneteenth": lambda year: date(year, 6, 19),
    "Independence Day": lambda year: date(year, 7, 4),
    "Labor Day": lambda year: _nth(year, 9, 0, 1),
    "Columbus Day / Indigenous Peoples' Day": lambda year: _nth(year, 10, 0, 2),
    "Veterans Day": lambda year: date(year, 11, 11),
    "Thanksgiving Day": lambda year: _nth(year, 11, 3, 4),
    "Christmas Day": lambda year: date(year, 12, 25),
}


def test_the_data_holds_the_twelve_holidays_of_the_general_laws_and_sundays_move_to_monday() -> None:
    expected = {}
    for year in range(CALENDAR.first_year, CALENDAR.last_year + 1):
        for name, rule in RULES.items():
            expected[rule(year)] = name
            if rule(year).weekday() == 6:
                expected[rule(year) + timedelta(days=1)] = f"{name} (observed)"
    assert dict(CALENDAR.legal_holidays) == expected


def test_the_county_holidays_are_in_the_data_every_year() -> None:
    for year in range(CALENDAR.first_year, CALENDAR.last_year + 1):
        assert CALENDAR.county_holidays[date(year, 3, 17)] == "Evacuation Day"
        assert CALENDAR.county_holidays[date(year, 6, 17)] == "Bunker Hill Day"


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        pytest.param(date(2026, 4, 20), DayOffKind.LEGAL_HOLIDAY, "Patriots' Day", id="patriots-day"),
        pytest.param(date(2027, 7, 5), DayOffKind.LEGAL_HOLIDAY, "Independence Day (observed)", id="sunday-to-monday"),
        pytest.param(date(2026, 7, 4), DayOffKind.WEEKEND, "Saturday, Independence Day", id="saturday-holiday"),
        pytest.param(date(2026, 4, 19), DayOffKind.WEEKEND, "Sunday", id="plain-sunday"),
    ],
)
def test_a_day_off_says_why(day: date, kind: DayOffKind, name: str) -> None:
    day_off = CALENDAR.day_off(day)
    assert day_off is not None
    assert (day_off.kind, day_off.name) == (kind, name)


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2026, 7, 3), id="friday-before-a-saturday-holiday"),
        pytest.param(date(2026, 7, 6), id="monday-after-a-saturday-holiday"),
        pytest.param(date(2026, 11, 27), id="friday-after-thanksgiving"),
        pytest.param(date(2026, 2, 18), id="school-vacation-week"),
        pytest.param(date(2026, 3, 17), id="evacuation-day"),
        pytest.param(date(2026, 6, 17), id="bunker-hill-day"),
    ],
)
def test_the_office_works_on(day: date) -> None:
    assert CALENDAR.is_business_day(day)


def test_the_county_holidays_can_be_switched_on() -> None:
    kept = CALENDAR.keeping_county_holidays()
    day_off = kept.day_off(date(2026, 3, 17))
    assert day_off is not None
    assert (day_off.kind, day_off.name) == (DayOffKind.COUNTY_HOLIDAY, "Evacuation Day")
    assert kept.keeping_county_holidays(False) == CALENDAR


def test_a_closure_takes_both_its_ends_and_gives_its_reason() -> None:
    closed = CALENDAR.with_closures(Closure(date(2026, 11, 27), date(2026, 12, 1), "burst pipe"))
    assert [closed.is_business_day(date(2026, 11, 27) + timedelta(days=n)) for n in range(6)] == [False] * 5 + [True]
    day_off = closed.day_off(date(2026, 11, 27))
    assert day_off is not None
    assert (day_off.kind, day_off.name) == (DayOffKind.CLOSURE, "burst pipe")


@given(DAYS)
def test_the_next_business_day_is_the_first_that_counts(day: date) -> None:
    found = CALENDAR.next_business_day(day)
    assert found >= day
    assert CALENDAR.is_business_day(found)
    between = (day + timedelta(days=n) for n in range((found - day).days))
    assert not any(CALENDAR.is_business_day(earlier) for earlier in between)


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2036, 1, 1), date.min, date.max], ids=str)
def test_a_day_outside_the_years_is_an_error_and_not_a_guess(day: date) -> None:
    with pytest.raises(BadInput) as caught:
        CALENDAR.day_off(day)
    (fault,) = caught.value.faults
    assert fault.rule == "calendar.outside-years"
    assert fault.source == "calendar-ma.toml"
    assert "2024 to 2035" in fault.message


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        pytest.param("2026-04-10T17:00:00-04:00", date(2026, 4, 10), id="at-five"),
        pytest.param("2026-04-10T17:00:01-04:00", date(2026, 4, 11), id="a-second-after-five"),
        pytest.param("2026-04-10T21:00:00+00:00", date(2026, 4, 10), id="five-in-boston-told-in-utc"),
        pytest.param("2026-01-09T21:30:00+00:00", date(2026, 1, 9), id="winter-offset"),
        pytest.param("2026-04-11T03:00:00+09:00", date(2026, 4, 10), id="tomorrow-in-tokyo"),
        pytest.param("2026-03-08T12:00:00-04:00", date(2026, 3, 8), id="day-the-clocks-change"),
    ],
)
def test_a_thing_arrives_on_the_districts_day(instant: str, day: date) -> None:
    assert CALENDAR.arrival_day(datetime.fromisoformat(instant)) == day


@pytest.mark.parametrize("at", [datetime.min, datetime(2026, 4, 10, 10)], ids=str)  # noqa: DTZ001,DTZ901  # the fault itself
def test_an_instant_without_a_time_zone_is_refused(at: datetime) -> None:
    with pytest.raises(BadInput) as caught:
        CALENDAR.arrival_day(at)
    assert caught.value.faults[0].rule == "calendar.naive-instant"


@pytest.mark.parametrize("at", [datetime.min, datetime.max], ids=str)  # noqa: DTZ901  # the ends of time
def test_the_ends_of_time_are_outside_the_calendar_and_no_crash(at: datetime) -> None:
    with pytest.raises(BadInput) as caught:
        CALENDAR.arrival_day(at.replace(tzinfo=UTC))
    assert caught.value.faults[0].rule == "calendar.outside-years"


def _load(folder: Path, text: str) -> BusinessCalendar:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return calendar_file.load_calendar(path)


@pytest.mark.parametrize("key", ["2026-12-28", '"2026-12-28/2026-12-28"'])
def test_a_closure_of_one_day_is_written_either_way(tmp_path: Path, key: str) -> None:
    own = _load(tmp_path, SMALL.replace('"2026-12-28/2026-12-30"', key))
    assert own.closures == (Closure(date(2026, 12, 28), date(2026, 12, 28), "closed between the years"),)


def test_a_district_can_write_its_own_calendar(tmp_path: Path) -> None:
    own = _load(tmp_path, SMALL)
    assert own.closures == (Closure(date(2026, 12, 28), date(2026, 12, 30), "closed between the years"),)
    assert not own.is_business_day(date(2026, 12, 30))
    assert own.is_business_day(date(2026, 4, 20))


@pytest.mark.parametrize(
    ("old", "new", "rule", "line", "column"),
    [
        ('name = "Test"\n', "", "calendar.missing-key", None, "name"),
        ('edition = "1"', "edition = 1", "calendar.wrong-type", 2, "edition"),
        ("last_year = 2026", "last_year = true", "calendar.wrong-type", 6, "last_year"),
        ("last_year = 2026", "last_year = 2020", "calendar.years", 6, "last_year"),
        ("America/New_York", "Boston", "calendar.time-zone", 3, "time_zone"),
        ("America/New_York", "../etc", "calendar.time-zone", 3, "time_zone"),
        ("17:00:00", '"17:00"', "calendar.wrong-type", 4, "closes_at"),
        ("keep_county", "keep_my", "calendar.unknown-key", 7, "keep_my_holidays"),
        ('2026-01-01 = "N', '2026-02-30 = "N', "calendar.not-a-day", 13, "legal-holidays.2026-02-30"),
        ('2026-01-01 = "N', '2027-01-01 = "N', "calendar.outside-years", 13, "legal-holidays.2027-01-01"),
        ('"New Year\'s Day"', '" "', "calendar.no-name", 13, "legal-holidays.2026-01-01"),
        ('"New Year\'s Day"', "7", "calendar.no-name", 13, "legal-holidays.2026-01-01"),
        ("12-28/2026-12-30", "12-28/2026-12-27", "calendar.backwards", 10, "closures.2026-12-28/2026-12-27"),
        ("12-28/2026-12-30", "12-28/soon", "calendar.not-a-day", 10, "closures.2026-12-28/soon"),
        ('2026-01-01 = "New Year\'s Day"\n', "", "calendar.empty-year", 12, "legal-holidays"),
        ('name = "Test"', 'name = "Test', "toml.syntax", 1, None),
        ('2026-01-01 = "N', '2026-01-01 = "A"\n2026-01-01 = "N', "toml.syntax", 14, None),
        ("[closures]", "[closures", "toml.syntax", 9, None),
    ],
)
def test_a_mistake_in_a_calendar_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, rule: str, line: int | None, column: str | None
) -> None:
    assert old in SMALL
    with pytest.raises(BadInput) as caught:
        _load(tmp_path, SMALL.replace(old, new, 1))
    found = [(fault.rule, fault.line, fault.column) for fault in caught.value.faults]
    assert (rule, line, column) in found
    assert all(fault.source == "own.toml" and fault.mend for fault in caught.value.faults)


def test_every_mistake_is_told_and_not_only_the_first(tmp_path: Path) -> None:
    text = SMALL.replace("America/New_York", "Boston").replace("2026-01-01", "2026-01-32").replace("12-30", "12-01")
    with pytest.raises(BadInput) as caught:
        _load(tmp_path, text)
    rules = {fault.rule for fault in caught.value.faults}
    assert rules == {"calendar.time-zone", "calendar.not-a-day", "calendar.backwards", "calendar.empty-year"}


@pytest.mark.parametrize(
    ("raw", "rule"),
    [(b'name = "\xff"', "toml.encoding"), (None, "toml.unreadable"), (b"", "calendar.missing-key")],
    ids=["not-utf-8", "no-file", "empty"],
)
def test_a_file_that_is_no_calendar_is_refused(tmp_path: Path, raw: bytes | None, rule: str) -> None:
    path = tmp_path / "own.toml"
    if raw is not None:
        path.write_bytes(raw)
    with pytest.raises(BadInput) as caught:
        calendar_file.load_calendar(path)
    assert caught.value.faults[0].rule == rule


def test_the_packaged_file_is_toml_that_a_person_can_read_in_date_order() -> None:
    tables = tomllib.loads(PACKAGED.read_text(encoding="utf-8"))
    for section in ("legal-holidays", "county-holidays"):
        assert list(tables[section]) == sorted(tables[section])


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-07-01T03:59:59+00:00", date(2026, 6, 30)),
        ("2026-07-01T04:00:00+00:00", date(2026, 7, 1)),
        ("2026-03-08T06:59:59+00:00", date(2026, 3, 8)),
        ("2026-03-09T03:59:59+00:00", date(2026, 3, 8)),
        ("2026-11-01T03:59:59+00:00", date(2026, 10, 31)),
        ("2026-11-02T04:59:59+00:00", date(2026, 11, 1)),
        ("2026-04-11T12:00:00+14:00", date(2026, 4, 10)),
        ("0001-01-01T00:00:00+14:00", date(1, 1, 1)),
        ("9999-12-31T23:59:59-12:00", date(9999, 12, 31)),
    ],
    ids=[
        "summer, a second before midnight",
        "summer, midnight",
        "the night that loses an hour",
        "the evening of that day",
        "before the night that gains an hour",
        "the evening of that day in winter time",
        "a sender far east",
        "the first instant",
        "the last instant",
    ],
)
def test_the_day_is_that_of_the_districts_clock(instant: str, day: date) -> None:
    assert CALENDAR.day_of(datetime.fromisoformat(instant)) == day
