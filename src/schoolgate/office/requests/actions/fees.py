"""The fee: estimated by size, time and scope, and accepted before work starts. The clock waits (R64, R65)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from schoolgate.office.clock import day_of
from schoolgate.office.errors import NotNow
from schoolgate.office.people.models import User
from schoolgate.office.requests import moves, permissions
from schoolgate.office.requests.actions import thread
from schoolgate.office.requests.models import ClockPause, DataRequest, FeeOffer
from schoolgate.office.requests.transitions import Step


@dataclass(frozen=True, slots=True)
class Estimate:
    """An amount, and a sentence for each of the circular's three factors."""

    amount: Decimal
    currency: str
    size_text: str
    time_text: str
    scope_text: str


def offer(*, request: DataRequest, estimate: Estimate, by: User, at: datetime) -> FeeOffer:
    """Tell the requester the fee. Nothing to pay needs no answer and moves nothing."""
    with transaction.atomic():
        if estimate.amount == 0:
            permissions.may_work_on(by, request).require()
            current = moves.locked(request.pk)
            moves.note(current, "request.no_fee", by=by, at=at)
        else:
            current = moves.move(request.pk, Step.OFFER_FEE, by=by, at=at, details=_told(estimate))
            ClockPause.objects.create(request=current, asked_on=day_of(at), reason="waiting for the fee to be accepted")
        made = _keep(current, estimate, by, at)
        thread.tell_requester(current, "fee", at, key=f"fee:{made.pk}", offer=made)
    moves.refresh(request.pk, at=at)
    return made


def accept(*, request: DataRequest, by: User, at: datetime) -> FeeOffer:
    """Accept the fee; work goes on from today."""
    return _answer(request, Step.ACCEPT_FEE, by, at)


def decline(*, request: DataRequest, by: User, at: datetime) -> FeeOffer:
    """Decline the fee, which withdraws the request."""
    return _answer(request, Step.DECLINE_FEE, by, at)


def _answer(request: DataRequest, step: Step, by: User, at: datetime) -> FeeOffer:
    with transaction.atomic():
        moved = moves.move(request.pk, step, by=by, at=at)
        open_offer = moved.fee_offers.filter(answered_at=None).last()
        if open_offer is None:
            raise NotNow([_("There is no fee to answer.")])
        open_offer.answered_at, open_offer.accepted = at, step is Step.ACCEPT_FEE
        open_offer.save()
    moves.refresh(request.pk, at=at)
    return open_offer


def _keep(request: DataRequest, estimate: Estimate, by: User, at: datetime) -> FeeOffer:
    is_free = estimate.amount == 0
    if request.first_contact_on is None:
        request.first_contact_on = day_of(at)
        request.save(update_fields=["first_contact_on"])
    return FeeOffer.objects.create(
        request=request,
        amount=estimate.amount,
        currency=estimate.currency,
        size_text=estimate.size_text,
        time_text=estimate.time_text,
        scope_text=estimate.scope_text,
        offered_at=at,
        offered_by=by,
        answered_at=at if is_free else None,
        accepted=True if is_free else None,
    )


def _told(estimate: Estimate) -> dict[str, object]:
    return {"amount": str(estimate.amount), "currency": estimate.currency}
