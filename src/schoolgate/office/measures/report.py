"""The measures of a period, each with its definition beside it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from statistics import median
from uuid import UUID

from django.db.models import Exists, OuterRef, Sum

from schoolgate.office.audits.selectors import span
from schoolgate.office.calendar import business_calendar
from schoolgate.office.measures.events import Period, walk
from schoolgate.office.requests.models import DataRequest, Denial, DenialReason, Extension, Referral
from schoolgate.office.requests.transitions import State
from schoolgate.policy.calendar import BusinessCalendar

_IDS = 500


@dataclass(frozen=True, slots=True)
class Answered:
    """One request that was answered: its lane, how many business days that took, and whether its dates were kept.

    business_days: those after the day it counts as having come, up to the day of the answer. kept_date and
    kept_contact: None where no date ran.
    """

    lane: str
    business_days: int
    kept_date: bool | None
    kept_contact: bool | None
    was_extended: bool


@dataclass(frozen=True, slots=True)
class Turnaround:
    """The answered requests of one lane, or of all. slow_days: nine of ten took no longer."""

    lane: str
    count: int
    median_days: float
    slow_days: int
    kept: int
    dated: int
    extended: int

    @property
    def kept_share(self) -> float | None:
        """The share of requests with a date that were answered by it, in percent; None where none had a date."""
        return None if self.dated == 0 else 100 * self.kept / self.dated


@dataclass(frozen=True, slots=True)
class Deflection:
    """Questions that needed no release: answered by public data, or sent where they belong.

    share: of all questions of the period, in percent; None where there were none.
    """

    arrived: int
    answered_publicly: int
    referred: tuple[tuple[str, int], ...]

    @property
    def referred_count(self) -> int:
        """How many were sent elsewhere."""
        return sum(count for _redirect, count in self.referred)

    @property
    def share(self) -> float | None:
        """The share of questions that needed no release, in percent."""
        asked = self.arrived + self.referred_count
        return None if asked == 0 else 100 * (self.answered_publicly + self.referred_count) / asked


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the dashboard shows. `every_lane` is None where nothing was answered."""

    period: Period
    every_lane: Turnaround | None
    lanes: tuple[Turnaround, ...]
    contacts_kept: int
    contacts: int
    backlog: tuple[tuple[date, int], ...]
    deflection: Deflection
    denials: tuple[tuple[DenialReason, int], ...]
    lifted: int

    @property
    def contact_share(self) -> float | None:
        """The share of first contacts made by their date, in percent."""
        return None if self.contacts == 0 else 100 * self.contacts_kept / self.contacts


def report(period: Period) -> Report:
    """Return the measures of a period."""
    walked = walk(period)
    answered = _answered(walked.answered_on)
    by_lane = defaultdict[str, list[Answered]](list)
    for each in answered:
        by_lane[each.lane].append(each)
    contacts = [each.kept_contact for each in answered if each.kept_contact is not None]
    first, before = span(period.first_on, period.last_on)
    denied = Denial.objects.filter(approved_at__gte=first, approved_at__lt=before)
    return Report(
        period=period,
        every_lane=_turnaround("", answered) if answered else None,
        lanes=tuple(_turnaround(lane, found) for lane, found in sorted(by_lane.items())),
        contacts_kept=sum(contacts),
        contacts=len(contacts),
        backlog=tuple(walked.open_on),
        deflection=_deflection(walked.arrived, walked.answered_on, first, before),
        denials=_by_reason(denied.values_list("reason", flat=True)),
        lifted=denied.filter(reconsideration__upheld=False).count(),
    )


def _turnaround(lane: str, answered: Sequence[Answered]) -> Turnaround:
    days = sorted(each.business_days for each in answered)
    dated = [each.kept_date for each in answered if each.kept_date is not None]
    return Turnaround(
        lane=lane,
        count=len(days),
        median_days=median(days),
        slow_days=days[-(-9 * len(days) // 10) - 1],
        kept=sum(dated),
        dated=len(dated),
        extended=sum(each.was_extended for each in answered),
    )


def _answered(answered_on: dict[UUID, date]) -> list[Answered]:
    if not answered_on:
        return []
    calendar, found = business_calendar(), list[tuple[date, date, DataRequest]]()
    for ids in _in_parts(answered_on):
        rows = DataRequest.objects.filter(pk__in=ids, submitted_at__isnull=False)
        for row in rows.annotate(was_extended=Exists(Extension.objects.filter(request=OuterRef("pk")))):
            if row.submitted_at is not None:
                found.append((calendar.arrival_day(row.submitted_at), answered_on[row.pk], row))
    if not found:
        return []
    counted = _BusinessDays(calendar, min(arrived for arrived, _, _ in found), max(answered_on.values()))
    return [_one(row, counted.between(arrived, on), on) for arrived, on, row in found]


def _one(row: DataRequest, business_days: int, on: date) -> Answered:
    return Answered(
        lane=row.lane,
        business_days=business_days,
        kept_date=None if row.due_on is None else on <= row.due_on,
        kept_contact=None if row.contact_due_on is None else (row.first_contact_on or on) <= row.contact_due_on,
        was_extended=bool(getattr(row, "was_extended", False)),
    )


class _BusinessDays:
    """Counts the business days between two days at once, however many requests ask."""

    def __init__(self, calendar: BusinessCalendar, first: date, last: date) -> None:
        self._first, self._sums = first, [0]
        for ahead in range(1, (last - first).days + 1):
            self._sums.append(self._sums[-1] + calendar.is_business_day(first + timedelta(days=ahead)))

    def between(self, arrived: date, on: date) -> int:
        """Return how many business days lie after the first day, the second included; 0 where it is not later."""
        if on <= arrived:
            return 0
        return self._sums[(on - self._first).days] - self._sums[(arrived - self._first).days]


def _deflection(
    arrived: int, answered_on: dict[UUID, date], first: datetime | None, before: datetime | None
) -> Deflection:
    publicly = sum(
        DataRequest.objects.filter(pk__in=ids, state=State.ANSWERED).count() for ids in _in_parts(answered_on)
    )
    rows = Referral.objects.filter(at__gte=first, at__lt=before).values("redirect").annotate(questions=Sum("count"))
    referred = tuple((row["redirect"], row["questions"]) for row in rows.order_by("-questions", "redirect"))
    return Deflection(arrived, publicly, referred)


def _by_reason(reasons: Iterable[str]) -> tuple[tuple[DenialReason, int], ...]:
    counts = Counter(reasons)
    return tuple((reason, counts[reason.value]) for reason in DenialReason if counts[reason.value])


def _in_parts(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    """Yield the ids a few hundred at a time: a database takes only so many in one question."""
    left = iter(ids)
    while part := list(islice(left, _IDS)):
        yield part
