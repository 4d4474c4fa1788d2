"""Questions that are not the office's: counted, never kept as requests (T33)."""

from datetime import datetime

from django.db import transaction

from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.actions import Actor
from schoolgate.office.requests.models import Referral
from schoolgate.policy.determination import Determination


@transaction.atomic
def record(
    *, determination: Determination, kind: str, purpose: str, by: Actor, at: datetime, from_school: bool = False
) -> Referral:
    """Keep that somebody was sent elsewhere, and what they were told. Nothing they wrote is kept."""
    told = f"{determination.summary} {determination.contact or ''}".strip()
    referral = Referral.objects.create(
        redirect=str(determination.redirect), kind=kind, purpose=purpose, told=told, at=at, from_school=from_school
    )
    details = {"redirect": referral.redirect, "from_school": from_school}
    ledger.append(event="request.referred", subject=f"referral:{referral.pk}", by=by, at=at, details=details)
    return referral
