"""Which clocks a determination shows, and from when they run."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.policy_facts import NDA, PACK, PROPOSAL, given, request, without

from schoolgate.core import DataLevel
from schoolgate.policy.clock_readings import clock_lane
from schoolgate.policy.clocks import ClockId, ClockLane, ClockState
from schoolgate.policy.determine import determine
from schoolgate.policy.facts import Facts
from schoolgate.policy.vocabulary import ProposalStatus, Purpose, RequesterKind

K = RequesterKind
L = DataLevel
SCHOLAR = request(K.RESEARCHER, L.DEIDENTIFIED)


@pytest.mark.parametrize(
    ("facts", "lane"),
    [
        (request(K.AGENCY, L.AGGREGATE), ClockLane.GENERAL),
        (request(), ClockLane.PARTNER),
        (SCHOLAR, ClockLane.RESEARCH),
        (request(purpose=Purpose.EVALUATION), ClockLane.RESEARCH),
        (request(K.RESEARCHER, purpose=Purpose.PLANNING), ClockLane.RESEARCH),
    ],
    ids=["agency", "partner", "researcher", "partner-that-evaluates", "researcher-who-plans"],
)
def test_purpose_and_requester_choose_the_turnaround(facts: Facts, lane: ClockLane) -> None:
    assert clock_lane(facts) is lane


def _fulfilment(facts: Facts) -> tuple[ClockState, date | None]:
    clocks = {clock.id: clock for clock in determine(facts, PACK).clocks}
    return clocks[ClockId.FULFILMENT].state, clocks[ClockId.FULFILMENT].due


RUNNING, WAITING = ClockState.RUNNING, (ClockState.NOT_STARTED, None)


@pytest.mark.parametrize(
    ("facts", "reading"),
    [
        (request(), (RUNNING, date(2026, 5, 4))),
        (without(request(), "nda"), WAITING),
        (given(request(), nda=replace(NDA, district_signed=None)), WAITING),
        (given(request(), nda=replace(NDA, district_signed=date(2026, 4, 20))), WAITING),
        (given(request(), nda=replace(NDA, district_signed=date(2026, 4, 14))), (RUNNING, date(2026, 5, 6))),
        (SCHOLAR, (RUNNING, date(2026, 5, 18))),
        (without(SCHOLAR, "research_proposal"), WAITING),
        (given(SCHOLAR, research_proposal=replace(PROPOSAL, status=ProposalStatus.DECLINED)), WAITING),
        (given(SCHOLAR, research_proposal=replace(PROPOSAL, approved=date(2026, 4, 15))), WAITING),
    ],
    ids=[
        "partner",
        "no-agreement",
        "half-signed",
        "signed-later",
        "signed-on-the-day",
        "research",
        "no-proposal",
        "declined",
        "approved-later",
    ],
)
def test_a_clock_runs_once_everything_it_waits_for_is_there(
    facts: Facts, reading: tuple[ClockState, date | None]
) -> None:
    assert _fulfilment(facts) == reading


def test_the_days_are_those_of_the_version_of_the_circular() -> None:
    slow = replace(PACK, days=replace(PACK.days, partner=20))
    clocks = determine(request(), slow).clocks
    assert clocks[1].due == date(2026, 5, 11)


def test_own_students_and_requests_sent_on_have_no_clock() -> None:
    assert determine(request(K.TEACHER), PACK).clocks == ()
    assert determine(request(K.MEDIA), PACK).clocks == ()


def test_a_day_outside_the_calendar_starts_no_clock_and_stops_no_decision() -> None:
    answer = determine(request(submitted_at=datetime(1999, 1, 4, tzinfo=UTC)), PACK)
    assert answer.allowed
    assert [(clock.state, clock.due) for clock in answer.clocks] == [WAITING, WAITING]
    assert all(clock.text for clock in answer.clocks)
