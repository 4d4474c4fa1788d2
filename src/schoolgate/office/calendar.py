"""The business days that the office keeps."""

from schoolgate.policy.calendar import BusinessCalendar
from schoolgate.policy.calendar_file import district_calendar


def business_calendar() -> BusinessCalendar:
    """Return the district's calendar."""
    return district_calendar()
