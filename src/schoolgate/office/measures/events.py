"""One walk through the ledger: which requests came, which were answered and when, and how many were open.

The ledger is asked, not the requests' columns: a request that was recalled and delivered again, or closed long after
its delivery, was answered and open on the days that the ledger says.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from schoolgate.office.clock import day_of
from schoolgate.office.ledger.models import LedgerRow

COMES = "request.submitted"
ANSWERS = ("request.delivered", "request.denied", "request.answered_publicly")
_ENDS = frozenset({*ANSWERS, "request.withdrawn", "request.fee_declined"})
_OPENS = frozenset({COMES, "request.recalled", "request.denial_overturned"})
_CHUNK = 2_000
_SUBJECT = "request:"


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the district, both included."""

    first_on: date
    last_on: date

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on

    def month_ends(self) -> tuple[date, ...]:
        """Return the last day of each month of the period; of the last month, the period's last day."""
        found, day = [], self.first_on
        while day <= self.last_on:
            end = _month_end(day)
            found.append(min(end, self.last_on))
            day = end + timedelta(days=1)
        return tuple(found)


@dataclass(slots=True)
class Walked:
    """What the walk found.

    arrived: how many requests came within the period. answered_on: the day of the last answer within the period, by
    request. open_on: how many requests were open when each of the asked days was over.
    """

    arrived: int = 0
    answered_on: dict[UUID, date] = field(default_factory=dict)
    open_on: list[tuple[date, int]] = field(default_factory=list)


def walk(period: Period) -> Walked:
    """Read the events of requests from the first to the last of the period."""
    found, open_now = Walked(), set[str]()
    ends = iter([*period.month_ends(), date.max])
    end = next(ends)
    for event, subject, day in _events():
        while day > end:
            found.open_on.append((end, len(open_now)))
            end = next(ends)
        if day > period.last_on:
            break
        if event in _OPENS:
            open_now.add(subject)
        else:
            open_now.discard(subject)
        if day in period:
            found.arrived += event == COMES
            if event in ANSWERS:
                found.answered_on[UUID(subject.removeprefix(_SUBJECT))] = day
    while end != date.max:
        found.open_on.append((end, len(open_now)))
        end = next(ends)
    return found


def _events() -> Iterator[tuple[str, str, date]]:
    rows = LedgerRow.objects.filter(event__in=_OPENS | _ENDS).order_by("at", "number")
    for event, subject, at in rows.values_list("event", "subject", "at").iterator(_CHUNK):
        yield event, subject, day_of(at)


def _month_end(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - timedelta(days=1)
