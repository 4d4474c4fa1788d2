import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.agreements import TERMS, make_out, sign
from tests.office import AT, TABLE, make_submitted, signed_in
from tests.pdfs import written

from schoolgate.office.agreements.actions import drafting
from schoolgate.office.agreements.models import Agreement, Document, Side, Signature
from schoolgate.office.agreements.transitions import State
from schoolgate.office.agreements.wordings import Kind
from schoolgate.office.people.models import User
from schoolgate.policy.vocabulary import RequesterKind


def test_an_analyst_writes_an_agreement_for_a_request_and_sends_it(partner: User, analyst: User) -> None:
    client = signed_in(analyst)
    begun = client.post(reverse("agreement_begin"), {"kind": "nda", "email": partner.email})
    agreement = Agreement.objects.get()
    assert begun.headers["Location"] == reverse("agreement_edit", args=[agreement.pk])
    assert client.get(begun.headers["Location"]).status_code == 200
    said = {**TERMS.blanks, "starts_on": "2026-04-01", "ends_on": "2026-12-31", "destroy_by": "2027-03-31"}
    client.post(begun.headers["Location"], {**said, "organisation": "Harbor Tutors", "persons": ""})
    page = client.get(reverse("agreement", args=[agreement.pk])).content.decode()
    assert "Persons with access" in page.partition("Not complete yet")[2].partition("</ul>")[0]
    client.post(reverse("agreement_act", args=[agreement.pk, "send"]))
    agreement.refresh_from_db()
    assert agreement.state == State.DRAFT
    client.post(begun.headers["Location"], said)
    client.post(reverse("agreement_act", args=[agreement.pk, "send"]))
    agreement.refresh_from_db()
    assert agreement.state == State.OUT


def sign_on_the_page(user: User, agreement: Agreement, **changes: str) -> int:
    answers = {"name": str(user), "agreed": "on", "text_sha256": agreement.text_sha256, **changes}
    return signed_in(user).post(reverse("agreement_sign", args=[agreement.pk]), answers).status_code


def test_both_sides_sign_on_the_page_and_take_the_sealed_paper_home(
    partner: User, analyst: User, releaser: User
) -> None:
    agreement = make_out(partner, analyst)
    page = signed_in(partner).get(reverse("agreement_sign", args=[agreement.pk])).content.decode()
    assert "No further disclosure" in page
    assert sign_on_the_page(partner, agreement) == 302
    assert sign_on_the_page(releaser, agreement) == 302
    paper = signed_in(partner).get(reverse("agreement_pdf", args=[agreement.pk]))
    body = b"".join(paper.streaming_content)  # type: ignore[attr-defined]  # a stream
    assert body.startswith(b"%PDF-")
    assert b"OfficeSeal" in body
    assert partner.email in Signature.objects.get(side=Side.REQUESTER).authentication


@pytest.mark.parametrize("changes", [{"agreed": ""}, {"name": " "}], ids=["not agreed", "no name"])
def test_a_click_without_consent_to_the_words_signs_nothing(
    partner: User, analyst: User, changes: dict[str, str]
) -> None:
    agreement = make_out(partner, analyst)
    assert sign_on_the_page(partner, agreement, **changes) == 200
    assert not Signature.objects.exists()


def test_a_second_signer_of_a_side_is_told_who_was_first(partner: User, analyst: User, releaser: User) -> None:
    agreement = make_out(partner, analyst)
    sign(agreement, Side.REQUESTER, partner)
    client = signed_in(partner)
    answers = {"name": "Pat", "agreed": "on", "text_sha256": agreement.text_sha256}
    page = client.post(reverse("agreement_sign", args=[agreement.pk]), answers, follow=True).content.decode()
    assert "Pat Partner has signed for the requester already." in page


def test_others_agreements_are_not_there_for_somebody_else(partner: User, analyst: User, requester: User) -> None:
    agreement = make_out(partner, analyst)
    client = signed_in(requester)
    for name in ("agreement", "agreement_sign", "agreement_pdf", "agreement_edit"):
        status = client.get(reverse(name, args=[agreement.pk])).status_code
        assert status in {403, 404}, name
    for verb in ("send", "withdraw", "terminate", "cover", "renew", "document"):
        assert client.post(reverse("agreement_act", args=[agreement.pk, verb])).status_code == 404, verb
    assert "Harbor Tutors" not in client.get(reverse("agreements")).content.decode()


