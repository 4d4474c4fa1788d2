"""The day of a command: the one asked for, or today on the district's clock. The edge owns the clock."""

from datetime import UTC, date, datetime

import click

from schoolgate.policy.calendar_file import district_calendar

DAY = click.DateTime(["%Y-%m-%d"])


def day_or_today(on: datetime | None) -> date:
    """Return the day asked for; without one today in the district, wherever the machine's own clock stands."""
    return on.date() if on is not None else district_calendar().day_of(datetime.now(UTC))
