import re
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests import consents as families
from tests.consents import ELEMENTS, Pupil, ask, token_in
from tests.office import EASTERN, NUMBERS, ROSTER, make_submitted, signed_in

from schoolgate.core import SchoolYear
from schoolgate.office.clock import day_of
from schoolgate.office.consents.actions import bars
from schoolgate.office.consents.models import ConsentAsk, ConsentRecord, CustodyBar, OptOut
from schoolgate.office.consents.texts import text_of
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.people.models import User
from schoolgate.policy.versions import current_pack
from schoolgate.warehouse.store import Store

HEADER = "student_id,elements,recipient,purpose,signer,signed_on,expires_on,revoked_on\n"
GOOD = "100001,attendance_by_quarter,Harbor Tutors,services,parent,2026-01-05,2099-12-31,\n"


@pytest.fixture
def at(store: Store, release_on: date, settings: Settings) -> datetime:
    """Give the office the generated district, on the district's day."""
    settings.SCHOOLGATE_STORE = store.path
    settings.SCHOOLGATE_TODAY = release_on.isoformat()
    return datetime(release_on.year, release_on.month, release_on.day, 2, tzinfo=EASTERN)


@pytest.fixture
def young(store: Store, at: datetime) -> Pupil:
    return families.young(store, day_of(at))


def upload(user: User, text: str) -> tuple[int, str]:
    file = SimpleUploadedFile("consents.csv", text.encode())
    answer = signed_in(user).post(reverse("consent_import"), {"file": file})
    return answer.status_code, answer.content.decode()


def test_an_analyst_takes_in_a_file_or_reads_the_fault_of_each_line(analyst: User) -> None:
    status, page = upload(analyst, HEADER + GOOD + GOOD.replace("services", "services").replace("parent", "uncle"))
    assert status == 422
    assert "uncle" in page
    assert not ConsentRecord.objects.exists()
    assert upload(analyst, HEADER + GOOD)[0] == 302
    client = signed_in(analyst)
    found = client.post(reverse("consents"), {"number": "100001"}).content.decode()
    assert "Harbor Tutors" in found
    assert "Stands" in found


def test_a_file_that_is_no_text_is_refused_with_a_word(analyst: User) -> None:
    file = SimpleUploadedFile("consents.csv", b"\xff\xfe\x00\x00PK\x03\x04")
    assert signed_in(analyst).post(reverse("consent_import"), {"file": file}).status_code == 422


def test_pages_of_consents_are_for_those_who_look_them_up(
    partner: User, releaser: User, auditor: User, analyst: User
) -> None:
    upload(analyst, HEADER + GOOD)
    record = ConsentRecord.objects.get()
    for user, status in ((partner, 403), (releaser, 403), (auditor, 200)):
        client = signed_in(user)
        for name in ("consents", "custody", "opt_outs"):
            assert client.get(reverse(name)).status_code == status, (user, name)
        assert client.get(reverse("consent", args=[record.pk])).status_code == status
        for name in ("consent_import", "consent_ask"):
            assert client.get(reverse(name)).status_code == 403
        assert client.post(reverse("consent_withdraw", args=[record.pk])).status_code == 403
    bar = {"number": "100001", "email": "x@example.org", "paper": "p"}
    assert signed_in(auditor).post(reverse("custody"), bar).status_code == 403


def answers(pupil: Pupil, asked: ConsentAsk, at: datetime, **changes: str) -> dict[str, str]:
    said = {f"part-{element}": "yes" for element in ELEMENTS}
    said |= {"birth_date": pupil.birth_date.isoformat(), "name": "Mo Mother", "agreed": "on"}
    return {**said, "text_sha256": text_of(asked, current_pack(day_of(at))).sha256, **changes}


def test_a_parent_signs_without_an_account_reads_it_again_and_withdraws(
    young: Pupil, analyst: User, at: datetime
) -> None:
    asked, token = ask(young, analyst, at)
    client, address = Client(), reverse("consent_sign", args=[token])
    page = client.get(address).content.decode()
    assert "Harbor Tutors asks the district" in page
    assert young.number not in page
    said = answers(young, asked, at, **{"part-course_marks": "no"})
    assert client.post(address, said).headers["Location"] == reverse("consent_thanks")
    record = ConsentRecord.objects.get()
    assert (record.elements, record.denied) == (["attendance_by_quarter"], ["course_marks"])
    assert client.get(address).status_code == 404
    back = reverse("consent_kept", args=[token_in(OutboxMail.objects.get(key=f"{record.subject}:receipt"))])
    assert young.number not in client.get(back).content.decode()
    assert "is withdrawn" in client.post(back, follow=True).content.decode()
    record.refresh_from_db()
    assert record.revoked_on == day_of(at)


@pytest.mark.parametrize(
    "changes",
    [{"part-course_marks": ""}, {"agreed": ""}, {"name": ""}, {"birth_date": "2001-01-01"}],
    ids=["a part left open", "not agreed", "no name", "another birth date"],
)
def test_an_answer_that_is_not_whole_is_asked_for_again(
    young: Pupil, analyst: User, at: datetime, changes: dict[str, str]
) -> None:
    asked, token = ask(young, analyst, at)
    answer = Client().post(reverse("consent_sign", args=[token]), answers(young, asked, at, **changes))
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not ConsentRecord.objects.exists()


