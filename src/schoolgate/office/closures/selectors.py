"""Reads of closures."""

from django.db.models import QuerySet

from schoolgate.office.closures.models import OfficeClosure
from schoolgate.policy.calendar import Closure


def in_force() -> QuerySet[OfficeClosure]:
    """Return the closures that were not taken back, the latest first."""
    return OfficeClosure.objects.filter(taken_back_at=None)


def for_calendar() -> tuple[Closure, ...]:
    """Return the closures in force as the business calendar counts them."""
    rows = in_force().order_by("starts_on", "id").values_list("starts_on", "ends_on", "reason")
    return tuple(Closure(starts_on, ends_on, reason) for starts_on, ends_on, reason in rows)
