from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail as delivered
from django.core.mail.backends.locmem import EmailBackend
from tests.office import AT

from schoolgate.office.mail import actions as mail
from schoolgate.office.mail import sending
from schoolgate.office.mail.models import OutboxMail


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


def test_several_senders_at_once_send_each_mail_once(
    office_db: None, at_once: Callable[[Callable[[int], object], int], None]
) -> None:
    for nth in range(12):
        mail.write_text(key=f"k{nth}", to="a@example.org", subject="S", text="T", at=AT, due_at=AT + timedelta(hours=1))
    at_once(lambda _nth: sending.send_due(at=AT + timedelta(hours=2)), 4)
    assert len(delivered.outbox) == 12
