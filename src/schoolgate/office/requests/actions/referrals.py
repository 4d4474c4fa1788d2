"""Questions that are not the office's: counted, never kept as requests (T33)."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from schoolgate.office.clock import day_of
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.actions import Actor
from schoolgate.office.requests.models import Referral
from schoolgate.policy.determination import Determination


@transaction.atomic
def record(
    *, determination: Determination, kind: str, purpose: str, by: Actor, at: datetime, from_school: bool = False
) -> Referral:
    """Keep that somebody was sent elsewhere, and what they were told. Nothing they wrote is kept."""
    told = _told(determination)
    referral = Referral.objects.create(
        redirect=str(determination.redirect), kind=kind, purpose=purpose, told=told, at=at, from_school=from_school
    )
    details = {"redirect": referral.redirect, "from_school": from_school}
    ledger.append(event="request.referred", subject=f"referral:{referral.pk}", by=by, at=at, details=details)
    return referral


@transaction.atomic
def count_visitor(*, determination: Determination, kind: str, purpose: str, at: datetime) -> Referral:
    """Count that somebody without an account was sent elsewhere: a row a day for each kind of question.

    The first of a day stands in the ledger; the others are a number, so that no visitor makes either grow.
    """
    same = {"day": day_of(at), "redirect": str(determination.redirect), "kind": kind, "purpose": purpose}
    referral, is_first = Referral.objects.get_or_create(**same, defaults={"told": _told(determination), "at": at})
    if is_first:
        by, details = Actor.system("front door"), {"redirect": referral.redirect, "from_school": False}
        ledger.append(event="request.referred", subject=f"referral:{referral.pk}", by=by, at=at, details=details)
    else:
        Referral.objects.filter(pk=referral.pk).update(count=F("count") + 1)
    return referral


def _told(determination: Determination) -> str:
    return f"{determination.summary} {determination.contact or ''}".strip()
