import pytest
from django.test import Client
from django.urls import reverse
from tests.office import AT, NUMBERS, ROSTER, make_person, make_submitted, signed_in

from schoolgate.office.people.models import Role, User
from schoolgate.office.requests.actions import desk, thread
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import State


def act(user: User, request: DataRequest, verb: str, **answers: str) -> int:
    named = {f"{verb}-{name}": value for name, value in answers.items()}
    return signed_in(user).post(reverse("desk_act", args=[request.pk, verb]), named).status_code


def test_the_queue_shows_what_was_submitted_with_its_date(requester: User, analyst: User) -> None:
    make_submitted(requester)
    page = signed_in(analyst).get(reverse("desk")).content.decode()
    assert "ODA-2026-0001" in page
    assert "May 4, 2026" in page


def test_people_without_a_role_do_not_reach_the_desk(requester: User) -> None:
    request = make_submitted(requester)
    client = signed_in(requester)
    assert client.get(reverse("desk")).status_code == 403
    assert client.get(reverse("desk_request", args=[request.pk])).status_code == 403


def test_people_with_a_role_set_up_a_second_factor_first(analyst: User) -> None:
    client = Client()
    client.force_login(analyst)
    assert client.get(reverse("desk")).headers["Location"] == reverse("mfa_index")


def test_an_analyst_asks_and_the_requester_answers(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    assert act(analyst, request, "ask", text="Which grades?") == 302
    page = signed_in(requester).get(reverse("request", args=[request.pk])).content.decode()
    assert "Which grades?" in page
    signed_in(requester).post(reverse("request_act", args=[request.pk, "answer"]), {"text": "All."})
    request.refresh_from_db()
    assert request.state == State.SUBMITTED


def test_an_auditor_reads_everything_and_changes_nothing(requester: User, auditor: User) -> None:
    request = make_submitted(requester)
    client = signed_in(auditor)
    page = client.get(reverse("desk_request", args=[request.pk])).content.decode()
    assert "What you can do" not in page
    for verb in ("start", "ask", "note", "assign", "fee", "propose-denial"):
        answers = {"text": "x", "amount": "0", "reason": "other", "clauses": "R61"}
        assert act(auditor, request, verb, **answers) == 403, verb
    request.refresh_from_db()
    assert request.state == State.SUBMITTED


def test_who_asks_reads_nothing_that_the_office_says_within_itself_whatever_their_role(analyst: User) -> None:
    owner = make_person("both@district.example", Role.ANALYST)
    request = make_submitted(owner)
    thread.note(request=request, text="Ask Ben whether this is a fishing trip.", by=analyst, at=AT)
    client = signed_in(owner)
    assert "fishing" not in client.get(reverse("desk_request", args=[request.pk]), follow=True).content.decode()
    assert act(owner, request, "ask", text="") == 403
    assert "fishing" in signed_in(analyst).get(reverse("desk_request", args=[request.pk])).content.decode()


def test_what_the_state_does_not_allow_is_told_on_the_page(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    act(analyst, request, "start")
    client = signed_in(analyst)
    page = client.post(reverse("desk_act", args=[request.pk, "start"]), follow=True).content.decode()
    assert "does not allow: start work" in page


def test_a_form_that_is_not_right_is_shown_again_with_what_was_typed(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    address = reverse("desk_act", args=[request.pk, "propose-denial"])
    answer = signed_in(analyst).post(address, {"propose-denial-text": "Not without consent."})
    assert answer.status_code == 422
    assert "Not without consent." in answer.content.decode()


def test_no_page_of_the_desk_shows_student_numbers(partner: User, analyst: User) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    page = signed_in(analyst).get(reverse("desk_request", args=[request.pk])).content.decode()
    assert not any(number in page for number in NUMBERS)


def test_a_note_stays_in_the_office(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    thread.note(request=request, text="Only for us.", by=analyst, at=AT)
    assert "Only for us." in signed_in(analyst).get(reverse("desk_request", args=[request.pk])).content.decode()
    assert "Only for us." not in signed_in(requester).get(reverse("request", args=[request.pk])).content.decode()


@pytest.mark.parametrize("filters", ["?standing=overdue", "?state=denied", "?assignee=me", "?words=nobody+at+all"])
def test_filters_leave_out_what_does_not_fit(requester: User, analyst: User, filters: str) -> None:
    request = make_submitted(requester, at=AT.replace(year=2027))
    assert request.reference
    assert request.reference not in signed_in(analyst).get(reverse("desk") + filters).content.decode()


def test_an_analyst_enters_a_request_for_somebody_who_phoned(analyst: User) -> None:
    client = signed_in(analyst)
    caller = {"name": "Cal", "email": "Cal@Example.org", "kind": "public", "channel": "phone"}
    answer = client.post(reverse("desk_enter"), caller)
    made = DataRequest.objects.get()
    assert answer.headers["Location"] == reverse("request_edit", args=[made.pk, "purpose"])
    assert (made.owner.email, made.entered_by, made.channel) == ("cal@example.org", analyst, "phone")


def test_the_clocks_of_a_request_that_is_over_run_no_longer(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    before = signed_in(analyst).get(reverse("desk_request", args=[request.pk])).content.decode()
    assert ">running</span>" in before
    desk.answer_publicly(request=request, text="It is published.", by=analyst, at=AT)
    after = signed_in(analyst).get(reverse("desk_request", args=[request.pk])).content.decode()
    assert ">running</span>" not in after
    assert "over on April 10, 2026" in after
