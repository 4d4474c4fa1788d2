"""Reviews: two people, each without the other's vote, and a higher approval for an exception."""

from collections.abc import Callable

import pytest
from tests.office import AT, make_person
from tests.office_releases import GOOD_ANSWERS, approve, hand_over, make_started, run_build

from schoolgate.office.builds.models import Build
from schoolgate.office.errors import Forbidden, NotNow
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests import moves
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import State, Step
from schoolgate.office.reviews import actions, permissions, selectors
from schoolgate.office.reviews.actions import Opinion
from schoolgate.office.reviews.models import Decision, Outcome, Verdict
from schoolgate.warehouse.store import Store

YES = Opinion(Verdict.APPROVE, GOOD_ANSWERS)
TARGETED = GOOD_ANSWERS | {"targeted": "yes"}


@pytest.fixture
def built(records: Store, requester: User, analyst: User) -> Build:
    return run_build(make_started(requester, analyst), analyst)


def state() -> str:
    return DataRequest.objects.get().state


def test_t49_the_author_does_not_approve_their_own_output(records: Store, requester: User) -> None:
    author = make_person("author@district.example", Role.ANALYST, Role.REVIEWER)
    build = run_build(make_started(requester, author), author)
    with pytest.raises(Forbidden, match="their own output"):
        actions.vote(build=build, opinion=YES, by=author, at=AT)


def test_t49_the_same_person_is_not_both_reviewers(built: Build, reviewer: User) -> None:
    actions.vote(build=built, opinion=YES, by=reviewer, at=AT)
    with pytest.raises(NotNow, match="somebody else's"):
        actions.vote(build=built, opinion=YES, by=reviewer, at=AT)
    assert state() == State.IN_REVIEW


@pytest.mark.parametrize("role", [Role.ANALYST, Role.RELEASER, Role.AUDITOR, Role.STEWARD], ids=str)
def test_nobody_votes_without_the_role(built: Build, role: Role) -> None:
    with pytest.raises(Forbidden):
        actions.vote(build=built, opinion=YES, by=make_person("x@district.example", role), at=AT)


def test_the_requester_has_no_vote_whatever_the_role(records: Store, analyst: User) -> None:
    asker = make_person("asker@district.example", Role.REVIEWER)
    build = run_build(make_started(asker, analyst), analyst)
    with pytest.raises(Forbidden):
        actions.vote(build=build, opinion=YES, by=asker, at=AT)


def test_votes_are_blind_until_both_are_in(built: Build, reviewer: User, second_reviewer: User, auditor: User) -> None:
    actions.vote(build=built, opinion=YES, by=reviewer, at=AT)
    assert list(permissions.votes_visible_to(second_reviewer, built)) == []
    assert list(permissions.votes_visible_to(auditor, built)) == []
    assert permissions.votes_visible_to(reviewer, built).count() == 1
    actions.vote(build=built, opinion=YES, by=second_reviewer, at=AT)
    assert permissions.votes_visible_to(reviewer, built).count() == 2
    assert not permissions.votes_visible_to(built.request.owner, built).exists()


def test_a_build_that_was_recalled_waits_for_nobody_once_another_is_in_review(
    built: Build, analyst: User, reviewer: User
) -> None:
    moves.move(built.request_id, Step.RECALL, by=analyst, at=AT)
    again = run_build(DataRequest.objects.get(), analyst)
    assert selectors.waiting_for(reviewer) == [again]


def test_the_ledger_tells_no_verdict_before_both_are_in(built: Build, reviewer: User) -> None:
    from schoolgate.office.ledger.selectors import rows_about

    actions.vote(build=built, opinion=Opinion(Verdict.RETURN, GOOD_ANSWERS, "No."), by=reviewer, at=AT)
    assert not any("return" in row.details for row in rows_about(built.request.subject))


@pytest.mark.parametrize(
    ("first", "second", "outcome", "leads_to"),
    [
        (Verdict.APPROVE, Verdict.APPROVE, Outcome.APPROVED, State.APPROVED),
        (Verdict.APPROVE, Verdict.RETURN, Outcome.RETURNED, State.IN_PROGRESS),
        (Verdict.RETURN, Verdict.APPROVE, Outcome.RETURNED, State.IN_PROGRESS),
        (Verdict.EXCEPT, Verdict.APPROVE, Outcome.EXCEPTION, State.APPROVED),
        (Verdict.EXCEPT, Verdict.RETURN, Outcome.RETURNED, State.IN_PROGRESS),
    ],
)
def test_what_two_votes_come_to(
    built: Build,
    reviewer: User,
    second_reviewer: User,
    first: Verdict,
    second: Verdict,
    outcome: Outcome,
    leads_to: str,
) -> None:
    actions.vote(build=built, opinion=Opinion(first, GOOD_ANSWERS, "Because."), by=reviewer, at=AT)
    actions.vote(build=built, opinion=Opinion(second, GOOD_ANSWERS, "Because."), by=second_reviewer, at=AT)
    decision = selectors.decision_on(built)
    assert decision is not None
    assert (decision.outcome, state()) == (outcome, leads_to)


