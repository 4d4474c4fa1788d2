from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail as delivered
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from tests.office import AT

from schoolgate.office.mail import actions as mail
from schoolgate.office.mail import sending
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.mail.secrets import whole_text


def write(key: str = "one") -> bool:
    return mail.write_text(key=key, to="rosa@example.org", subject="Hello", text="A letter.", at=AT)


def test_a_mail_is_sent_once_however_often_the_office_looks(db: None) -> None:
    write()
    assert [sending.send_due(at=AT), sending.send_due(at=AT)] == [1, 0]
    [letter] = delivered.outbox
    assert (letter.to, letter.subject, letter.body) == (["rosa@example.org"], "Hello", "A letter.\n")


def test_the_same_thing_is_told_once(db: None) -> None:
    assert [write(), write()] == [True, False]
    assert OutboxMail.objects.count() == 1


def test_a_mail_for_later_waits(db: None) -> None:
    mail.write_text(key="k", to="a@example.org", subject="S", text="T", at=AT, due_at=AT + timedelta(days=1))
    assert sending.send_due(at=AT) == 0
    assert sending.send_due(at=AT + timedelta(days=1)) == 1


def test_a_subject_never_breaks_into_headers(db: None) -> None:
    mail.write_text(key="k", to="a@example.org", subject="S\nBcc: eve@example.org", text="T", at=AT)
    sending.send_due(at=AT)
    assert delivered.outbox[0].subject == "S Bcc: eve@example.org"


def test_a_mail_server_that_is_away_is_tried_again_later_and_nothing_is_lost(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise ConnectionRefusedError

    write()
    with monkeypatch.context() as away:
        away.setattr(EmailBackend, "send_messages", refuse)
        assert sending.send_due(at=AT) == 0
    assert OutboxMail.objects.get().last_error == "ConnectionRefusedError"
    assert sending.send_due(at=AT + timedelta(seconds=59)) == 0
    assert sending.send_due(at=AT + timedelta(minutes=1)) == 1


def test_an_address_that_no_mail_can_name_keeps_no_other_from_being_sent(db: None) -> None:
    """It passes for one in a form, and can't be encoded: a part of its domain is too long."""
    mail.write_text(key="bad", to=f"a@{'ä' * 60}.example", subject="S", text="T", at=AT)
    write("good")
    assert sending.send_due(at=AT) == 1
    assert OutboxMail.objects.get(key="bad").last_error == "UnicodeError"


def test_a_slow_server_ends_a_run_before_its_claims_look_like_those_of_the_dead(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("one")
    write("two")
    monkeypatch.setattr(sending, "_LONGEST_SECONDS", 0.0)
    assert sending.send_due(at=AT) == 1
    assert OutboxMail.objects.filter(claimed_at=None, sent_at=None).count() == 1


def test_a_mail_claimed_by_a_process_that_died_is_sent_after_five_minutes(db: None) -> None:
    write()
    OutboxMail.objects.update(claimed_at=AT)
    assert sending.send_due(at=AT + timedelta(minutes=5)) == 0
    assert sending.send_due(at=AT + timedelta(minutes=5, seconds=1)) == 1


TOKEN = "k3y-that-lets-somebody-in-0123456789"


def in_the_table() -> str:
    """Return all that the outbox's table holds, as the database gives it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mail_outboxmail")
        return repr([[bytes(x) if isinstance(x, memoryview) else x for x in row] for row in cursor.fetchall()])


def write_link() -> None:
    text = f"Sign here: https://office.example/consent/{TOKEN}/"
    mail.write_text(key="k", to="mo@family.example", subject="S", text=text, at=AT, secrets=(TOKEN,))


def test_a_link_that_lets_somebody_in_is_sent_whole_and_never_lies_open_in_the_database(db: None) -> None:
    write_link()
    assert TOKEN not in in_the_table()
    sending.send_due(at=AT)
    assert delivered.outbox[0].body == f"Sign here: https://office.example/consent/{TOKEN}/\n"
    assert TOKEN not in in_the_table()
    kept = OutboxMail.objects.get()
    assert (kept.to, kept.sent_at, kept.text) == (
        "mo@family.example",
        AT,
        "Sign here: https://office.example/consent/[…]/\n",
    )


def test_once_a_mail_left_not_even_the_key_of_the_office_brings_its_link_back(db: None) -> None:
    write_link()
    assert TOKEN in whole_text(OutboxMail.objects.get())
    sending.send_due(at=AT)
    assert TOKEN not in whole_text(OutboxMail.objects.get())


def test_a_mail_that_nobody_tries_to_send_any_more_holds_no_link(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise ConnectionRefusedError

    write_link()
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    for day in range(6):
        assert OutboxMail.objects.get().sealed_text is not None
        sending.send_due(at=AT + timedelta(days=day))
    kept = OutboxMail.objects.get()
    assert (kept.gave_up, kept.sealed_text) == (True, None)


@pytest.mark.parametrize(
    "path",
    [
        "/consent/{}/",
        "/consent/kept/{}/?language=es",
        "/accounts/confirm-email/{}/",
        "/accounts/password/reset/key/{}/",
    ],
)
def test_mails_of_before_lose_their_links_and_those_still_to_be_sent_keep_them_sealed(db: None, path: str) -> None:
    migration = import_module("schoolgate.office.mail.migrations.0002_secrets")
    text = f"Open https://office.example{path.format(TOKEN)}, or see https://office.example/consents/12/.\n"
    for key in ("sent", "waiting"):
        mail.write_text(key=key, to="a@example.org", subject="S", text=text, at=AT, due_at=AT + timedelta(days=1))
    OutboxMail.objects.filter(key="sent").update(sent_at=AT)
    migration.take_out(apps, None)
    assert TOKEN not in in_the_table()
    assert OutboxMail.objects.get(key="sent").text == text.replace(TOKEN, "[…]")
    sending.send_due(at=AT + timedelta(days=1))
    assert delivered.outbox[0].body == text


def test_several_senders_at_once_send_each_mail_once(
    office_db: None, at_once: Callable[[Callable[[int], object], int], None]
) -> None:
    for nth in range(12):
        mail.write_text(key=f"k{nth}", to="a@example.org", subject="S", text="T", at=AT, due_at=AT + timedelta(hours=1))
    at_once(lambda _nth: sending.send_due(at=AT + timedelta(hours=2)), 4)
    assert len(delivered.outbox) == 12