def test_an_auditor_reads_agreements_and_changes_nothing(partner: User, analyst: User, auditor: User) -> None:
    agreement = make_out(partner, analyst)
    client = signed_in(auditor)
    assert client.get(reverse("agreement", args=[agreement.pk])).status_code == 200
    for verb in ("withdraw", "terminate", "cover", "renew"):
        assert client.post(reverse("agreement_act", args=[agreement.pk, verb])).status_code == 403, verb
    assert client.get(reverse("agreement_sign", args=[agreement.pk])).status_code == 403


def hand_in(user: User, agreement: Agreement, name: str, content: bytes, kind: str = "scan") -> int:
    file = SimpleUploadedFile(name, content)
    address = reverse("agreement_act", args=[agreement.pk, "document"])
    return signed_in(user).post(address, {"kind": kind, "file": file}).status_code


@pytest.mark.parametrize(
    "content",
    [b"MZ an executable", b"PK\x03\x04 no archive", b"", b"%PDF-" + b"0" * (10 * 1024 * 1024)],
    ids=["executable", "damaged", "empty", "too large"],
)
def test_a_scan_is_judged_by_its_bytes_and_its_size(partner: User, analyst: User, content: bytes) -> None:
    assert hand_in(partner, make_out(partner, analyst), "signed.pdf", content) == 422
    assert not Document.objects.exists()


def test_a_scan_is_handed_in_checked_and_makes_the_agreement_hold(partner: User, analyst: User, releaser: User) -> None:
    agreement = make_out(partner, analyst)
    assert hand_in(partner, agreement, "../../signed.pdf", written()) == 302
    scan = Document.objects.get()
    assert scan.name == "signed.pdf"
    assert "Check the scan" in signed_in(releaser).get(reverse("agreement", args=[agreement.pk])).content.decode()
    days = {"requester": "2026-04-09", "district": "2026-04-10", "remark": "", "verdict": "accept"}
    signed_in(releaser).post(reverse("agreement_check", args=[scan.pk]), days)
    agreement.refresh_from_db()
    assert agreement.state == State.SIGNED


def test_a_memorandum_is_kept_beside_the_agreement_for_those_who_may_open_it(
    partner: User, analyst: User, requester: User
) -> None:
    hand_in(partner, make_out(partner, analyst), "mou.pdf", written(), kind="mou")
    address = reverse("agreement_document", args=[Document.objects.get().pk])
    assert signed_in(analyst).get(address).status_code == 200
    assert signed_in(requester).get(address).status_code == 404


def test_a_studies_agreement_is_begun_for_its_request_from_the_desk(partner: User, analyst: User) -> None:
    partner.kind = RequesterKind.RESEARCHER.value
    partner.save()
    request = make_submitted(partner)
    client = signed_in(analyst)
    address = f"{reverse('agreement_begin')}?request={request.pk}"
    assert address in client.get(reverse("desk_request", args=[request.pk])).content.decode()
    client.post(address, {"kind": "studies", "email": partner.email})
    assert Agreement.objects.get().request == request
    assert (
        "requests with these purposes"
        not in client.get(reverse("agreement_edit", args=[Agreement.objects.get().pk])).content.decode()
    )


def test_a_partner_sees_on_the_request_that_an_agreement_waits(partner: User, analyst: User) -> None:
    request = make_submitted(partner, TABLE.with_(school_agreements="no"))
    draft = drafting.draft(kind=Kind.NDA, party=partner, by=analyst, at=AT, terms=TERMS)
    page = signed_in(partner).get(reverse("request", args=[request.pk])).content.decode()
    assert "waits for your signature" not in page
    drafting.send(agreement=draft, by=analyst, at=AT)
    page = signed_in(partner).get(reverse("request", args=[request.pk])).content.decode()
    assert "waits for your signature" in page
