"""Today is the district's day, wherever the machine stands."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from schoolgate.cli.days import day_or_today


@pytest.fixture(params=["Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Set the machine's clock to a zone for one test."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.mark.usefixtures("machine_zone")
def test_today_is_the_districts_day_whatever_the_machines_clock_says() -> None:
    before, found, after = (
        datetime.now(UTC).astimezone(ZoneInfo("America/New_York")).date(),
        day_or_today(None),
        datetime.now(UTC).astimezone(ZoneInfo("America/New_York")).date(),
    )
    assert before <= found <= after


def test_a_day_that_is_asked_for_is_that_day() -> None:
    assert day_or_today(datetime(2026, 4, 10)) == date(2026, 4, 10)  # noqa: DTZ001  # as click gives it
