"""Signing with a click: the whole text, the name, and how the office knows who signs."""

from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schoolgate.core import NotAllowed
from schoolgate.office import clock
from schoolgate.office.agreements import permissions, selectors, texts
from schoolgate.office.agreements.actions import signing
from schoolgate.office.agreements.actions.signing import Click
from schoolgate.office.agreements.models import Agreement, Side
from schoolgate.office.agreements.transitions import Step, require
from schoolgate.office.clock import day_of
from schoolgate.office.errors import Forbidden
from schoolgate.office.people.models import User
from schoolgate.policy.versions import current_pack
from schoolgate.portal.access import person, signed_in
from schoolgate.portal.agreements.forms import SignForm


@signed_in
def sign(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Show the text to sign, and take the signature."""
    user = person(request)
    agreement = selectors.visible(user, agreement_id)
    side = _side_of(user, agreement)
    require(Step.SIGN, agreement.state)
    form = SignForm(request.POST if request.method == "POST" else None, initial={"text_sha256": agreement.text_sha256})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        click = Click(said["text_sha256"], said["name"], _how_known(request, user))
        try:
            signing.sign(agreement=agreement, side=side, click=click, by=user, at=clock.now())
        except Forbidden:
            raise
        except NotAllowed as error:
            for reason in error.reasons:
                messages.error(request, reason)
        else:
            messages.success(request, _("You have signed."))
        return redirect("agreement", agreement.pk)
    text = texts.text_of(agreement, current_pack(day_of(clock.now())))
    context = {"form": form, "agreement": agreement, "text": text, "side": side}
    return render(request, "agreements/sign.html", context)


def _side_of(user: User, agreement: Agreement) -> Side:
    side = Side.REQUESTER if user.pk == agreement.party_id else Side.DISTRICT
    permissions.may_sign(user, agreement, side).require()
    return side


def _how_known(request: HttpRequest, user: User) -> str:
    """Return how the person proved who they are in this session, for the page of signatures."""
    methods = sorted({str(record.get("method", "")) for record in get_authentication_records(request)} - {""})
    return f"account {user.email}; signed in by {', '.join(methods) or 'session'}"
