"""Writing mail into the outbox."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from schoolgate.office.mail import tasks
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.mail.secrets import sealed, without


def write(*, key: str, to: str, template: str, at: datetime, **context: object) -> bool:
    """Write a mail from a text template, whose first line is the subject and whose rest is the mail.

    It is in English, whatever the language of the page that led to it: a family's act writes to staff too.
    """
    return write_in(settings.LANGUAGE_CODE, key, to, template, at, context)


def write_in(
    language: str,
    key: str,
    to: str,
    template: str,
    at: datetime,
    context: Mapping[str, object],
    secrets: Collection[str] = (),
) -> bool:
    """Write a mail, as `write` does, in the language of its reader."""
    with translation.override(language):
        subject, _, text = render_to_string(template, dict(context)).strip("\n").partition("\n")
    return write_text(key=key, to=to, subject=subject, text=text, at=at, secrets=secrets)


def write_text(
    *,
    key: str,
    to: str,
    subject: str,
    text: str,
    at: datetime,
    due_at: datetime | None = None,
    secrets: Collection[str] = (),
) -> bool:
    """Write a mail in the transaction of what it tells of; return False where it was written before.

    key: what the mail is about, so that nothing is told twice. It is sent within seconds by the background worker, and
    by the next tick where none runs. secrets: what in the text lets somebody in; it lies sealed until it is sent, and
    nowhere after.
    """
    whole = text.strip() + "\n"
    kept = without(whole, secrets)
    _mail, is_new = OutboxMail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:300],
            "text": kept,
            "sealed_text": None if kept == whole else sealed(whole),
            "written_at": at,
            "due_at": due_at or at,
        },
    )
    if is_new and (due_at is None or due_at <= at):
        transaction.on_commit(_send_soon)
    return is_new


def _send_soon() -> None:
    tasks.send_mail.enqueue()
