"""Withdrawing a consent: from now on no build uses it, and what is out under it is named to those who recall it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from schoolgate.office.clock import day_of
from schoolgate.office.consents import falls, identities, permissions, selectors
from schoolgate.office.consents.models import ConsentRecord
from schoolgate.office.errors import NotNow
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.actions import Actor
from schoolgate.office.mail import actions as mail
from schoolgate.office.mail.addresses import full_address
from schoolgate.office.people.models import Role, User
from schoolgate.office.people.selectors import holders
from schoolgate.office.requests import moves

FAMILY = Actor("family", "the signer, by their link")


def withdraw_by_link(*, token: str, at: datetime) -> ConsentRecord:
    """Withdraw as the signer, who came by the link of the receipt. Raises Hidden, and NotNow where it was withdrawn."""
    return _withdraw(selectors.kept_by(token), FAMILY, at, how="link")


def withdraw_for(*, record: ConsentRecord, by: User, at: datetime) -> ConsentRecord:
    """Withdraw for a family that wrote, phoned or came by. Raises Forbidden and NotNow."""
    permissions.may_keep(by).require()
    return _withdraw(record, by.as_actor, at, how="staff")


def _withdraw(record: ConsentRecord, by: Actor, at: datetime, *, how: str) -> ConsentRecord:
    with transaction.atomic():
        current = ConsentRecord.objects.select_for_update().get(pk=record.pk)
        if current.revoked_on is not None:
            raise NotNow([_("This consent was withdrawn already.")])
        end(current, day_of(at), by, at, how=how)
    refresh_requests([current.recipient], at)
    return current


def end(record: ConsentRecord, on: date, by: Actor, at: datetime, *, how: str) -> None:
    """Write the withdrawal, its ledger row and what follows. Runs in the caller's transaction."""
    record.revoked_on, record.revoked_at = on, at
    record.save(update_fields=["revoked_on", "revoked_at"])
    out = selectors.out_under(record)
    details = {"how": how, "on": on.isoformat(), "recipient": record.recipient, "out": list(out)}
    ledger.append(event="consent.withdrawn", subject=record.subject, by=by, at=at, details=details)
    falls.tell(
        falls.Withdrawn(
            consent=record.subject,
            student_number=identities.student_of(record.student_sealed),
            recipient=record.recipient,
            purpose=record.purpose,
            elements=tuple(record.elements),
            at=at,
            out=out,
        )
    )
    if out:
        _flag(record, out, at)


def refresh_requests(recipients: Iterable[str], at: datetime) -> None:
    """Determine the open requests of recipients again. Run after the transaction."""
    for recipient in set(recipients):
        for request_id in selectors.open_requests_for(recipient).values_list("pk", flat=True):
            moves.refresh(request_id, at=at)


def _flag(record: ConsentRecord, out: tuple[str, ...], at: datetime) -> None:
    """Tell the analysts that data is out under a consent that no longer holds."""
    for analyst in holders(Role.ANALYST):
        mail.write(
            key=f"{record.subject}:out:{analyst.pk}",
            to=analyst.email,
            template="consents/mail/out.txt",
            at=at,
            record=record,
            count=len(out),
            address=full_address(reverse("consent", args=[record.pk])),
        )
