import csv
import hashlib
import io
import json

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from tests.office import AT, make_person, make_submitted, signed_in

from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger import triggers
from schoolgate.office.ledger.actions import Actor, DisclosureRecord
from schoolgate.office.ledger.models import DisclosureKind, LedgerRow
from schoolgate.office.people.models import Role, User

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
