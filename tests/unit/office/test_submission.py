import pytest
from django.core import mail
from tests.office import AT, NUMBERS, ROSTER, TABLE, make_draft, make_person, make_submitted

from schoolgate.core import BadInput, NotAllowed
from schoolgate.office.errors import Forbidden, NotNow
from schoolgate.office.ledger.selectors import rows_about
from schoolgate.office.people.models import User
from schoolgate.office.requests.actions import drafts, submission
from schoolgate.office.requests.models import DataRequest, RequestVersion
from schoolgate.office.requests.transitions import State
from schoolgate.policy.vocabulary import RequesterKind


def test_a_submitted_request_has_a_reference_a_determination_and_a_date(requester: User) -> None:
    request = make_submitted(requester)
    assert (request.reference, request.state, request.version) == ("ODA-2026-0001", State.SUBMITTED, 1)
    request.refresh_from_db()
    assert (request.lane, request.outcome, str(request.due_on)) == ("aggregate", "proceed", "2026-05-04")
    version = RequestVersion.objects.get(request=request)
    assert version.determination["policy"] == "ODA-03 v01"


def test_the_confirmation_names_reference_dates_and_next_step_and_no_student_number(office_db: None) -> None:
    partner = make_person("pat@partner.example", kind=RequesterKind.PARTNER, organisation="Harbor Tutors")
    make_submitted(partner, ROSTER, numbers=NUMBERS)
    [letter] = mail.outbox
    assert letter.to == ["pat@partner.example"]
    assert letter.subject == "ODA-2026-0001: we have your data request"
    assert "April 17, 2026" in letter.body
    assert "A list of 3 students" in letter.body
    assert not any(number in letter.body + letter.subject for number in NUMBERS)


def test_what_is_submitted_stands_in_the_ledger_without_student_numbers(partner: User) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    rows = list(rows_about(request.subject))
    assert [row.event for row in rows] == ["request.begun", "request.submitted"]
    assert not any(number in row.details for row in rows for number in NUMBERS)


def test_student_numbers_are_sealed_in_the_database(partner: User) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    version = RequestVersion.objects.get(request=request)
    assert b"100001" not in bytes(version.ids_sealed or b"")
    assert "100001" not in str(version.document) + str(version.determination)


@pytest.mark.parametrize(
    ("draft", "numbers"),
    [
        (ROSTER, ()),
        (ROSTER.with_(where=(("name", ("A. Pupil",)),)), NUMBERS),
        (ROSTER.with_(school_agreements="yes"), NUMBERS),
        (ROSTER.with_(public_data_reviewed=""), NUMBERS),
        (ROSTER.with_(grant_funded=True), NUMBERS),
    ],
    ids=["group without numbers", "names as keys", "agreement without a file", "public data not reviewed", "grant"],
)
def test_what_must_be_there_first_stops_a_submission(partner: User, draft: object, numbers: tuple[str, ...]) -> None:
    request = make_draft(partner, draft, numbers=numbers)  # type: ignore[arg-type]  # a Draft
    with pytest.raises(NotAllowed):
        submission.submit(request=request, by=partner, at=AT)
    request.refresh_from_db()
    assert (request.state, request.reference) == (State.DRAFT, None)


def test_every_fault_of_an_empty_form_is_told_at_once(requester: User) -> None:
    request = drafts.begin(owner=requester, by=requester, at=AT)
    with pytest.raises(BadInput) as raised:
        submission.submit(request=request, by=requester, at=AT)
    columns = {fault.column for fault in raised.value.faults}
    assert {"request.purpose", "request.use", "request.audience", "request.level", "request.school_years"} <= columns


@pytest.mark.parametrize("kind", [RequesterKind.MEDIA, RequesterKind.FAMILY], ids=str)
def test_a_question_for_another_office_is_no_request(db: None, kind: RequesterKind) -> None:
    person = make_person("reporter@example.org", kind=kind)
    request = make_draft(person, TABLE.with_(purpose="own_child" if kind is RequesterKind.FAMILY else "journalism"))
    with pytest.raises(submission.SentElsewhere) as raised:
        submission.submit(request=request, by=person, at=AT)
    assert raised.value.determination.contact
    assert not DataRequest.objects.exclude(reference=None).exists()


def test_only_the_requester_submits(requester: User, partner: User) -> None:
    request = make_draft(requester)
    with pytest.raises(Forbidden):
        submission.submit(request=request, by=partner, at=AT)


def test_a_request_is_submitted_once(requester: User) -> None:
    request = make_submitted(requester)
    with pytest.raises(NotNow):
        submission.submit(request=request, by=requester, at=AT)


def test_a_change_after_the_last_look_stops_the_submission(requester: User) -> None:
    looked_at = make_draft(requester)
    later = AT.replace(minute=5)
    drafts.save(request=looked_at, draft=TABLE.with_(use="Something else."), needed_by=None, by=requester, at=later)
    with pytest.raises(NotNow, match="changed in the meantime"):
        submission.submit(request=looked_at, by=requester, at=later)


def test_a_form_that_saves_the_same_words_once_more_does_not_stop_the_submission(requester: User) -> None:
    looked_at = make_draft(requester)
    later = AT.replace(minute=5)
    drafts.save(request=looked_at, draft=TABLE, needed_by=looked_at.needed_by, by=requester, at=later)
    assert submission.submit(request=looked_at, by=requester, at=later).state == State.SUBMITTED


def test_a_copy_has_the_words_but_neither_numbers_nor_reference(partner: User) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    copy = drafts.copy_as_new(request=request, by=partner, at=AT)
    assert (copy.draft["use"], copy.ids_count, copy.reference, copy.state) == (ROSTER.use, 0, None, State.DRAFT)
