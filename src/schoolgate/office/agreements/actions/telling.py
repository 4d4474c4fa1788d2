"""What every write of an agreement does: hold the record, write the ledger, tell the people."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from schoolgate.office.agreements.models import Agreement
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.mail import actions as mail
from schoolgate.office.mail.addresses import full_address
from schoolgate.office.people.models import Role, User
from schoolgate.office.people.selectors import holders


def locked(agreement_id: UUID) -> Agreement:
    """Return an agreement as it is now, held until the transaction is over. Of two who want it, the second waits."""
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("party", "request")
    return rows.get(pk=agreement_id)


def note(
    agreement: Agreement, event: str, *, by: User, at: datetime, details: Mapping[str, object] | None = None
) -> None:
    """Write to the ledger what happened to an agreement. Runs in the caller's transaction."""
    told = {"request": None if agreement.request is None else agreement.request.subject, **(details or {})}
    ledger.append(event=event, subject=agreement.subject, by=by.as_actor, at=at, details=told)


def tell_party(agreement: Agreement, what: str, at: datetime, *, key: str = "", **context: object) -> None:
    """Write the party a letter: `what` names its template. Runs in the caller's transaction."""
    mail.write(
        key=f"{agreement.subject}:{key or what}",
        to=agreement.party.email,
        template=f"agreements/mail/{what}.txt",
        at=at,
        agreement=agreement,
        address=_address(agreement),
        **context,
    )


def tell_signers(agreement: Agreement, at: datetime) -> None:
    """Write everybody who signs for the district that an agreement waits."""
    for signer in holders(Role.RELEASER):
        mail.write(
            key=f"{agreement.subject}:to_sign:{signer.pk}",
            to=signer.email,
            template="agreements/mail/to_sign_office.txt",
            at=at,
            agreement=agreement,
            address=_address(agreement),
        )


def _address(agreement: Agreement) -> str:
    return full_address(reverse("agreement", args=[agreement.pk]))
