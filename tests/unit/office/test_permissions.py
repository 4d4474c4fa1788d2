from datetime import date

import pytest
from tests.office import AT, TABLE, make_draft, make_person, make_submitted

from schoolgate.office.errors import Forbidden, Hidden
from schoolgate.office.ledger.selectors import details_of, rows_about
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.people import actions as people
from schoolgate.office.people.models import Role, User
from schoolgate.office.people.permissions import Answer
from schoolgate.office.requests import permissions, queue, selectors
from schoolgate.office.requests.actions import desk, drafts, submission, thread
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import Step
from schoolgate.policy.vocabulary import Channel, RequesterKind

OWNER_STEPS = {Step.SUBMIT, Step.ANSWER, Step.ACCEPT_FEE, Step.DECLINE_FEE, Step.ASK_RECONSIDERATION, Step.WITHDRAW}
STEPS_OF_ROLES = {
    Role.ANALYST: {
        Step.ASK, Step.OFFER_FEE, Step.START, Step.FINISH_BUILD, Step.RECALL, Step.CLOSE, Step.ANSWER_PUBLICLY,
    },
    Role.REVIEWER: {Step.RETURN, Step.APPROVE},
    Role.RELEASER: {Step.DELIVER, Step.RECALL, Step.CLOSE, Step.DENY, Step.UPHOLD, Step.OVERTURN},
    Role.STEWARD: set(),
    Role.AUDITOR: set(),
    Role.SCHOOL_STAFF: set(),
}  # fmt: skip


@pytest.mark.parametrize("role", list(STEPS_OF_ROLES), ids=str)
def test_a_role_may_take_its_own_steps_on_others_requests_and_no_more(requester: User, role: Role) -> None:
    request, person = make_submitted(requester), make_person("staff@district.example", role)
    may = {step for step in Step if permissions.may_step(person, request, step)}
    assert may == STEPS_OF_ROLES[role]


def test_the_owner_may_take_the_owner_s_steps_and_no_more_whatever_the_role(db: None) -> None:
    owner = make_person("all@district.example", *Role)
    request = make_submitted(owner)
    assert {step for step in Step if permissions.may_step(owner, request, step)} == OWNER_STEPS


def test_a_no_says_why(requester: User, partner: User) -> None:
    answer = permissions.may_step(partner, make_submitted(requester), Step.START)
    assert answer == Answer(False, "This needs the role: analyst.")


def test_people_see_their_own_requests_only(requester: User, partner: User) -> None:
    request = make_submitted(requester)
    assert list(permissions.visible_to(requester)) == [request]
    assert not permissions.visible_to(partner).exists()
    with pytest.raises(Hidden):
        selectors.visible(partner, request.pk)


def test_the_office_sees_what_was_submitted_and_no_draft_of_others(requester: User, analyst: User) -> None:
    submitted, draft = make_submitted(requester), make_draft(requester)
    assert list(permissions.visible_to(analyst)) == [submitted]
    with pytest.raises(Hidden):
        selectors.visible(analyst, draft.pk)


def test_school_staff_see_no_requests_of_others(requester: User) -> None:
    make_submitted(requester)
    assert not permissions.visible_to(make_person("teacher@district.example", Role.SCHOOL_STAFF)).exists()


def test_a_role_that_ended_opens_nothing(requester: User, analyst: User, steward: User) -> None:
    request = make_submitted(requester)
    people.end_role(user=analyst, role=Role.ANALYST, by=steward, at=AT)
    again = User.objects.get(pk=analyst.pk)
    assert not permissions.may_step(again, request, Step.START)


def test_nobody_gives_themselves_a_role(steward: User) -> None:
    with pytest.raises(Forbidden):
        people.grant_role(user=steward, role=Role.RELEASER, by=steward, at=AT)


def test_nobody_links_a_person_to_the_records_but_a_steward_and_never_themselves(
    requester: User, analyst: User, steward: User
) -> None:
    for user, by in ((requester, analyst), (requester, requester), (steward, steward)):
        with pytest.raises(Forbidden):
            people.link_person(user=user, person_id="STF-1", kind=RequesterKind.TEACHER, by=by, at=AT)


def test_who_was_linked_meanwhile_stays_staff_whatever_they_said_before(requester: User, steward: User) -> None:
    seen_before = User.objects.get(pk=requester.pk)
    people.link_person(user=requester, person_id="STF-1", kind=RequesterKind.TEACHER, by=steward, at=AT)
    people.describe(user=seen_before, name="Rosa", position="", organisation="Harbor", kind=RequesterKind.PUBLIC, at=AT)
    assert User.objects.get(pk=requester.pk).kind == RequesterKind.TEACHER
    told = details_of(rows_about(f"user:{requester.pk}").last())  # type: ignore[arg-type]  # there is a row
    assert (told["organisation_before"], told["organisation"]) == ("", "Harbor")


def test_a_note_of_the_office_is_not_shown_to_the_requester(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    thread.note(request=request, text="Looks fine.", by=analyst, at=AT)
    thread.remark(request=request, text="We are on it.", by=analyst, at=AT)
    assert [m.text for m in permissions.messages_visible_to(requester, request)] == ["We are on it."]
    assert permissions.messages_visible_to(analyst, request).count() == 2


def phoned_in(analyst: User) -> DataRequest:
    caller = people.invite(
        email="caller@example.org", name="Cal Caller", organisation="", kind=RequesterKind.PUBLIC, by=analyst, at=AT
    )
    request = drafts.begin(owner=caller, by=analyst, at=AT, draft=TABLE, channel=Channel.PHONE)
    return submission.submit(request=request, by=analyst, at=AT)


def test_a_request_that_was_phoned_in_is_marked_with_who_entered_it(analyst: User) -> None:
    document = phoned_in(analyst).versions.get().document["request"]
    assert (document["channel"], document["entered_by"]) == ("phone", "Ana Analyst")


def test_what_the_analyst_writes_who_entered_a_request_goes_to_who_asks(analyst: User) -> None:
    request = phoned_in(analyst)
    desk.assign(request=request, to=analyst, by=analyst, at=AT)
    message = thread.remark(request=request, text="We begin on Monday.", by=analyst, at=AT)
    assert OutboxMail.objects.get(key__endswith=f"message:{message.pk}").to == "caller@example.org"


def test_a_copy_that_people_make_for_themselves_was_not_phoned_in(analyst: User) -> None:
    request = phoned_in(analyst)
    assert drafts.copy_as_new(request=request, by=request.owner, at=AT).channel == Channel.FORM
    assert drafts.copy_as_new(request=request, by=analyst, at=AT).channel == Channel.PHONE


def test_a_requester_can_enter_nothing_for_others(requester: User, partner: User) -> None:
    with pytest.raises(Forbidden):
        drafts.begin(owner=partner, by=requester, at=AT)


def test_work_is_given_to_analysts_only(requester: User, analyst: User, auditor: User) -> None:
    request = make_submitted(requester)
    with pytest.raises(Forbidden):
        desk.assign(request=request, to=auditor, by=analyst, at=AT)
    desk.assign(request=request, to=analyst, by=analyst, at=AT)
    mine = queue.queue(analyst, queue.QueueFilter(assignee="me"), date(2026, 4, 10))
    assert list(mine) == [request]
