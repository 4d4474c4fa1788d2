import csv
import hashlib
import io
import json

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.office import AT, make_person, make_submitted, signed_in

from schoolgate.office import scenes
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger import triggers
from schoolgate.office.ledger.actions import Actor, DisclosureRecord
from schoolgate.office.ledger.models import DisclosureKind, LedgerRow
from schoolgate.office.people.models import Role, User
from schoolgate.office.scenes import Scene
from schoolgate.portal.ledger import naming
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store

PAGES = ("ledger", "ledger_verify", "ledger_export", "ledger_student")
BY = Actor("user:1", "Ana Analyst", "analyst")
RECORD = DisclosureRecord(
    kind=DisclosureKind.RELEASED,
    releaser_name="Rel Releaser",
    recipient_name="Pat Partner",
    recipient_affiliation="Harbor Tutors",
    parts="name, grade",
    purpose="tutoring",
)


def disclose(*numbers: str) -> None:
    with transaction.atomic():
        ledger.log_disclosure(record=RECORD, students=numbers, subject="request:1", by=BY, at=AT)


def downloaded(answer: HttpResponseBase) -> bytes:
    assert isinstance(answer, StreamingHttpResponse)
    return b"".join(answer)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [*Role, None])
def test_auditors_and_stewards_alone_read_the_ledger(db: None, role: Role | None, name: str) -> None:
    user = make_person("who@district.example", *([role] if role else []))
    expected = 200 if role in {Role.AUDITOR, Role.STEWARD} else 403
    assert signed_in(user).get(reverse(name)).status_code == expected
    assert Client().get(reverse(name)).status_code == 302


def test_rows_are_found_by_a_requests_reference(requester: User, auditor: User) -> None:
    request = make_submitted(requester)
    other = make_submitted(make_person("x@example.org"))
    page = signed_in(auditor).get(reverse("ledger"), {"words": str(request.reference)}).content.decode()
    assert request.subject in page
    assert other.subject not in page


def test_rows_are_found_by_day_on_the_districts_clock(requester: User, auditor: User) -> None:
    make_submitted(requester)
    client = signed_in(auditor)
    day, before = AT.date().isoformat(), "2026-04-09"
    assert "request.submitted" in client.get(reverse("ledger"), {"first_on": day, "last_on": day}).content.decode()
    assert "request.submitted" not in client.get(reverse("ledger"), {"last_on": before}).content.decode()


def test_a_row_shows_everything_that_was_hashed(requester: User, auditor: User) -> None:
    request = make_submitted(requester)
    row = LedgerRow.objects.get(event="request.submitted")
    page = signed_in(auditor).get(reverse("ledger_row", args=[row.number])).content.decode()
    assert row.digest in page
    assert row.previous in page
    assert request.reference
    assert request.reference in page
    assert signed_in(auditor).get(reverse("ledger_row", args=[10**6])).status_code == 404


def test_the_page_says_that_the_chain_is_whole_and_names_the_row_that_was_changed(auditor: User) -> None:
    disclose("100001")
    client = signed_in(auditor)
    assert "Yes, every row is as it was written" in client.get(reverse("ledger_verify")).content.decode()
    triggers.remove(connection)
    LedgerRow.objects.filter(number=1).update(actor_name="Somebody else")
    triggers.install(connection)
    assert "Row 1 was changed" in client.get(reverse("ledger_verify")).content.decode()


def test_an_exported_ledger_can_be_checked_without_this_software(requester: User, auditor: User) -> None:
    make_submitted(requester)
    disclose("100001", "100002")
    answer = signed_in(auditor).post(reverse("ledger_export"), {"format": "jsonl"})
    lines = downloaded(answer).splitlines()
    previous = "0" * 64
    for number, line in enumerate(lines, start=1):
        row = json.loads(line)
        names = ("number", "at", "event", "subject", "actor", "actor_name", "actor_position", "details", "previous")
        hashed = json.dumps([row[name] for name in names], separators=(",", ":"), ensure_ascii=False)
        assert (row["number"], row["previous"]) == (number, previous)
        assert hashlib.sha256(hashed.encode()).hexdigest() == row["digest"]
        previous = row["digest"]
    assert len(lines) == LedgerRow.objects.count() - 1
    assert LedgerRow.objects.order_by("number").last().event == "ledger.exported"  # type: ignore[union-attr]  # it was