def test_links_that_were_used_ended_or_never_were_are_answered_alike(young: Pupil, analyst: User, at: datetime) -> None:
    asked, token = ask(young, analyst, at)
    client = Client()
    client.post(reverse("consent_sign", args=[token]), answers(young, asked, at))
    pages = {
        re.sub(r'nonce="[^"]+"', "", client.get(reverse(name, args=[value])).content.decode())
        for name in ("consent_sign", "consent_kept")
        for value in (token, "x" * 43)
    }
    assert len(pages) == 1


def test_what_a_requester_is_told_depends_on_no_students_consent(
    partner: User, analyst: User, store: Store, at: datetime
) -> None:
    real = tuple(one.number for one in families.pupils(store, day_of(at))[:2])
    pages = set()
    for numbers in (real, ("999998", "999999")):
        request = make_submitted(partner, ROSTER.with_(school_years=("2025-26",)), numbers=numbers, at=at)
        page = signed_in(partner).get(reverse("request", args=[request.pk])).content.decode()
        assert not any(number in page for number in numbers)
        own = rf'{request.pk}|{request.reference}|nonce="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"'
        pages.add(re.sub(own, "", page))
    assert len(pages) == 1


def test_an_analyst_asks_a_family_from_the_request(partner: User, analyst: User, young: Pupil, at: datetime) -> None:
    request = make_submitted(partner, ROSTER.with_(school_years=("2025-26",)), numbers=NUMBERS, at=at)
    client = signed_in(analyst)
    address = f"{reverse('consent_ask')}?request={request.pk}"
    assert address in client.get(reverse("desk_request", args=[request.pk])).content.decode()
    assert 'value="Harbor Tutors"' in client.get(address).content.decode()
    said = {"recipient": "Harbor Tutors", "purpose": "services", "elements": ["grade"], "expires_on": "2099-06-30"}
    said |= {"number": young.number, "signer": "student", "email": "mo@family.example"}
    refused = client.post(address, said)
    assert "age and grade decide" in refused.content.decode()
    assert client.post(address, {**said, "signer": "parent"}).status_code == 302
    assert ConsentAsk.objects.count() == 1


def test_court_papers_and_opt_outs_are_written_down_and_ended(analyst: User) -> None:
    client = signed_in(analyst)
    client.post(reverse("custody"), {"number": "100001", "email": "x@example.org", "paper": "Probate Court 12"})
    assert "Probate Court 12" in client.get(reverse("custody")).content.decode()
    client.post(reverse("custody_end", args=[CustodyBar.objects.get().pk]))
    assert "Probate Court 12" not in client.get(reverse("custody")).content.decode()
    assert client.post(reverse("opt_outs"), {"number": "100001", "school_year": "someday"}).status_code == 200
    client.post(reverse("opt_outs"), {"number": "100001", "school_year": "2025-26"})
    assert "2025-26" in client.get(reverse("opt_outs")).content.decode()
    client.post(reverse("opt_out_end", args=[OptOut.objects.get().pk]))
    assert OptOut.objects.get().taken_back_on is not None


MANY = 120


def write_many(analyst: User, at: datetime) -> None:
    """Write down more court papers and opt-outs than a page holds, the oldest about student 200000."""
    for nth in range(MANY):
        number, email = str(200_000 + nth), f"p{nth}@family.example"
        day = at + timedelta(days=nth)
        bars.bar(student_number=number, email=email, paper=f"Court paper {nth:03}.", by=analyst, at=day)
        bars.opt_out(student_number=number, school_year=SchoolYear(2026), by=analyst, at=day)


@pytest.mark.parametrize("name", ["custody", "opt_outs"])
def test_every_court_paper_and_every_opt_out_is_on_some_page(analyst: User, at: datetime, name: str) -> None:
    write_many(analyst, at)
    client, seen = signed_in(analyst), set[str]()
    for page in (1, 2, 3):
        text = client.get(reverse(name), {"page": page}).content.decode()
        assert f"Page {page} of 3" in text
        seen |= set(re.findall(r"\b200\d{3}\b", text))
    assert len(seen) == MANY


@pytest.mark.parametrize(
    ("name", "field", "words"),
    [("custody", "words", "200000"), ("custody", "words", " P0@Family.example"), ("opt_outs", "number", "200000")],
    ids=["paper by number", "paper by address", "opt-out by number"],
)
def test_a_court_paper_or_an_opt_out_is_found_by_whom_it_is_about(
    auditor: User, analyst: User, at: datetime, name: str, field: str, words: str
) -> None:
    """Auditors look too, who write nothing down; and no address of a page holds the number."""
    write_many(analyst, at)
    client = signed_in(auditor)
    found = client.post(reverse(name), {f"find-{field}": words})
    assert found.status_code == 200
    assert set(re.findall(r"\b200\d{3}\b", found.content.decode().partition("in force")[2])) == {"200000"}
    none = client.post(reverse(name), {f"find-{field}": "999999"}).content.decode()
    assert "200119" not in none
    assert "0 " in none.partition('role="status">')[2][:4]


def test_links_that_wait_are_on_pages_too(young: Pupil, analyst: User, at: datetime) -> None:
    for _ in range(21):
        ask(young, analyst, at)
    client = signed_in(analyst)
    assert "Page 1 of 2" in client.get(reverse("consents")).content.decode()
