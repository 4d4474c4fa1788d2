"""What costs others may be done so often and no more; whoever does it too often reads why, and when it goes again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.office import AT, ROSTER, make_draft, make_submitted, signed_in

from schoolgate.office import tick
from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest
from schoolgate.portal.limits import counting
from schoolgate.portal.limits.counting import TooMany
from schoolgate.portal.limits.models import Count
from schoolgate.portal.limits.table import LIMITS, Limit, Limited


@pytest.fixture
def two_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything be done twice in an hour."""
    for what, limit in LIMITS.items():
        by_account = None if limit.by_account is None else 2
        monkeypatch.setitem(LIMITS, what, Limit(limit.text, limit.minutes, by_account, 2))


def asked(user: User | None = None, address: str = "192.0.2.1") -> HttpRequest:
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    request.user = user or AnonymousUser()
    return request


@dataclass(frozen=True)
class Ask:
    """A page that is asked for: its address and, where something is sent, the form."""

    address: str
    form: dict[str, object] | None


def submit(requester: User) -> Ask:
    return Ask(reverse("request_review", args=[make_draft(requester).pk]), {})


def upload(requester: User) -> Ask:
    address = reverse("request_edit", args=[make_draft(requester).pk, "evidence"])
    return Ask(address, {"document": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n")})


def upload_list(requester: User) -> Ask:
    address = reverse("request_edit", args=[make_draft(requester, ROSTER).pk, "students"])
    return Ask(address, {"specific_group": "yes", "ids_file": SimpleUploadedFile("ids.csv", b"100001\n")})


def write(requester: User) -> Ask:
    request = DataRequest.objects.exclude(state="draft").first() or make_submitted(requester)
    return Ask(reverse("request_act", args=[request.pk, "remark"]), {"text": "Hello."})


def answer_a_link(_requester: User) -> Ask:
    return Ask(reverse("consent_sign", args=["no-such-link"]), {})


def open_a_link(_requester: User) -> Ask:
    return Ask(reverse("consent_kept", args=["no-such-link"]), None)


def be_sent_elsewhere(_requester: User) -> Ask:
    return Ask(reverse("elsewhere"), {"kind": "media", "purpose": "planning", "level": "aggregate"})


@pytest.mark.parametrize("make", [submit, upload, upload_list, write, answer_a_link, open_a_link, be_sent_elsewhere])
def test_what_is_done_too_often_is_answered_by_a_page_with_words(
    requester: User, two_of_each: None, make: Callable[[User], Ask]
) -> None:
    client = signed_in(requester)
    pages = []
    for _ in range(3):
        ask = make(requester)
        pages.append(client.get(ask.address) if ask.form is None else client.post(ask.address, ask.form))
    assert all(page.status_code in {200, 302, 404} for page in pages[:2])
    assert pages[2].status_code == 429
    assert 0 < int(pages[2].headers["Retry-After"]) <= 3600
    assert "Please try again in" in pages[2].content.decode()
    assert "usa-header" in pages[2].content.decode()  # a page as every other


def test_a_refused_submission_changes_nothing_and_goes_through_later(requester: User, two_of_each: None) -> None:
    client, request = signed_in(requester), make_draft(requester)
    for _ in range(2):
        client.post(submit(requester).address)
    assert client.post(reverse("request_review", args=[request.pk])).status_code == 429
    request.refresh_from_db()
    assert request.state == "draft"
    Count.objects.update(ends_at=timezone.now() - timedelta(seconds=1), number=0)
    assert client.post(reverse("request_review", args=[request.pk])).status_code == 302


def test_what_is_saved_while_somebody_writes_is_not_counted(requester: User, two_of_each: None) -> None:
    client, address = signed_in(requester), reverse("request_edit", args=[make_draft(requester).pk, "purpose"])
    for _ in range(5):
        assert client.post(address, {"use": "Words."}, headers={"HX-Request": "true"}).status_code == 200


def test_an_account_is_counted_wherever_it_comes_from_and_an_address_whoever_comes(
    requester: User, partner: User, two_of_each: None
) -> None:
    for nth in range(2):
        counting.require(asked(requester, f"192.0.2.{nth + 1}"), Limited.SUBMIT)
    with pytest.raises(TooMany):
        counting.require(asked(requester, "192.0.2.9"), Limited.SUBMIT)
    counting.require(asked(partner, "192.0.2.1"), Limited.SUBMIT)
    with pytest.raises(TooMany):
        counting.require(asked(partner, "192.0.2.1"), Limited.SUBMIT)
    counting.require(asked(partner, "192.0.2.3"), Limited.SUBMIT)


def test_a_use_that_was_refused_is_not_counted(requester: User, two_of_each: None) -> None:
    for _ in range(2):
        counting.require(asked(requester), Limited.UPLOAD)
    for _ in range(3):
        with pytest.raises(TooMany):
            counting.require(asked(requester), Limited.UPLOAD)
    assert sorted(Count.objects.values_list("number", flat=True)) == [2, 2]


def test_uses_at_the_same_moment_are_all_counted(
    office_db: None, at_once: Callable[[Callable[[int], object], int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, Limited.CONSENT_LINK, Limit("", 60, None, 5))
    refused: list[int] = []

    def use(nth: int) -> None:
        try:
            counting.require(asked(), Limited.CONSENT_LINK)
        except TooMany:
            refused.append(nth)

    at_once(use, 8)
    assert len(refused) == 3
    assert Count.objects.get().number == 5


def test_a_household_of_the_newer_internet_is_one_address() -> None:
    assert counting.address_of(asked(address="2001:db8::1")) == counting.address_of(asked(address="2001:db8::ffff"))
    assert counting.address_of(asked(address="2001:db8:0:1::1")) != counting.address_of(asked(address="2001:db8::1"))


def test_behind_a_proxy_of_ours_people_are_counted_by_their_own_address(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = asked(address="10.0.0.1")
    request.META["HTTP_X_FORWARDED_FOR"] = "203.0.113.66, 198.51.100.7"
    assert counting.address_of(request) == "198.51.100.7"


def test_a_link_to_set_a_new_password_is_not_sent_again_and_again(requester: User) -> None:
    client, address = Client(), reverse("account_reset_password")
    for _ in range(3):
        assert client.post(address, {"email": requester.email}).status_code == 302
    page = client.post(address, {"email": requester.email})
    assert page.status_code == 429
    assert "Please try again in" in page.content.decode()


def test_the_table_of_counts_names_nobody_and_is_emptied_by_the_tick(requester: User) -> None:
    counting.require(asked(requester), Limited.SUBMIT)
    assert all(len(count.key) == 64 for count in Count.objects.all())
    tick.run(AT)
    assert Count.objects.count() == 2
    Count.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    tick.run(AT)
    assert not Count.objects.exists()
