"""The business days that the office keeps."""

from schoolgate.office.closures import selectors as closures
from schoolgate.policy.calendar import BusinessCalendar
from schoolgate.policy.calendar_file import district_calendar


def business_calendar() -> BusinessCalendar:
    """Return the district's calendar, with the closures that staff have entered."""
    return district_calendar().with_closures(*closures.for_calendar())
