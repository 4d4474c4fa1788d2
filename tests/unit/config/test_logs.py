import json
import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from schoolgate.config import logs
from schoolgate.config.logs import JsonLines, without_personal_data

EMAIL, NUMBER = "rosa@example.org", "100001"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the log as it is written, with everything down to INFO."""
    written: list[str] = []
    caplog.set_level(logging.INFO, logger="schoolgate")
    caplog.set_level(logging.INFO, logger="django.request")
    form = JsonLines()
    monkeypatch.setattr(caplog.handler, "emit", lambda record: written.append(form.format(record)))
    return written


def send_everything(client: Client) -> None:
    """Put an address and a number into every part of a request: path, query, body, header, and what is not there."""
    asked = {"q": f"{EMAIL} {NUMBER}", "login": EMAIL}
    client.get(reverse("public_data"), asked)
    client.post(reverse("account_login"), {"login": EMAIL, "password": NUMBER})
    client.get(f"/no-such-page/{EMAIL}/{NUMBER}/", asked)
    client.get(reverse("front"), headers={"referer": f"https://x.example/?of={EMAIL}&student={NUMBER}"})
    client.post(reverse("ledger_student"), {"student": NUMBER, "why": EMAIL})


def test_no_log_line_holds_an_address_or_a_student_number(db: None, client: Client, lines: list[str]) -> None:
    send_everything(client)
    assert len(lines) >= 5
    log = "\n".join(lines)
    for secret in (EMAIL, "rosa", NUMBER):
        assert secret not in log


@pytest.mark.parametrize("way", ["a form from elsewhere", "a page that fails", "an unknown link"])
def test_no_log_line_holds_the_link_that_lets_a_family_sign(
    db: None, lines: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    caplog.set_level(logging.DEBUG)
    address, token = reverse("consent_sign", args=["k3y" * 15]), "k3y" * 15
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if way == "a page that fails":
        monkeypatch.setattr("schoolgate.portal.consents.families.selectors.ask_of", fail)
    answer = client.post(address) if way == "a form from elsewhere" else client.get(address)
    assert answer.status_code in {403, 500, 404}
    assert lines
    assert token not in "\n".join(lines)


def test_an_error_is_told_by_its_kind_and_place_and_not_by_its_words(
    db: None, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(request: HttpRequest) -> HttpResponse:
        raise ValueError(f"{EMAIL} has no student {NUMBER}")

    monkeypatch.setattr("schoolgate.portal.front.views.guidance.routes", fail)
    client = Client(raise_request_exception=False)
    assert client.get(reverse("front"), {"q": EMAIL}).status_code == 500
    found = [json.loads(line) for line in lines]
    [error] = [document for document in found if "error" in document]
    assert error["error"] == "ValueError"
    assert any(" front" in place for place in error["where"])
    assert EMAIL not in "\n".join(lines)
    assert NUMBER not in "\n".join(lines)


def test_a_page_is_told_by_its_name(db: None, client: Client, lines: list[str]) -> None:
    client.get(reverse("front"))
    [line] = [document for document in map(json.loads, lines) if document["logger"] == logs.__name__]
    assert (line["page"], line["method"], line["status"], line["message"]) == ("front", "GET", 200, "page")
    assert line["milliseconds"] >= 0
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Not Found: /x/rosa@example.org/", "Not Found: /x/[e-mail]/"),
        ("rosa%40example.org asked", "[e-mail] asked"),
        ("student 100001 is not there", "student [number] is not there"),
        ("/students/?id=7&name=Rosa", "/students/?[query]"),
        ("Forbidden: /consent/Zk1-_abcdefghijklmnopqrstuvwxyz012345678/", "Forbidden: /consent/[link]/"),
        ("/accounts/password/reset/key/3-abcdefghijklmnopqr-0123456789/", "/accounts/password/reset/key/[link]/"),
        ("/accounts/confirm-email/MQ:1abc:abcdefghijklmnopqrstuv/ failed", "/accounts/confirm-email/[link]/ failed"),
        ("the tick failed at schoolgate/office/tick.py", "the tick failed at schoolgate/office/tick.py"),
        ("ODA-2026-0001 took 1234 ms", "ODA-2026-0001 took 1234 ms"),
    ],
)
def test_what_could_be_about_somebody_is_taken_out(text: str, left: str) -> None:
    assert without_personal_data(text) == left
