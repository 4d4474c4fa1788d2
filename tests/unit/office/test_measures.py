"""Every expected figure is counted by hand: 20 April 2026 is Patriots' Day; the dates fall on Monday 4 May."""

from datetime import date, timedelta

import pytest
from tests.office import AT, make_person, make_submitted

from schoolgate.core import DataLevel
from schoolgate.office.ledger.actions import Actor
from schoolgate.office.measures.events import Period, walk
from schoolgate.office.measures.report import Report, report
from schoolgate.office.people.models import User
from schoolgate.office.requests import guidance
from schoolgate.office.requests.actions import denials, desk, referrals, submission, thread
from schoolgate.office.requests.actions.denials import Grounds
from schoolgate.office.requests.models import DataRequest, DenialReason
from schoolgate.policy.vocabulary import Purpose, RequesterKind

SPRING = Period(date(2026, 4, 1), date(2026, 5, 31))


def on_day(month: int, day: int) -> timedelta:
    return timedelta(days=(date(2026, month, day) - AT.date()).days)


@pytest.fixture
def spring(requester: User, analyst: User, releaser: User) -> Report:
    """Four requests of Friday 10 April: one denied in time, one late, one left, one open; and four reporters."""
    denied, late, left, _still_open = (make_submitted(requester) for _ in range(4))
    thread.remark(request=denied, text="We look at it.", by=analyst, at=AT + on_day(4, 13))
    grounds = Grounds(DenialReason.PRIVACY, ("R29",), "The groups are too small.")
    proposed = denials.propose(request=denied, grounds=grounds, by=analyst, at=AT + on_day(4, 24))
    denials.approve(denial=proposed, by=releaser, at=AT + on_day(4, 27))
    desk.answer_publicly(request=late, text="It is published.", by=analyst, at=AT + on_day(5, 5))
    submission.withdraw(request=left, by=requester, at=AT + on_day(4, 21))
    choices = guidance.Choices(RequesterKind.MEDIA, Purpose.JOURNALISM, DataLevel.AGGREGATE)
    determination = guidance.answer(choices, at=AT).determination
    referrals.record(determination=determination, kind="media", purpose="journalism", by=Actor.system("test"), at=AT)
    for _ in range(3):
        referrals.count_visitor(determination=determination, kind="media", purpose="journalism", at=AT)
    return report(SPRING)


def test_turnaround_counts_business_days_after_the_day_of_arrival(spring: Report) -> None:
    every = spring.every_lane
    assert every is not None
    # 13-17, 21-24 and 27 April are ten days; until 5 May they are sixteen.
    assert (every.count, every.median_days, every.slow_days) == (2, 13, 16)
    assert [(each.lane, each.count) for each in spring.lanes] == [("aggregate", 2)]


def test_a_request_is_on_time_when_it_is_answered_by_its_date(spring: Report) -> None:
    every = spring.every_lane
    assert every is not None
    assert (every.kept, every.dated, every.kept_share) == (1, 2, 50)


def test_the_first_contact_is_late_where_nobody_wrote_before_the_answer(spring: Report) -> None:
    assert (spring.contacts_kept, spring.contacts, spring.contact_share) == (1, 2, 50)


def test_the_backlog_is_what_was_open_when_a_month_was_over(spring: Report) -> None:
    assert spring.backlog == ((date(2026, 4, 30), 2), (date(2026, 5, 31), 1))


def test_deflection_is_what_needed_no_release_of_all_that_was_asked(spring: Report) -> None:
    deflected = spring.deflection
    assert (deflected.arrived, deflected.answered_publicly, deflected.referred) == (
        4,
        1,
        (("communications_office", 4),),
    )
    assert deflected.share == 62.5


def test_denials_are_counted_by_reason(spring: Report) -> None:
    assert spring.denials == ((DenialReason.PRIVACY, 1),)
    assert spring.lifted == 0


def test_a_period_without_events_has_no_shares(db: None) -> None:
    empty = report(SPRING)
    assert (empty.every_lane, empty.contact_share, empty.deflection.share) == (None, None, None)
    assert empty.backlog == ((date(2026, 4, 30), 0), (date(2026, 5, 31), 0))


def test_what_came_before_the_period_is_open_in_it_and_what_comes_after_is_not(requester: User) -> None:
    make_submitted(requester)
    make_submitted(make_person("x@example.org"), at=AT + on_day(6, 10))
    may = walk(Period(date(2026, 5, 1), date(2026, 5, 31)))
    assert (may.arrived, may.open_on) == (0, [(date(2026, 5, 31), 1)])


def test_a_denial_that_is_lifted_opens_the_request_again(
    requester: User, analyst: User, releaser: User, second_releaser: User
) -> None:
    request = make_submitted(requester)
    grounds = Grounds(DenialReason.PRIVACY, ("R29",), "The groups are too small.")
    proposed = denials.propose(request=request, grounds=grounds, by=analyst, at=AT + on_day(4, 24))
    denials.approve(denial=proposed, by=releaser, at=AT + on_day(4, 27))
    asked = denials.ask_reconsideration(denial=proposed, text="Please.", by=requester, at=AT + on_day(5, 4))
    denials.decide(reconsideration=asked, uphold=False, decision="Yes.", by=second_releaser, at=AT + on_day(5, 12))
    found = report(SPRING)
    assert found.backlog == ((date(2026, 4, 30), 0), (date(2026, 5, 31), 1))
    assert found.lifted == 1
    assert DataRequest.objects.get().finished_on is None


@pytest.mark.parametrize(
    ("first", "last", "ends"),
    [
        (date(2025, 12, 15), date(2026, 2, 10), [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 10)]),
        (date(2024, 2, 1), date(2024, 2, 29), [date(2024, 2, 29)]),
        (date(2026, 5, 4), date(2026, 5, 4), [date(2026, 5, 4)]),
    ],
    ids=["across a year", "a leap month", "one day"],
)
def test_a_period_has_the_ends_of_its_months(first: date, last: date, ends: list[date]) -> None:
    assert list(Period(first, last).month_ends()) == ends