def test_a_targeted_request_is_not_approved_without_an_exception(built: Build, reviewer: User) -> None:
    with pytest.raises(NotNow, match="stands against it"):
        actions.vote(build=built, opinion=Opinion(Verdict.APPROVE, TARGETED), by=reviewer, at=AT)
    with pytest.raises(NotNow, match="Say why"):
        actions.vote(build=built, opinion=Opinion(Verdict.EXCEPT, TARGETED), by=reviewer, at=AT)
    with pytest.raises(NotNow, match="every question"):
        actions.vote(build=built, opinion=Opinion(Verdict.RETURN, {}, "No."), by=reviewer, at=AT)


def excepted(build: Build, *reviewers: User) -> Decision:
    for reviewer in reviewers:
        actions.vote(build=build, opinion=Opinion(Verdict.EXCEPT, TARGETED, "A court asks."), by=reviewer, at=AT)
    decision = selectors.decision_on(build)
    assert decision is not None
    return decision


def test_an_exception_leaves_only_with_the_agreement_of_a_releaser_who_had_no_part_in_it(
    built: Build, reviewer: User, releaser: User, second_releaser: User
) -> None:
    both = make_person("both@district.example", Role.REVIEWER, Role.RELEASER)
    decision = excepted(built, reviewer, both)
    with pytest.raises(NotNow, match="two reviewers approved"):
        hand_over(reload(built), releaser)
    with pytest.raises(Forbidden):
        actions.grant(decision=decision, agree=True, words="Yes.", by=both, at=AT)
    actions.grant(decision=decision, agree=True, words="The order is specific.", by=second_releaser, at=AT)
    assert hand_over(reload(built), releaser)


def reload(build: Build) -> Build:
    return Build.objects.select_related("request__owner", "asked_by").get(pk=build.pk)


def test_an_exception_that_is_not_agreed_to_goes_back(
    built: Build, reviewer: User, second_reviewer: User, releaser: User
) -> None:
    decision = excepted(built, reviewer, second_reviewer)
    actions.grant(decision=decision, agree=False, words="Not enough.", by=releaser, at=AT)
    assert state() == State.IN_PROGRESS
    with pytest.raises(NotNow):
        actions.grant(decision=decision, agree=True, words="Yes.", by=releaser, at=AT)


def test_a_third_vote_and_a_vote_on_an_old_build_are_refused(
    built: Build, reviewer: User, second_reviewer: User, analyst: User
) -> None:
    actions.vote(build=built, opinion=Opinion(Verdict.RETURN, GOOD_ANSWERS, "No."), by=reviewer, at=AT)
    actions.vote(build=built, opinion=YES, by=second_reviewer, at=AT)
    with pytest.raises(NotNow):
        actions.vote(build=built, opinion=YES, by=make_person("third@district.example", Role.REVIEWER), at=AT)
    again = run_build(built.request, analyst)
    with pytest.raises(NotNow, match="newest"):
        actions.vote(build=built, opinion=YES, by=reviewer, at=AT)
    approve(again, reviewer, second_reviewer)
    assert state() == State.APPROVED


def test_of_four_reviewers_at_once_two_votes_count(
    office_db: None, records: Store, at_once: Callable[[Callable[[int], object], int], None]
) -> None:
    analyst = make_person("ana@district.example", Role.ANALYST)
    build = run_build(make_started(make_person("rosa@example.org"), analyst), analyst)
    reviewers = [make_person(f"r{nth}@district.example", Role.REVIEWER) for nth in range(4)]
    told: list[NotNow] = []

    def vote(nth: int) -> None:
        try:
            actions.vote(build=build, opinion=YES, by=reviewers[nth], at=AT)
        except NotNow as error:
            told.append(error)

    at_once(vote, 4)
    assert build.votes.count() == 2
    assert len(told) == 2
    assert Decision.objects.count() == 1
    assert state() == State.APPROVED
