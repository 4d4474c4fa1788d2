from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from tests.office import AT, NUMBERS, ROSTER, make_submitted

from schoolgate.core import BadInput, NotAllowed
from schoolgate.office.people.models import User
from schoolgate.office.requests import determinations, queue
from schoolgate.office.requests.actions import desk, extensions, fees, thread
from schoolgate.office.requests.actions.fees import Estimate
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.queue import QueueFilter
from schoolgate.office.requests.transitions import State
from schoolgate.office.requests.upkeep import refresh_open_requests
from schoolgate.policy.clocks import ClockId, ClockState

DUE = date(2026, 5, 4)


def days_later(days: int) -> datetime:
    return AT + timedelta(days=days)


def due(request: DataRequest) -> tuple[str, date | None]:
    request.refresh_from_db()
    return request.clock_state, request.due_on


def test_four_business_days_of_waiting_move_the_date_by_four(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    thread.ask(request=request, text="Which grades?", by=analyst, at=days_later(3))  # Monday 13 April
    assert due(request)[0] == ClockState.PAUSED
    thread.answer(request=request, text="All.", by=requester, at=days_later(7))  # Friday 17 April
    assert due(request) == (ClockState.RUNNING, date(2026, 5, 8))


def test_an_answer_on_the_day_of_the_question_moves_nothing(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    thread.ask(request=request, text="Which grades?", by=analyst, at=days_later(3))
    thread.answer(request=request, text="All.", by=requester, at=days_later(3))
    assert due(request) == (ClockState.RUNNING, DUE)


def test_waiting_for_a_fee_to_be_accepted_pauses_the_clock(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    estimate = Estimate(Decimal("120.00"), "USD", "12,000 students", "4 hours", "one school year")
    fees.offer(request=request, estimate=estimate, by=analyst, at=days_later(3))
    request.refresh_from_db()
    assert request.state == State.FEE_OFFERED
    fees.accept(request=request, by=requester, at=days_later(7))
    assert due(request) == (ClockState.RUNNING, date(2026, 5, 8))
    assert request.state == State.IN_PROGRESS


def test_no_fee_is_told_and_moves_nothing(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    fees.offer(request=request, estimate=Estimate(Decimal(0), "USD", "", "", ""), by=analyst, at=days_later(3))
    assert due(request) == (ClockState.RUNNING, DUE)
    assert (request.state, request.first_contact_on) == (State.SUBMITTED, days_later(3).date())


def test_a_partner_s_clock_runs_from_the_last_signature(partner: User, analyst: User) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    assert due(request) == (ClockState.NOT_STARTED, None)
    signed = {"requester_signed": "2026-04-17", "district_signed": "2026-04-20", "ends": "2027-04-20"}
    desk.record_evidence(request=request, name="nda", table=signed, by=analyst, at=days_later(18))
    assert due(request) == (ClockState.RUNNING, date(2026, 5, 12))


def test_an_extension_before_the_due_date_is_kept_and_told(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    later = date(2026, 5, 18)
    extensions.give_more_time(request=request, new_due_on=later, reason="Many requests.", by=analyst, at=days_later(10))
    assert due(request) == (ClockState.RUNNING, later)
    clock = determinations.current(request, days_later(10).date()).clock(ClockId.FULFILMENT)
    assert clock is not None
    assert clock.extension_reason == "Many requests."


@pytest.mark.parametrize("days", [24, 25, 40], ids=["on the due date", "the day after", "weeks after"])
def test_t48_an_extension_that_comes_too_late_is_refused_and_the_request_shows_as_overdue(
    requester: User, analyst: User, days: int
) -> None:
    request = make_submitted(requester)
    later = date(2026, 6, 30)
    with pytest.raises(NotAllowed):
        extensions.give_more_time(request=request, new_due_on=later, reason="Late.", by=analyst, at=days_later(days))
    assert due(request) == (ClockState.RUNNING, DUE)
    overdue = queue.queue(analyst, QueueFilter(standing="overdue"), date(2026, 5, 5))
    assert list(overdue) == [request]


def test_an_extension_needs_a_reason_and_a_later_business_day(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    with pytest.raises(BadInput) as raised:
        extensions.give_more_time(request=request, new_due_on=DUE, reason=" ", by=analyst, at=days_later(3))
    assert {fault.column for fault in raised.value.faults} == {"reason", "new_due_on"}
    assert not request.extensions.exists()


def test_a_request_that_can_not_be_determined_keeps_no_other_clock_from_going_on(requester: User) -> None:
    broken, sound = make_submitted(requester), make_submitted(requester)
    DataRequest.objects.filter(pk=broken.pk).update(evidence={"nda": {"ends": "never"}})
    DataRequest.objects.update(due_on=None)
    with pytest.raises(BadInput):
        refresh_open_requests(days_later(1))
    assert due(sound) == (ClockState.RUNNING, DUE)
