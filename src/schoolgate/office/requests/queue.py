"""The queue of the desk: its filters, its pages, and how many requests stand how.

A page begins behind a place, not after a number of rows, and is found in two steps: its rows' keys in an index that
holds whatever a filter asks for, then those rows alone. So the last page costs what the first does.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from schoolgate.office.people.models import User
from schoolgate.office.requests import permissions
from schoolgate.office.requests.models import NO_DUE_DATE, DataRequest
from schoolgate.office.requests.transitions import State
from schoolgate.policy.clocks import ClockState

_ORDER = ("queue_on", "submitted_at", "pk")
_NOBODY, _MOST_DIGITS = 0, 18
# An expression, so that SQLite goes along the queue: by its index of assignees it would meet all that ended, and sort.
_HOLDER = Coalesce("assignee", _NOBODY)
_BACKWARDS = tuple(f"-{name}" for name in _ORDER)
# What a row of the queue shows: not the words of the draft, nor anybody's password.
_SHOWN = (
    *("reference", "submitted_at", "state", "lane", "outcome", "policy", "due_on", "clock_state"),
    *("first_contact_on", "contact_due_on", "queue_on"),
    *(f"{who}__{name}" for who in ("owner", "assignee") for name in ("name", "email", "organisation", "kind")),
)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the desk looks at. Empty means everything that is open."""

    standing: str = ""
    state: str = ""
    assignee: str = ""
    lane: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request stands in the queue: its due date, the instant it came, and its key."""

    on: date
    at: datetime
    key: UUID

    def __str__(self) -> str:
        return f"{self.on.isoformat()}~{self.at.isoformat()}~{self.key.hex}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the place that an address names, None where it names none."""
        parts = text.split("~")
        try:
            on, at, key = date.fromisoformat(parts[0]), datetime.fromisoformat(parts[1]), UUID(parts[2])
        except (ValueError, IndexError):
            return None
        return cls(on, at, key) if at.tzinfo else None


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page is asked for: the one behind a place, the one before it, or the last. Otherwise the first."""

    after: Place | None = None
    before: Place | None = None
    is_last: bool = False

    @property
    def is_backwards(self) -> bool:
        """Whether rows are looked for from the end."""
        return self.is_last or self.before is not None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some rows of the queue, and the places to go on from; None where nothing more lies there."""

    rows: list[DataRequest]
    before: Place | None
    after: Place | None


def page(user: User, looked_at: QueueFilter, on: date, turn: Turn, *, size: int) -> QueuePage:
    """Return a page of what a filter leaves, the most urgent first."""
    found = _behind(queue(user, looked_at, on), turn)
    keys = [Place(*values) for values in found.order_by(*_order(turn)).values_list(*_ORDER)[: size + 1]]
    goes_on, keys = len(keys) > size, keys[:size]
    if turn.is_backwards:
        keys.reverse()
    rows = DataRequest.objects.select_related("owner", "assignee").only(*_SHOWN).in_bulk([place.key for place in keys])
    has_earlier = goes_on if turn.is_backwards else turn.after is not None
    has_later = turn.before is not None if turn.is_backwards else goes_on
    return QueuePage(
        [rows[place.key] for place in keys if place.key in rows],
        keys[0] if keys and has_earlier else None,
        keys[-1] if keys and has_later else None,
    )


def _order(turn: Turn) -> tuple[str, ...]:
    return _BACKWARDS if turn.is_backwards else _ORDER


def _behind(rows: QuerySet[DataRequest], turn: Turn) -> QuerySet[DataRequest]:
    """Return the rows behind or before a place. The first condition is what an index is entered by."""
    place, than = (turn.before, "lt") if turn.before else (turn.after, "gt")
    if place is None or turn.is_last:
        return rows
    later_day = Q(**{f"queue_on__{than}": place.on})
    later_instant = Q(queue_on=place.on, **{f"submitted_at__{than}": place.at})
    later_key = Q(queue_on=place.on, submitted_at=place.at, **{f"pk__{than}": place.key})
    return rows.filter(Q(**{f"queue_on__{than}e": place.on}), later_day | later_instant | later_key)


def queue(user: User, looked_at: QueueFilter, on: date) -> QuerySet[DataRequest]:
    """Return the requests of the desk that a filter leaves, in no order.

    A whole reference finds its request whatever else is asked: who types it means that one.
    """
    submitted, words = permissions.submitted_visible_to(user), looked_at.words.strip()
    if words:
        named = submitted.filter(reference=words.upper())
        if named.exists():
            return named
    is_state = looked_at.state in State.values and looked_at.state != State.DRAFT
    rows = submitted.filter(state=looked_at.state) if is_state else submitted.filter(is_open=True)
    rows = rows.filter(_standing(looked_at.standing, on))
    holder = _holder(looked_at.assignee, user)
    if holder is not None:
        rows = rows.alias(holder=_HOLDER).filter(holder=holder)
    if looked_at.lane:
        rows = rows.filter(lane=looked_at.lane)
    if words:
        owners = User.objects.filter(Q(name__icontains=words) | Q(organisation__icontains=words)).values("pk")
        rows = rows.filter(Q(reference__startswith=words.upper()) | Q(owner__in=owners))
    return rows


def _holder(assignee: str, user: User) -> int | None:
    """Return the key of who holds the requests that are asked for, `_NOBODY` for nobody, None where all are."""
    if assignee in {"me", "nobody"}:
        return user.pk if assignee == "me" else _NOBODY
    return int(assignee) if assignee.isdecimal() and len(assignee) <= _MOST_DIGITS else None


def _standing(standing: str, on: date) -> Q:
    paused = Q(clock_state=ClockState.PAUSED.value)
    return {
        "overdue": Q(queue_on__lt=on) & ~paused,
        "contact": Q(first_contact_on=None, contact_due_on__lt=on, state=State.SUBMITTED),
        "paused": paused,
        "not_started": Q(clock_state=ClockState.NOT_STARTED.value),
        "running": Q(clock_state=ClockState.RUNNING.value, queue_on__gte=on, queue_on__lt=NO_DUE_DATE),
    }.get(standing, Q())


STANDINGS = ("overdue", "contact", "paused", "not_started", "running")


def standing_counts(user: User, on: date) -> dict[str, int]:
    """Return how many open requests stand how, and how many there are ("open")."""
    rows = permissions.submitted_visible_to(user).filter(is_open=True)
    return rows.aggregate(open=Count("pk"), **{name: Count("pk", filter=_standing(name, on)) for name in STANDINGS})


def workload(user: User) -> list[tuple[str, int]]:
    """Return how many open requests each member of staff has, and how many nobody has, by name; nobody comes first."""
    rows = permissions.submitted_visible_to(user).filter(is_open=True).order_by()
    held = Counter(dict(rows.values_list(_HOLDER).annotate(Count("pk"))))
    named = User.objects.in_bulk([key for key in held if key != _NOBODY])
    nobody = [("", held[_NOBODY])] if held[_NOBODY] else []
    return nobody + sorted((str(person), held[key]) for key, person in named.items())
