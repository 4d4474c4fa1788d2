"""What signing in and the background worker leave. These are spans of real time, whatever day a demo believes in."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

WORK_KEPT = timedelta(days=14)


def forget_sessions(at: datetime) -> int:  # noqa: ARG001  # a step of the tick
    """Remove sessions that are over, those of visitors who only looked at a passkey too; return how many."""
    removed, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return removed


def forget_work(at: datetime) -> int:  # noqa: ARG001  # a step of the tick
    """Remove the rows of work that was over two weeks ago, and each mail is work; return how many.

    What the work did stands in the ledger.
    """
    removed, _ = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - WORK_KEPT).delete()
    return removed
