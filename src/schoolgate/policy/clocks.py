"""How long the office gives itself, with every day counted or skipped and why.

A clock starts on day 0 and ends on the last of its business days. Day 0 is the first working day on or after
everything the clock waits for; a working day is a business day on which the clock is not paused. Each later working
day counts one.
Source: ODA-03, "Process for requesting data" (R55-R59, R65); readings in docs/adr/0101 and 0102.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from schoolgate.core import BadInput
from schoolgate.policy import clock_text
from schoolgate.policy.calendar import BusinessCalendar
from schoolgate.policy.clock_days import CountedDay, Pause, Skip, SkipKind

_ONE_DAY = timedelta(days=1)


class ClockId(StrEnum):
    """What a clock measures."""

    CLARIFICATION = "clarification"
    FULFILMENT = "fulfilment"


class ClockState(StrEnum):
    """Whether a clock counts."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"


class ClockLane(StrEnum):
    """Which of the circular's turnaround times applies (R56, R58, R59)."""

    GENERAL = "general"
    PARTNER = "partner"
    RESEARCH = "research"


class Standing(StrEnum):
    """How a clock stands on a day on which its work is not done yet."""

    IN_TIME = "in_time"
    AMBER = "amber"
    BREACHED = "breached"


@dataclass(frozen=True, slots=True)
class ClockDays:
    """The business days of each clock; the policy holds them, and the defaults are those of ODA-03 version 01."""

    clarification_amber: int = 3
    clarification_breach: int = 5
    general: int = 15
    partner: int = 15
    research: int = 25

    def of(self, lane: ClockLane) -> int:
        """Return the business days to fulfil a request of a lane."""
        return {
            ClockLane.GENERAL: self.general,
            ClockLane.PARTNER: self.partner,
            ClockLane.RESEARCH: self.research,
        }[lane]


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock as it stands: when it began, when it ends, and how that was worked out.

    due: the last day in time; None where the clock has not started. While a pause is open it is the earliest day
    possible: the one that follows if the pause ended on the day asked about. walk: every calendar day from the day
    of arrival to the due day, in order. amber_on: the first day on which the office should worry, if any is set.
    waits_for: what a clock that has not started waits for, in words. extension_reason: why a later date was set (R57).
    """

    id: ClockId
    state: ClockState
    days: int
    text: str
    day_zero: date | None = None
    due: date | None = None
    amber_on: date | None = None
    walk: tuple[CountedDay, ...] = ()
    waits_for: tuple[str, ...] = ()
    extension_reason: str | None = None

    @property
    def skipped(self) -> tuple[CountedDay, ...]:
        """The days that did not count."""
        return tuple(day for day in self.walk if day.skip is not None)

    def standing(self, on: date) -> Standing:
        """Return how the clock stands on a day, its work not being done: breached only after the due day has passed."""
        if self.due is None or self.state is ClockState.PAUSED:
            return Standing.IN_TIME
        if on > self.due:
            return Standing.BREACHED
        return Standing.AMBER if self.amber_on is not None and on >= self.amber_on else Standing.IN_TIME


@dataclass(frozen=True, slots=True)
class ClockReading:
    """What a determination says of a clock."""

    id: ClockId
    state: ClockState
    due: date | None
    text: str


def clarification_due(submitted_at: datetime, calendar: BusinessCalendar, days: ClockDays) -> Clock:
    """Return the clock of the office's first contact: amber from its third day, breached after its fifth.

    Nothing pauses it: a question to the requester is what ends it. Source: R55.
    """
    arrived_on = calendar.arrival_day(submitted_at)
    walk = _arrival(submitted_at, calendar) + _walk(arrived_on, days.clarification_breach, (), calendar)
    amber_on = next(day.on for day in walk if day.count == days.clarification_amber)
    day_zero = _day_zero(walk)
    text = clock_text.clarification(walk, days.clarification_breach, amber_on)
    return Clock(
        ClockId.CLARIFICATION,
        ClockState.RUNNING,
        days.clarification_breach,
        text,
        day_zero=day_zero,
        due=walk[-1].on,
        amber_on=amber_on,
        walk=walk,
    )


def fulfilment_due(
    lane: ClockLane,
    submitted_at: datetime,
    nda_executed_on: date | None,
    approved_on: date | None,
    pauses: Sequence[Pause],
    calendar: BusinessCalendar,
    days: int,
    *,
    on: date,
) -> Clock:
    """Return the clock of the request itself, as it stands on a day.

    general: from the complete submission. partner: from the later of that and the last signature under the agreement;
    research: from the latest of those and the approval of the proposal. `on` only matters to a pause: one that is open
    is counted to that day. Source: R56, R58, R59, R65. Raises BadInput for an instant without a time zone, a pause
    that ends before it begins, and a day outside the calendar.
    """
    arrived_on = calendar.arrival_day(submitted_at)
    needed = _needed(lane, nda_executed_on, approved_on)
    waits_for = tuple(name for name, day in needed if day is None)
    if waits_for:
        text = clock_text.not_started(days, waits_for)
        return Clock(ClockId.FULFILMENT, ClockState.NOT_STARTED, days, text, waits_for=waits_for)
    closed = tuple(_closed(pause, on) for pause in pauses)
    starts_on = max([arrived_on, *(day for _, day in needed if day is not None)])
    arrival = _arrival(submitted_at, calendar) if starts_on == arrived_on else ()
    walk = arrival + _walk(starts_on, days, closed, calendar)
    paused = any(on in pause for pause in closed)
    is_open = any(pause.ends_on is None for pause in pauses if pause.starts_on <= on)
    state = ClockState.PAUSED if paused else ClockState.RUNNING
    text = clock_text.fulfilment(walk, days, paused=paused, is_open=is_open)
    return Clock(ClockId.FULFILMENT, state, days, text, day_zero=_day_zero(walk), due=walk[-1].on, walk=walk)


def read_clocks(
    *,
    lane: ClockLane,
    submitted_at: datetime,
    nda_executed_on: date | None,
    approved_on: date | None,
    on: date,
    calendar: BusinessCalendar,
    pauses: Sequence[Pause] = (),
    days: ClockDays = ClockDays(),  # frozen
) -> tuple[ClockReading, ClockReading]:
    """Return the readings of both clocks for a determination: first contact, then fulfilment."""
    clocks = (
        clarification_due(submitted_at, calendar, days),
        fulfilment_due(lane, submitted_at, nda_executed_on, approved_on, pauses, calendar, days.of(lane), on=on),
    )
    first, second = (ClockReading(clock.id, clock.state, clock.due, clock.text) for clock in clocks)
    return first, second


def _needed(
    lane: ClockLane, nda_executed_on: date | None, approved_on: date | None
) -> tuple[tuple[str, date | None], ...]:
    agreement = ("the agreement to be signed by both sides", nda_executed_on)
    approval = ("the research proposal to be approved", approved_on)
    return {
        ClockLane.GENERAL: (),
        ClockLane.PARTNER: (agreement,),
        ClockLane.RESEARCH: (approval, agreement),
    }[lane]


def _closed(pause: Pause, on: date) -> Pause:
    if pause.ends_on is not None:
        if pause.ends_on >= pause.starts_on:
            return pause
        raise BadInput.at(
            "pauses",
            f"The pause from {pause.starts_on} ends before it begins, on {pause.ends_on}.",
            "Give the first day of the pause, then the last.",
            rule="clocks.pause-backwards",
        )
    # One that has not begun by then covers no day: how long it will last nobody knows.
    return Pause(pause.starts_on, on, pause.reason)


def _arrival(submitted_at: datetime, calendar: BusinessCalendar) -> tuple[CountedDay, ...]:
    """Return the day of submission where it does not count only because the office had closed."""
    here = calendar.local_time(submitted_at)
    if calendar.arrival_day(submitted_at) == here.date() or not calendar.is_business_day(here.date()):
        return ()
    name = f"arrived after {calendar.closes_at:%H:%M}"
    return (CountedDay(here.date(), None, Skip(SkipKind.AFTER_HOURS, name)),)


def _walk(starts_on: date, days: int, pauses: Sequence[Pause], calendar: BusinessCalendar) -> tuple[CountedDay, ...]:
    """Return every day from the start to the due day: skipped with a reason, or counted, day 0 first."""
    if days < 1:
        message = f"A clock of {days} business days has no due day."
        raise BadInput.at("days", message, "Give at least one.", rule="clocks.no-days")
    return tuple(_counted_days(starts_on, days, pauses, calendar))


def _counted_days(
    starts_on: date, days: int, pauses: Sequence[Pause], calendar: BusinessCalendar
) -> Iterator[CountedDay]:
    day, count = starts_on, 0
    while count <= days:
        skip = _skip(day, pauses, calendar)
        yield CountedDay(day, None if skip else count, skip)
        count += 0 if skip else 1
        day += _ONE_DAY


def _skip(day: date, pauses: Sequence[Pause], calendar: BusinessCalendar) -> Skip | None:
    day_off = calendar.day_off(day)
    if day_off is not None:
        return Skip(SkipKind(day_off.kind.value), day_off.name)
    reason = next((pause.reason for pause in pauses if day in pause), None)
    return None if reason is None else Skip(SkipKind.PAUSE, reason)


def _day_zero(walk: Sequence[CountedDay]) -> date:
    return next(day.on for day in walk if day.count == 0)
