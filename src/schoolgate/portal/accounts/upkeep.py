"""What the passing of days leaves of signing in."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.utils import timezone


def forget_sessions(at: datetime) -> int:  # noqa: ARG001  # a step of the tick, whose day a demo may have moved
    """Remove sessions that are over, those of visitors who only looked at a passkey too; return how many."""
    removed, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return removed
