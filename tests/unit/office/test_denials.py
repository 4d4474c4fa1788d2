import pytest
from tests.office import AT, NUMBERS, ROSTER, make_person, make_submitted

from schoolgate.office.errors import Forbidden, NotNow
from schoolgate.office.ledger.models import Disclosure
from schoolgate.office.ledger.selectors import disclosures_of
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests.actions import denials, thread
from schoolgate.office.requests.actions.denials import Grounds
from schoolgate.office.requests.models import DataRequest, Denial, DenialReason
from schoolgate.office.requests.transitions import State
from schoolgate.policy.clocks import ClockState

GROUNDS = Grounds(DenialReason.NO_CONSENT, ("R32", "R40"), "No consents were given.", "Ask for counts of groups.")


def make_denied(request: DataRequest, analyst: User, releaser: User) -> Denial:
    denial = denials.propose(request=request, grounds=GROUNDS, by=analyst, at=AT)
    denials.approve(denial=denial, by=releaser, at=AT)
    denial.refresh_from_db()
    return denial


def test_a_denial_is_in_force_once_a_second_person_approves_it(requester: User, analyst: User, releaser: User) -> None:
    request = make_submitted(requester)
    denial = denials.propose(request=request, grounds=GROUNDS, by=analyst, at=AT)
    request.refresh_from_db()
    assert request.state == State.SUBMITTED
    denials.approve(denial=denial, by=releaser, at=AT)
    request.refresh_from_db()
    assert request.state == State.DENIED


def test_nobody_approves_the_denial_they_proposed(requester: User) -> None:
    both = make_person("both@district.example", Role.ANALYST, Role.RELEASER)
    denial = denials.propose(request=make_submitted(requester), grounds=GROUNDS, by=both, at=AT)
    with pytest.raises(Forbidden):
        denials.approve(denial=denial, by=both, at=AT)


def test_a_denial_is_approved_once(requester: User, analyst: User, releaser: User, second_releaser: User) -> None:
    denial = make_denied(make_submitted(requester), analyst, releaser)
    with pytest.raises(NotNow):
        denials.approve(denial=denial, by=second_releaser, at=AT)


def test_t58_a_denied_request_for_identifiable_data_stands_in_each_student_s_log(
    partner: User, analyst: User, releaser: User
) -> None:
    make_denied(make_submitted(partner, ROSTER, numbers=NUMBERS), analyst, releaser)
    assert Disclosure.objects.count() == 3
    [line] = disclosures_of("100002")
    assert (line.kind, line.recipient_affiliation) == ("requested", "Harbor Tutors")


def test_a_denied_table_stands_in_nobody_s_log(requester: User, analyst: User, releaser: User) -> None:
    make_denied(make_submitted(requester), analyst, releaser)
    assert not Disclosure.objects.exists()


def test_a_requester_asks_once_to_look_again_and_another_person_decides(
    requester: User, analyst: User, releaser: User, second_releaser: User
) -> None:
    request = make_submitted(requester)
    denial = make_denied(request, analyst, releaser)
    asked = denials.ask_reconsideration(denial=denial, text="Please look again.", by=requester, at=AT)
    with pytest.raises(Forbidden):
        denials.decide(reconsideration=asked, uphold=True, decision="No.", by=releaser, at=AT)
    denials.decide(reconsideration=asked, uphold=False, decision="You are right.", by=second_releaser, at=AT)
    request.refresh_from_db()
    assert request.state == State.IN_PROGRESS
    with pytest.raises(NotNow):
        denials.ask_reconsideration(denial=denial, text="Again.", by=requester, at=AT)


def test_an_upheld_denial_stays(requester: User, analyst: User, releaser: User, second_releaser: User) -> None:
    request = make_submitted(requester)
    denial = make_denied(request, analyst, releaser)
    asked = denials.ask_reconsideration(denial=denial, text="Please look again.", by=requester, at=AT)
    denials.decide(reconsideration=asked, uphold=True, decision="It stands.", by=second_releaser, at=AT)
    request.refresh_from_db()
    assert request.state == State.DENIED


def test_a_denial_while_the_requester_is_asked_ends_the_wait(
    requester: User, analyst: User, releaser: User, second_releaser: User
) -> None:
    request = make_submitted(requester)
    thread.ask(request=request, text="Which grades?", by=analyst, at=AT)
    denial = make_denied(request, analyst, releaser)
    asked = denials.ask_reconsideration(denial=denial, text="All of them.", by=requester, at=AT)
    denials.decide(reconsideration=asked, uphold=False, decision="Good.", by=second_releaser, at=AT)
    request.refresh_from_db()
    assert (request.state, request.clock_state) == (State.IN_PROGRESS, ClockState.RUNNING)
