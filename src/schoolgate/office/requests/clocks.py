"""The clocks of a request as they stand, with its pauses and its extensions."""

from collections.abc import Iterable

from schoolgate.core import BadInput
from schoolgate.office.calendar import business_calendar
from schoolgate.office.requests.models import ClockPause, DataRequest, Extension
from schoolgate.policy.clock_days import Pause
from schoolgate.policy.clock_readings import agreement_executed_on, clock_lane, proposal_approved_on
from schoolgate.policy.clocks import Clock, ClockId, ClockReading, ClockState, clarification_due, fulfilment_due
from schoolgate.policy.determination import Lane
from schoolgate.policy.determine import ClockReader
from schoolgate.policy.extension import Extension as LaterDate
from schoolgate.policy.extension import extend
from schoolgate.policy.facts import Facts
from schoolgate.policy.pack import PolicyPack

_WITHOUT_CLOCKS = frozenset({Lane.OWN_STUDENTS, Lane.REDIRECT})


def clocks_of(request: DataRequest, facts: Facts, lane: Lane, pack: PolicyPack) -> tuple[Clock, ...]:
    """Return the clock of the first contact and that of the request, each with every day it counted or skipped.

    None runs where staff see their own students or the request is sent elsewhere. A day outside the calendar starts
    no clock, and its text says so.
    """
    if lane in _WITHOUT_CLOCKS:
        return ()
    pauses = pauses_of(request.pauses.all())
    calendar = business_calendar()
    asked = clock_lane(facts)
    try:
        contact = clarification_due(facts.submitted_at, calendar, pack.days)
        fulfilment = fulfilment_due(
            asked,
            facts.submitted_at,
            agreement_executed_on(facts),
            proposal_approved_on(facts),
            pauses,
            calendar,
            pack.days.of(asked),
            on=facts.on,
        )
    except BadInput as error:
        text = " ".join(fault.message for fault in error.faults)
        return tuple(Clock(clock, ClockState.NOT_STARTED, 0, text) for clock in ClockId)
    return contact, _extended(fulfilment, request.extensions.all())


def reader_for(request: DataRequest) -> ClockReader:
    """Return what `determine` asks for the clocks of this request."""

    def read(facts: Facts, lane: Lane, pack: PolicyPack) -> tuple[ClockReading, ...]:
        return tuple(ClockReading(c.id, c.state, c.due, c.text) for c in clocks_of(request, facts, lane, pack))

    return read


def pauses_of(rows: Iterable[ClockPause]) -> tuple[Pause, ...]:
    """Return pauses as the clocks count them; a question answered on its own day pauses nothing."""
    found = (Pause.waiting(row.asked_on, row.answered_on, row.reason) for row in rows)
    return tuple(pause for pause in found if pause is not None)


def later_date(extension: Extension) -> LaterDate:
    """Return an extension as the clocks count it."""
    return LaterDate(extension.new_due_on, extension.reason, extension.sent_on)


def _extended(clock: Clock, rows: Iterable[Extension]) -> Clock:
    """Return the clock with the extensions in force. One that a pause has overtaken has nothing left to extend."""
    for row in rows:
        if clock.due is not None and row.new_due_on > clock.due:
            clock = extend(clock, later_date(row), business_calendar())
    return clock
