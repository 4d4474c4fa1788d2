from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.office import signed_in

from schoolgate.office.ledger.models import LedgerRow
from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest, Referral


@pytest.mark.parametrize("name", ["front", "public_data", "guide", "elsewhere", "account_login", "account_signup"])
def test_the_front_door_needs_no_account(db: None, client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert b"<style" not in answer.content
    assert b' style="' not in answer.content


def test_a_search_finds_what_is_public(db: None, client: Client) -> None:
    page = client.get(reverse("public_data"), {"q": "attendance by school"}).content.decode()
    assert "Student Attendance Report" in page


def test_reports_for_school_staff_are_not_shown_to_others(db: None, client: Client) -> None:
    assert "Panorama" not in client.get(reverse("public_data")).content.decode()


def test_a_partner_reads_what_a_roster_would_need_before_writing_a_word(db: None, client: Client) -> None:
    asked = {"kind": "partner", "purpose": "services", "level": "roster"}
    page = client.get(reverse("guide"), asked).content.decode()
    for gate in ("PartnerBPS registration", "Non-disclosure agreement", "Family consent"):
        assert gate in page


@pytest.mark.parametrize(
    ("kind", "purpose", "office"),
    [
        ("media", "planning", "617-635-9265"),
        ("public", "public_records", "Public Records Center"),
        ("family", "own_child", "LGL-07"),
        ("agency", "legal_process", "Legal"),
        ("public", "recruitment", "Legal"),
    ],
    ids=["media", "public records", "one student", "subpoena", "recruiter"],
)
def test_other_questions_are_sent_where_they_belong_and_counted(
    db: None, client: Client, kind: str, purpose: str, office: str
) -> None:
    asked = {"kind": kind, "purpose": purpose, "level": "aggregate"}
    assert office in client.get(reverse("guide"), asked).content.decode()
    assert not Referral.objects.exists()
    assert office in client.post(reverse("elsewhere"), asked).content.decode()
    assert Referral.objects.count() == 1
    assert not DataRequest.objects.exists()


MEDIA = {"kind": "media", "purpose": "planning", "level": "aggregate"}


def test_visitors_are_counted_and_make_neither_the_table_nor_the_ledger_grow(db: None, client: Client) -> None:
    for _ in range(5):
        client.post(reverse("elsewhere"), MEDIA)
    client.post(reverse("elsewhere"), {**MEDIA, "kind": "public", "purpose": "public_records"})
    counted = Referral.objects.order_by("-count").values_list("redirect", "count")
    assert list(counted) == [("communications_office", 5), ("public_records_center", 1)]
    assert LedgerRow.objects.filter(event="request.referred").count() == 2


def test_whoever_is_signed_in_is_sent_elsewhere_by_name(requester: User) -> None:
    client = signed_in(requester)
    for _ in range(2):
        client.post(reverse("elsewhere"), MEDIA)
    assert list(Referral.objects.values_list("count", "day")) == [(1, None)] * 2
    assert set(LedgerRow.objects.values_list("actor", flat=True)) == {f"user:{requester.pk}"}


def test_visitors_who_come_at_once_are_each_counted(
    office_db: None, at_once: Callable[[Callable[[int], object], int], None]
) -> None:
    at_once(lambda _nth: Client().post(reverse("elsewhere"), MEDIA), 6)
    assert Referral.objects.get().count == 6


def test_a_page_that_is_not_there_is_a_page_of_the_office(db: None, client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()