def test_an_export_holds_no_student_number_and_no_formula(auditor: User) -> None:
    disclose("100001")
    with transaction.atomic():
        ledger.append(event="test.x", subject="x", by=Actor("user:9", "=cmd()|' '!A1"), at=AT)
    content = downloaded(signed_in(auditor).post(reverse("ledger_export"), {"format": "csv"})).decode()
    assert "100001" not in content
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == 2
    assert not any(cell.startswith("=") for row in rows for cell in row.values())


def test_an_export_of_some_days_holds_those_days_alone(requester: User, auditor: User) -> None:
    make_submitted(requester)
    asked = {"format": "jsonl", "first_on": "2026-04-11", "last_on": "2026-04-12"}
    assert downloaded(signed_in(auditor).post(reverse("ledger_export"), asked)) == b""


def test_one_students_log_shows_the_fields_of_the_law_and_nobody_elses(auditor: User) -> None:
    disclose("100001")
    page = signed_in(auditor).post(reverse("ledger_student"), {"student": "100001", "why": "A parent asked."})
    text = page.content.decode()
    for field in ("Pat Partner", "Harbor Tutors", "name, grade", "tutoring", "Rel Releaser"):
        assert field in text
    none = signed_in(auditor).post(reverse("ledger_student"), {"student": "100002", "why": "A parent asked."})
    assert "Nothing was disclosed" in none.content.decode()


def test_looking_a_student_up_leaves_a_trace_without_the_number(auditor: User) -> None:
    signed_in(auditor).post(reverse("ledger_student"), {"student": "100001", "why": "A parent asked."})
    row = LedgerRow.objects.get(event="ledger.student_looked_up")
    assert "A parent asked." in row.details
    assert "100001" not in row.details
    assert row.actor == f"user:{auditor.pk}"


def test_nobody_looks_a_student_up_without_a_reason(auditor: User) -> None:
    answer = signed_in(auditor).post(reverse("ledger_student"), {"student": "100001", "why": " "})
    assert answer.status_code == 422
    assert not LedgerRow.objects.exists()


def test_rows_say_what_happened_in_words_and_lead_to_what_it_happened_to(requester: User, auditor: User) -> None:
    request = make_submitted(requester)
    client = signed_in(auditor)
    [row] = LedgerRow.objects.filter(event="request.submitted")
    for page in (client.get(reverse("ledger")), client.get(reverse("ledger_row", args=[row.number]))):
        text = page.content.decode()
        assert f'href="{reverse("desk_request", args=[request.pk])}">{request.reference}</a>' in text
        assert "Submitted" in text
        assert row.subject in text
        assert row.event in text


def test_a_page_of_the_ledger_asks_as_often_for_many_requests_as_for_one(
    requester: User, auditor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_submitted(requester)
    client = signed_in(auditor)
    client.get(reverse("ledger"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("ledger"))
    for _ in range(4):
        make_submitted(requester)
    with django_assert_num_queries(len(one)):
        client.get(reverse("ledger"))


def test_rows_about_what_is_gone_or_has_no_other_name_are_shown_as_they_are(auditor: User) -> None:
    with transaction.atomic():
        for subject in ("request:not-an-id", "request:00000000-0000-0000-0000-000000000000", "handover:7"):
            ledger.append(event="some.event", subject=subject, by=BY, at=AT)
    page = signed_in(auditor).get(reverse("ledger")).content.decode()
    assert "request:not-an-id" in page
    assert "handover:7" in page


def test_auditors_are_offered_what_they_may_read_and_nothing_that_they_may_not_do(auditor: User, analyst: User) -> None:
    page = signed_in(auditor).get(reverse("desk")).content.decode()
    assert reverse("people") in page
    assert reverse("desk_enter") not in page
    assert reverse("desk_enter") in signed_in(analyst).get(reverse("desk")).content.decode()


def test_every_event_of_a_demonstration_has_words(db: None, district: WrittenDistrict, records: Store) -> None:
    scenes.plant_all(Scene(district.facts, district.facts.release_on))
    wordless = {shown.row.event for shown in naming.named(LedgerRow.objects.all()) if not shown.words}
    assert wordless == set()
