"""What somebody tries who means harm, or whose file does."""

import io
import logging
import zipfile

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.office import NUMBERS, PASSWORD, ROSTER, make_draft, signed_in

from schoolgate.office import clock
from schoolgate.office.mail import sending
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.people.models import User
from schoolgate.office.requests import id_lists
from schoolgate.portal.requests import uploads


def office_file(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return held.getvalue()


WORD = {"word__document_dot_xml": b"<w:document/>"}
BOMB = {**WORD, "word__media__a_dot_png": b"\0" * (101 * 1024 * 1024)}
MACRO = {**WORD, "word__vbaProject_dot_bin": b"code"}


@pytest.mark.parametrize(
    ("content", "word"),
    [
        pytest.param(b"%PDF-1.7" + b"\0" * uploads.MAX_BYTES, "larger", id="too large"),
        pytest.param(b"MZ\x90\0 a programme", "Hand in", id="a programme called report.pdf"),
        pytest.param(b"<script>alert(1)</script>", "Hand in", id="a page called report.pdf"),
        pytest.param(b"PK\x03\x04 not a zip", "damaged", id="a damaged office file"),
        pytest.param(office_file(**BOMB), "too much", id="a zip bomb"),
        pytest.param(office_file(**MACRO), "macros", id="a macro"),
        pytest.param(office_file(xl__workbook_dot_xml=b""), "Hand in", id="another office file"),
    ],
)
def test_a_file_that_could_do_harm_is_refused_by_its_bytes(content: bytes, word: str) -> None:
    judged = uploads.judge(SimpleUploadedFile("report.pdf", content, "application/pdf"))
    assert word in judged.fault
    assert judged.media_type == ""


def test_a_formula_in_an_uploaded_list_is_a_faulty_line_and_is_not_kept(partner: User) -> None:
    client, request = signed_in(partner), make_draft(partner, ROSTER)
    file = SimpleUploadedFile("ids.csv", b'student_id\n100001\n"=HYPERLINK(""http://evil"")"\n', "text/csv")
    address = reverse("request_edit", args=[request.pk, "students"])
    page = client.post(address, {"specific_group": "yes", "ids_file": file, "drop_faulty": "1"})
    assert page.status_code < 400
    request.refresh_from_db()
    assert id_lists.unseal(request.ids_sealed) == (NUMBERS[0],)


@pytest.mark.parametrize("name", ["front", "public_data", "guide", "elsewhere", "account_login", "account_signup"])
def test_pages_let_the_browser_run_nothing_that_is_not_the_office_s(db: None, client: Client, name: str) -> None:
    page = client.get(reverse(name), {"q": "<script>alert(1)</script>"})
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("name", ["request_begin", "account", "account_logout", "account_change_password"])
def test_a_form_from_elsewhere_does_nothing(requester: User, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(requester)
    page = client.post(reverse(name), {"name": "Eve"}, headers={"Origin": "https://evil.example"})
    assert page.status_code == 403
    requester.refresh_from_db()
    assert requester.name == "Rosa Requester"
    assert not requester.requests.exists()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_address_leads_on_to_another_site(requester: User, client: Client, target: str) -> None:
    form = {"login": requester.email, "password": PASSWORD, "next": target}
    to = client.post(reverse("account_login"), form).headers["Location"]
    assert "evil" not in to
    assert "javascript" not in to
    out = client.post(reverse("account_logout"), {"next": target}).headers["Location"]
    assert "evil" not in out


def test_a_link_in_a_mail_never_names_a_host_that_the_asker_gave(requester: User, client: Client) -> None:
    page = client.post(reverse("account_reset_password"), {"email": requester.email}, headers={"Host": "evil.example"})
    assert page.status_code == 400


def test_a_link_that_sets_a_password_or_confirms_an_address_lies_open_in_no_table(
    requester: User, client: Client
) -> None:
    client.post(reverse("account_reset_password"), {"email": requester.email})
    new = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD, "name": "N", "kind": "public"}
    client.post(reverse("account_signup"), new)
    kept = OutboxMail.objects.filter(key__startswith="account:").order_by("id")
    assert [("/key/" in letter.text, "/confirm-email/" in letter.text) for letter in kept] == [(False, False)] * 2
    assert sending.send_due(at=clock.now()) == 2
    reset, confirm = [str(letter.body) for letter in mail.outbox]
    assert "/accounts/password/reset/key/" in reset
    assert "/accounts/confirm-email/" in confirm
    assert not kept.exclude(sealed_text=None).exists()


def test_secrets_never_reach_the_log(
    requester: User, client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when a page fails while it holds a password."""
    caplog.set_level(logging.DEBUG)
    client.raise_request_exception = False

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    client.post(reverse("account_login"), {"login": requester.email, "password": "a wrong secret word"})
    with monkeypatch.context() as broken:
        broken.setattr("schoolgate.portal.front.views.search", fail)
        page = client.get(reverse("public_data"), {"q": "attendance"})
    client.post(reverse("account_login"), {"login": requester.email, "password": PASSWORD})
    assert page.status_code == 500
    assert "attendance" not in page.content.decode()
    secrets = ("a wrong secret word", PASSWORD, str(settings.SECRET_KEY), str(client.cookies["sessionid"].value))
    assert [secret for secret in secrets if secret in caplog.text] == []
