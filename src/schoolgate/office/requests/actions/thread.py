"""The thread of questions between requester and office. Mail only carries a link: what is written stays here."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from schoolgate.office.clock import day_of
from schoolgate.office.mail import actions as mail
from schoolgate.office.mail.addresses import full_address
from schoolgate.office.people.models import User
from schoolgate.office.requests import moves, permissions
from schoolgate.office.requests.models import ClockPause, DataRequest, Message, MessageKind
from schoolgate.office.requests.transitions import Step


def ask(*, request: DataRequest, text: str, by: User, at: datetime) -> Message:
    """Ask the requester something. The clock stands still until the answer; the first contact is made (R55)."""
    with transaction.atomic():
        moved = moves.move(request.pk, Step.ASK, by=by, at=at)
        ClockPause.objects.create(request=moved, asked_on=day_of(at), reason="waiting for an answer")
        _contacted(moved, at)
        message = _write(moved, MessageKind.QUESTION, text, by, at)
        tell_requester(moved, "question", at, key=f"message:{message.pk}")
    moves.refresh(request.pk, at=at)
    return message


def answer(*, request: DataRequest, text: str, by: User, at: datetime) -> Message:
    """Answer the office's question; the clock goes on from today."""
    with transaction.atomic():
        moved = moves.move(request.pk, Step.ANSWER, by=by, at=at)
        message = _write(moved, MessageKind.ANSWER, text, by, at)
        _tell_desk(moved, at, message)
    moves.refresh(request.pk, at=at)
    return message


@transaction.atomic
def remark(*, request: DataRequest, text: str, by: User, at: datetime) -> Message:
    """Write to the other side without asking anything: who asks to the office, everybody else to who asks."""
    permissions.may_write_message(by, request).require()
    current = moves.locked(request.pk)
    moves.note(current, "request.message", by=by, at=at)
    message = _write(current, MessageKind.REMARK, text, by, at)
    if by.pk == current.owner_id:
        _tell_desk(current, at, message)
    else:
        _contacted(current, at)
        tell_requester(current, "message", at, key=f"message:{message.pk}")
    return message


@transaction.atomic
def note(*, request: DataRequest, text: str, by: User, at: datetime) -> Message:
    """Write a note that the office alone reads."""
    permissions.may_work_on(by, request).require()
    current = moves.locked(request.pk)
    moves.note(current, "request.note", by=by, at=at)
    return _write(current, MessageKind.NOTE, text, by, at)


def tell_requester(request: DataRequest, what: str, at: datetime, *, key: str, **context: object) -> None:
    """Write the requester a mail with a link, from the template of its name. Runs in the caller's transaction."""
    mail.write(
        key=f"{request.subject}:{key}",
        to=request.owner.email,
        template=f"requests/mail/{what}.txt",
        at=at,
        request=request,
        address=full_address(reverse("request", args=[request.pk])),
        **context,
    )


def _tell_desk(request: DataRequest, at: datetime, message: Message) -> None:
    if request.assignee is None:
        return
    mail.write(
        key=f"{request.subject}:message:{message.pk}",
        to=request.assignee.email,
        template="requests/mail/answer.txt",
        at=at,
        request=request,
        address=full_address(reverse("desk_request", args=[request.pk])),
    )


def _contacted(request: DataRequest, at: datetime) -> None:
    if request.first_contact_on is None:
        request.first_contact_on = day_of(at)
        request.save(update_fields=["first_contact_on"])


def _write(request: DataRequest, kind: MessageKind, text: str, by: User, at: datetime) -> Message:
    return Message.objects.create(request=request, author=by, kind=kind, text=text.strip(), at=at)
