"""Every address of the office, asked by everybody: each answers as the table of docs/reference/access.md says."""

import time
from http import HTTPStatus

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from tests.access.table import ROLES, Address, Answer, Entry, Ground, Who, addresses, entries, plant
from tests.office import make_person, signed_in

from schoolgate.office.ledger.models import LedgerRow
from schoolgate.office.people.models import User

ENTRIES = entries()
ADDRESSES = list(addresses())
_SHUT = {HTTPStatus.FORBIDDEN: Answer.FORBIDDEN, HTTPStatus.NOT_FOUND: Answer.HIDDEN}


@pytest.fixture(scope="module")
def planted(planting: None) -> Ground:
    """Plant the ground once."""
    people = {who: make_person(f"{who.name.lower()}@example.org", ROLES[who]) for who in ROLES}
    people |= {who: make_person(f"{who.name.lower()}@example.org") for who in (Who.OWNER, Who.STRANGER)}
    ground = Ground(people)
    plant(ground)
    return ground


@pytest.fixture
def ground(planted: Ground, db: None) -> Ground:
    """Return the ground as it was planted: what a test does to it is undone with the test."""
    return planted


def browser_of(ground: Ground, who: Who) -> Client:
    """Return a browser of somebody who has just signed in, so that no page asks for the password again."""
    if who is Who.VISITOR:
        return Client(raise_request_exception=False)
    user = User.objects.get(pk=ground.people[who].pk)
    client = signed_in(user)
    client.raise_request_exception = False
    session = client.session
    record = {"method": "password", "at": time.time(), "email": user.email, "reauthenticated": True}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    return client


def answer_of(response: HttpResponse) -> Answer:
    assert response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, response.status_code
    location = response.headers.get("Location", "")
    if location.startswith(f"{reverse('account_login')}?next="):
        return Answer.SIGN_IN
    return _SHUT.get(HTTPStatus(response.status_code), Answer.OPEN)


def text_of(response: HttpResponse) -> str:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response).decode(errors="replace")
    return response.content.decode(errors="replace") + response.headers.get("Content-Disposition", "")


def ask(client: Client, ground: Ground, address: Address, entry: Entry, method: str) -> HttpResponse:
    path = address.path(entry, ground)
    return client.post(path, entry.form) if method == "POST" else client.get(path)  # type: ignore[return-value]  # Django's test client


def test_every_address_has_an_entry_in_the_table_and_every_entry_an_address() -> None:
    assert sorted({address.key for address in ADDRESSES}) == sorted(ENTRIES)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.key)
def test_an_address_answers_each_as_the_table_says_and_shows_nobody_what_is_not_theirs(
    ground: Ground, address: Address
) -> None:
    """Those who are let in come last: what they do must not be why the others find nothing."""
    entry = ENTRIES[address.key]
    answered, leaked = {}, []
    for who in sorted(Who, key=lambda who: entry.cells[who] is Answer.OPEN):
        response = ask(browser_of(ground, who), ground, address, entry, entry.method)
        answered[who] = answer_of(response)
        text = text_of(response)
        leaked += [(who, word) for word, readers in ground.guarded.items() if who not in readers and word in text]
    assert leaked == []
    assert answered == entry.cells


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.key)
def test_who_is_not_let_in_changes_nothing_by_any_method(ground: Ground, address: Address) -> None:
    entry = ENTRIES[address.key]
    rows = LedgerRow.objects.count()
    for who in (who for who in Who if entry.cells[who] is not Answer.OPEN):
        client = browser_of(ground, who)
        for method in ("GET", "POST"):
            response = ask(client, ground, address, entry, method)
            is_shut = answer_of(response) is not Answer.OPEN or response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
            assert is_shut, (who, method, response.status_code)
    assert LedgerRow.objects.count() == rows
