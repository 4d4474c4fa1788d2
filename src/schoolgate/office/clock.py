"""The office's clock. Only the edges read it (pages, commands, background work); everything else is told the time."""

from datetime import UTC, date, datetime

from django.conf import settings
from django.utils import timezone

from schoolgate.policy.calendar_file import district_calendar


def now() -> datetime:
    """Return the instant, aware; in a demo that stands on an older day, the time of day on that day."""
    at = timezone.now()
    if not settings.SCHOOLGATE_TODAY:
        return at
    local = at.astimezone(district_calendar().time_zone)
    day = date.fromisoformat(settings.SCHOOLGATE_TODAY)
    return local.replace(year=day.year, month=day.month, day=day.day).astimezone(UTC)


def day_of(at: datetime) -> date:
    """Return the calendar day of an instant where the district is."""
    return at.astimezone(district_calendar().time_zone).date()
