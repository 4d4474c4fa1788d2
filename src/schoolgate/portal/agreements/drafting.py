"""Beginning an agreement and filling in its terms."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schoolgate.office import clock
from schoolgate.office.agreements import permissions, selectors
from schoolgate.office.agreements.actions import drafting
from schoolgate.office.agreements.transitions import Step, require
from schoolgate.office.agreements.wordings import Kind
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests.models import DataRequest
from schoolgate.portal.access import data_request_of, for_roles, person
from schoolgate.portal.agreements.forms import BeginForm, TermsForm


@for_roles(Role.ANALYST)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an agreement, for a request where one is named in the address."""
    asked = _request_named(request)
    initial = {"email": asked.owner.email, "kind": Kind.NDA} if asked else {"kind": Kind.NDA}
    form = BeginForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        party = User.objects.filter(email=form.cleaned_data["email"].lower()).first()
        if party is None:
            form.add_error("email", _("Nobody has an account with this address yet."))
        else:
            kind = Kind(form.cleaned_data["kind"])
            for_one = asked if asked and asked.owner_id == party.pk and kind is not Kind.NDA else None
            made = drafting.draft(kind=kind, party=party, request=for_one, by=person(request), at=clock.now())
            return redirect("agreement_edit", made.pk)
    return render(request, "agreements/begin.html", {"form": form, "data_request": asked})


@for_roles(Role.ANALYST)
def edit(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Fill in the terms of a draft."""
    agreement = selectors.visible(person(request), agreement_id)
    permissions.may_draft(person(request), agreement.party).require()
    require(Step.WRITE, agreement.state)
    form = TermsForm(agreement, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        drafting.write(agreement=agreement, terms=form.terms(), by=person(request), at=clock.now())
        return redirect("agreement", agreement.pk)
    return render(request, "agreements/edit.html", {"form": form, "agreement": agreement})


def _request_named(request: HttpRequest) -> DataRequest | None:
    named = request.GET.get("request", "")
    try:
        return data_request_of(request, UUID(named)) if named else None
    except ValueError:
        return None
