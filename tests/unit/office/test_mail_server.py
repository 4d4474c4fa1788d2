"""Mail through a real server: it arrives within a minute, and a sender that is killed sends nothing twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import Message as Letter

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.conf import settings as office_settings
from django.db import connection
from pytest_django import Settings
from tests.office import AT, make_draft, make_person
from tests.support.ports import free_port

from schoolgate.office.mail import actions as mail
from schoolgate.office.mail import sending
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.requests.actions import submission

MINUTE_SECONDS = 60


class Letters(Message):
    """Keeps what arrives; slow enough that a sender can be killed while it hands a letter over."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[Letter] = []
        self.pause_seconds = 0.0

    def handle_message(self, message: Letter) -> None:
        self.arrived.append(message)
        time.sleep(self.pause_seconds)


@pytest.fixture
def letters(settings: Settings) -> Iterator[Letters]:
    handler, port = Letters(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    yield handler
    controller.stop()


def test_the_confirmation_of_a_request_arrives_within_a_minute(office_db: None, letters: Letters) -> None:
    owner = make_person("rosa@example.org")
    request = make_draft(owner)
    began = time.monotonic()
    submitted = submission.submit(request=request, by=owner, at=AT)
    while not letters.arrived and time.monotonic() - began < MINUTE_SECONDS:
        time.sleep(0.05)
    assert time.monotonic() - began < MINUTE_SECONDS
    [letter] = letters.arrived
    assert letter["To"] == "rosa@example.org"
    assert letter["Subject"] == f"{submitted.reference}: we have your data request"
    assert OutboxMail.objects.get().sent_at is not None


def test_a_letter_is_the_same_whenever_it_is_sent(db: None, letters: Letters) -> None:
    """By its Message-ID a mailbox knows a letter that a killed sender sends again."""
    mail.write_text(key="k", to="a@example.org", subject="S", text="T", at=AT)
    sending.send_due(at=AT)
    OutboxMail.objects.update(sent_at=None)
    sending.send_due(at=AT)
    assert len({letter["Message-ID"] for letter in letters.arrived}) == 1


_SEND = """
import sys, django
django.setup()
from django.conf import settings
from datetime import datetime
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", int(sys.argv[2]), False
from schoolgate.office.mail import sending
sending.send_due(at=datetime.fromisoformat(sys.argv[3]))
"""
COUNT = 12


def test_a_sender_that_is_killed_half_way_loses_nothing_and_sends_at_most_the_one_in_its_hands_again(
    office_db: None, letters: Letters
) -> None:
    """The one in its hands cannot be told from one that never left; it goes again under the same Message-ID."""
    later = AT.replace(hour=12)
    for nth in range(COUNT):
        mail.write_text(key=f"k{nth}", to="a@example.org", subject=f"S{nth}", text="T", at=AT, due_at=later)
    letters.pause_seconds = 0.2
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", _SEND, name, str(office_settings.EMAIL_PORT), later.isoformat()]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.office_settings"}
    sender = subprocess.Popen(command, env=environment)
    while len(letters.arrived) < COUNT // 3:
        assert sender.poll() is None
        time.sleep(0.01)
    os.kill(sender.pid, signal.SIGKILL)
    sender.wait()
    letters.pause_seconds = 0.0
    sending.send_due(at=later)
    sending.send_due(at=later.replace(minute=6))
    ids = [letter["Message-ID"] for letter in letters.arrived]
    assert len(set(ids)) == COUNT
    assert len(ids) <= COUNT + 1
    assert not OutboxMail.objects.filter(sent_at=None).exists()
