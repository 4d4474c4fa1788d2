"""Sending what lies in the outbox."""

import logging
import time
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q

from schoolgate.office.mail.addresses import message_id
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.mail.secrets import whole_text

_log = logging.getLogger(__name__)
_CLAIM = timedelta(minutes=5)
_LONGEST_SECONDS = 60.0  # far below the time that a claim holds, for a claim is written with the time of the whole run
_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=12))


def send_due(*, at: datetime, limit: int = 200) -> int:
    """Send what is due and return how many mails left. May run in several processes at once.

    A mail is claimed, sent, and marked as sent; whatever in it lets somebody in is gone then. Killed between the last
    two it is sent again after five minutes, with the same Message-ID, by which mail servers know it. With a slow server
    it ends after a minute; the next goes on.
    """
    sent, began = 0, time.monotonic()
    for _ in range(limit):
        mail = _claim(at)
        if mail is None:
            break
        sent += _send(mail, at)
        if time.monotonic() - began > _LONGEST_SECONDS:
            break
    return sent


def _claim(at: datetime) -> OutboxMail | None:
    with transaction.atomic():
        free = Q(claimed_at=None) | Q(claimed_at__lt=at - _CLAIM)
        waiting = OutboxMail.objects.filter(free, sent_at=None, gave_up=False, due_at__lte=at)
        mail = waiting.select_for_update(skip_locked=_can_skip()).first()
        if mail is not None:
            mail.claimed_at = at
            mail.save(update_fields=["claimed_at"])
    return mail


def _can_skip() -> bool:
    return bool(transaction.get_connection().features.has_select_for_update_skip_locked)


def _send(mail: OutboxMail, at: datetime) -> int:
    message = EmailMessage(mail.subject, whole_text(mail), to=[mail.to], headers={"Message-ID": message_id(mail.key)})
    try:
        message.send()
    except (OSError, ValueError) as error:  # no server, or an address that can't be written in a mail's head
        _note_failure(mail, type(error).__name__, at)
        return 0
    OutboxMail.objects.filter(pk=mail.pk).update(
        sent_at=at, claimed_at=None, attempts=F("attempts") + 1, last_error="", sealed_text=None
    )
    return 1


def _note_failure(mail: OutboxMail, error: str, at: datetime) -> None:
    """Keep the kind of the error only: its text may hold an address."""
    gave_up = mail.attempts >= len(_WAITS)
    wait = _WAITS[min(mail.attempts, len(_WAITS) - 1)]
    noted = OutboxMail.objects.filter(pk=mail.pk)
    noted.update(claimed_at=None, attempts=F("attempts") + 1, last_error=error, gave_up=gave_up, due_at=at + wait)
    if gave_up:
        noted.update(sealed_text=None)
    _log.warning("mail %s was not sent: %s", mail.pk, error)
