"""Reads of requests: one by its id, the queue, counts."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from schoolgate.office.errors import Hidden
from schoolgate.office.people.models import User
from schoolgate.office.requests import permissions
from schoolgate.office.requests.models import DataRequest, Denial
from schoolgate.office.requests.transitions import OPEN, State
from schoolgate.policy.clocks import ClockState

AMBER_DAYS = 3


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the desk looks at. Empty means everything that is open."""

    standing: str = ""
    state: str = ""
    assignee: str = ""
    lane: str = ""
    words: str = ""


def visible(user: User, request_id: UUID) -> DataRequest:
    """Return a request that somebody may see. Raises Hidden, whether it exists or not."""
    found = permissions.visible_to(user).select_related("owner", "assignee", "entered_by").filter(pk=request_id).first()
    if found is None:
        raise Hidden
    return found


def own_requests(user: User) -> QuerySet[DataRequest]:
    """Return somebody's own requests, those changed last first."""
    return DataRequest.objects.filter(owner=user).order_by("-changed_at")


def queue(user: User, looked_at: QueueFilter, on: date) -> QuerySet[DataRequest]:
    """Return the requests of the desk that a filter leaves, the most urgent first."""
    rows = permissions.visible_to(user).exclude(state=State.DRAFT).select_related("owner", "assignee")
    rows = rows.filter(state=looked_at.state) if looked_at.state in State.values else rows.filter(state__in=OPEN)
    if looked_at.standing:
        rows = rows.filter(_standing(looked_at.standing, on))
    if looked_at.assignee == "me":
        rows = rows.filter(assignee=user)
    elif looked_at.assignee == "nobody":
        rows = rows.filter(assignee=None)
    elif looked_at.assignee.isdecimal():
        rows = rows.filter(assignee_id=int(looked_at.assignee))
    if looked_at.lane:
        rows = rows.filter(lane=looked_at.lane)
    if looked_at.words.strip():
        words = looked_at.words.strip()
        rows = rows.filter(
            Q(reference__istartswith=words) | Q(owner__name__icontains=words) | Q(owner__organisation__icontains=words)
        )
    return rows.order_by(F("due_on").asc(nulls_last=True), "submitted_at")


def _standing(standing: str, on: date) -> Q:
    paused = Q(clock_state=ClockState.PAUSED.value)
    return {
        "overdue": Q(due_on__lt=on) & ~paused,
        "contact": Q(first_contact_on=None, contact_due_on__lt=on, state=State.SUBMITTED),
        "paused": paused,
        "not_started": Q(clock_state=ClockState.NOT_STARTED.value),
        "running": Q(clock_state=ClockState.RUNNING.value, due_on__gte=on),
    }.get(standing, Q())


def standing_counts(user: User, on: date) -> dict[str, int]:
    """Return how many open requests stand how."""
    rows = permissions.visible_to(user).filter(state__in=OPEN)
    names = ("overdue", "contact", "paused", "not_started", "running")
    return rows.aggregate(open=Count("id"), **{name: Count("id", filter=_standing(name, on)) for name in names})


def workload(user: User) -> list[tuple[str, int]]:
    """Return how many open requests each member of staff has, and how many nobody has, by name."""
    rows = permissions.visible_to(user).filter(state__in=OPEN).values("assignee__name").annotate(count=Count("id"))
    return [(row["assignee__name"] or "", row["count"]) for row in rows.order_by("assignee__name")]


def proposed_denial(request: DataRequest) -> Denial | None:
    """Return the denial that waits for approval, if there is one."""
    return request.denials.filter(approved_at=None, dropped_at=None).first()


def denial_in_force(request: DataRequest) -> Denial | None:
    """Return the last denial that was approved, if there is one."""
    return request.denials.exclude(approved_at=None).last()
