import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.office import NUMBERS, ROSTER, TABLE, make_draft, make_submitted, signed_in
from tests.pdfs import written

from schoolgate.office.people.models import User
from schoolgate.office.requests import id_lists
from schoolgate.office.requests.models import DataRequest, Referral
from schoolgate.office.requests.transitions import State


def begin(client: Client) -> DataRequest:
    client.post(reverse("request_begin"))
    return DataRequest.objects.latest("created_at")


def save(client: Client, request: DataRequest, step: str, answers: dict[str, object], **more: str) -> HttpResponse:
    address = reverse("request_edit", args=[request.pk, step])
    return client.post(address, answers, headers=more)  # type: ignore[return-value]  # Django's test client


def test_a_request_is_written_step_by_step_and_submitted_without_any_script(requester: User) -> None:
    client = signed_in(requester)
    request = begin(client)
    save(client, request, "purpose", {"purpose": "planning", "use": "To plan tutoring.", "audience": ["internal"]})
    save(client, request, "data", {"level": "aggregate", "school_years": ["2026-27"]})
    save(client, request, "students", {"specific_group": "no", "grade": ["09", "10"]})
    save(client, request, "content", {"group_by": ["grade"], "measures": ["students"]})
    last = save(client, request, "evidence", {"public_data_reviewed": "None is by grade."})
    assert last.headers["Location"] == reverse("request_review", args=[request.pk])
    page = client.get(last.headers["Location"]).content.decode()
    assert "Submit the request" in page
    client.post(reverse("request_review", args=[request.pk]))
    request.refresh_from_db()
    assert request.state == State.SUBMITTED
    assert request.versions.get().document["population"]["where"] == {"grade": ["09", "10"]}


def test_what_was_typed_is_kept_while_typing_and_the_panel_follows(requester: User) -> None:
    client = signed_in(requester)
    request = begin(client)
    save(client, request, "purpose", {"purpose": "research", "use": "A thesis."}, **{"HX-Request": "true"})
    saved = save(client, request, "data", {"level": "roster"}, **{"HX-Request": "true"}).content.decode()
    assert "Saved at" in saved
    assert "Research proposal" in saved
    resumed = client.get(reverse("request_edit", args=[request.pk, "purpose"])).content.decode()
    assert "A thesis." in resumed


def test_a_faulty_answer_loses_no_other_answer(requester: User) -> None:
    client = signed_in(requester)
    request = begin(client)
    page = save(client, request, "purpose", {"use": "Kept.", "needed_by": "not a day"})
    assert page.status_code == 200
    request.refresh_from_db()
    assert request.draft["use"] == "Kept."


def test_an_id_list_is_checked_line_by_line_and_kept_once_faulty_lines_are_removed(partner: User) -> None:
    client = signed_in(partner)
    request = make_draft(partner, ROSTER)
    lines = "\n".join([*NUMBERS, "Maria Silva", "100001"])
    page = save(client, request, "students", {"specific_group": "yes", "ids_text": lines}).content.decode()
    assert [re.sub("<.*?>", "", line) for line in re.findall(r"Line [45]", page)] == ["Line 4", "Line 5"]
    request.refresh_from_db()
    assert request.ids_count == 0
    save(client, request, "students", {"specific_group": "yes", "ids_text": lines, "drop_faulty": "1"})
    request.refresh_from_db()
    assert id_lists.unseal(request.ids_sealed) == NUMBERS


def test_numbers_can_be_uploaded_and_are_not_shown_again(partner: User) -> None:
    client = signed_in(partner)
    request = make_draft(partner, ROSTER)
    file = SimpleUploadedFile("ids.csv", b"student_id\n100001\n100002\n", "text/csv")
    save(client, request, "students", {"specific_group": "yes", "ids_file": file})
    page = client.get(reverse("request_edit", args=[request.pk, "students"])).content.decode()
    assert "2 numbers are kept" in page
    assert "100001" not in page


def test_a_list_that_is_too_large_is_refused_and_never_cut_short(partner: User) -> None:
    client = signed_in(partner)
    request = make_draft(partner, ROSTER)
    lines = "".join(f"{100_000 + nth},{'x' * 100}\n" for nth in range(12_000))
    file = SimpleUploadedFile("ids.csv", lines.encode(), "text/csv")
    page = save(client, request, "students", {"specific_group": "yes", "ids_file": file}).content.decode()
    assert "larger than 1 MB" in page
    request.refresh_from_db()
    assert request.ids_count == 0


@pytest.mark.parametrize(
    ("name", "content", "is_kept"),
    [
        ("mou.pdf", written(), True),
        ("mou.pdf", b"MZ this is a program", False),
        ("mou.html", b"<script>alert(1)</script>", False),
        ("mou.docx", b"PK\x03\x04 damaged", False),
    ],
    ids=["a PDF", "a program named as a PDF", "a page", "a damaged Word file"],
)
def test_a_document_is_judged_by_its_bytes(partner: User, name: str, content: bytes, is_kept: bool) -> None:
    client = signed_in(partner)
    request = make_draft(partner, ROSTER)
    upload = {"document": SimpleUploadedFile(name, content), "document_kind": "school_agreement"}
    save(client, request, "evidence", {"school_agreements": "yes", **upload})
    assert request.attachments.exists() is is_kept


def test_an_unfinished_form_says_what_is_missing_and_where(requester: User) -> None:
    client = signed_in(requester)
    request = begin(client)
    page = client.post(reverse("request_review", args=[request.pk])).content.decode()
    for step, words in (("purpose", "Say how the data will be used."), ("data", "Choose the kind of data.")):
        address = reverse("request_edit", args=[request.pk, step])
        assert f'href="{address}">{words}' in page
    request.refresh_from_db()
    assert request.state == State.DRAFT


def test_a_question_for_another_office_leaves_a_referral_and_no_request(requester: User) -> None:
    client = signed_in(requester)
    request = make_draft(requester, TABLE.with_(purpose="journalism"))
    page = client.post(reverse("request_review", args=[request.pk])).content.decode()
    assert "617-635-9265" in page
    assert not DataRequest.objects.filter(pk=request.pk).exists()
    assert Referral.objects.get().redirect == "communications_office"


def test_another_person_s_request_is_not_there(requester: User, partner: User) -> None:
    request = make_draft(requester)
    stranger = signed_in(partner)
    for named in (str(request.pk), "no id at all"):
        assert stranger.post(reverse("request_begin"), {"copy": named}).status_code == 404
    for name, more in (("request", []), ("request_edit", ["purpose"]), ("request_review", [])):
        assert stranger.get(reverse(name, args=[request.pk, *more])).status_code == 404
    assert stranger.post(reverse("request_discard", args=[request.pk])).status_code == 404


def test_a_requester_reads_how_the_dates_were_worked_out(requester: User) -> None:
    request = make_submitted(requester)
    page = signed_in(requester).get(reverse("request", args=[request.pk])).content.decode()
    assert "Patriots&#x27; Day" in page
    assert "ODA-2026-0001" in page


def test_every_request_of_somebody_who_asked_often_is_on_some_page(requester: User) -> None:
    for _ in range(51):
        make_draft(requester)
    client = signed_in(requester)
    pages = [client.get(reverse("home"), {"page": page}).content.decode() for page in (1, 2)]
    assert [page.count("Throw the draft away") for page in pages] == [50, 1]
