"""What the background worker leaves: a row for each piece of work, and each mail is one."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

KEPT = timedelta(days=14)


def forget_work(at: datetime) -> int:  # noqa: ARG001  # a step of the tick, whose day a demo may have moved
    """Remove the rows of work that was over two weeks ago; return how many. What it did stands in the ledger."""
    removed, _ = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()
    return removed
