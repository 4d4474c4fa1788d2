"""What staff do with consents: take in a file, ask, withdraw, write down court papers and opt-outs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schoolgate.core import BadInput, Fault, NotAllowed
from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.consents import selectors
from schoolgate.office.consents.actions import asking, imports, withdrawing
from schoolgate.office.people.models import Role
from schoolgate.policy.versions import current_pack
from schoolgate.portal.access import data_request_of, for_roles, person
from schoolgate.portal.acts import carry_out
from schoolgate.portal.consents.forms import AskForm, ImportForm
from schoolgate.portal.consents.views import record_of
from schoolgate.portal.limits.counting import require
from schoolgate.portal.limits.table import Limited
from schoolgate.portal.requests.uploads import safe_name

MAX_BYTES = 5 * 1024 * 1024


@for_roles(Role.ANALYST)
def take_in(request: HttpRequest) -> HttpResponse:
    """Take in a file of consents, or show every line that has a fault."""
    if request.method == "POST":
        require(request, Limited.UPLOAD)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    faults: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > MAX_BYTES:
            form.add_error("file", _("The file is larger than 5 MB."))
        else:
            try:
                taken = imports.take_in(
                    name=safe_name(file.name), content=file.read(), by=person(request), at=clock.now()
                )
            except BadInput as error:
                faults = error.faults
            else:
                said = {"kept": taken.kept, "known": taken.known, "revoked": taken.revoked}
                text = _("%(kept)d consents are new, %(known)d were known already, %(revoked)d are withdrawn now.")
                messages.success(request, text % said)
                return redirect("consents")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "faults": faults, "read": imports.COLUMNS}
    return render(request, "consents/import.html", context, status=status)


@for_roles(Role.ANALYST)
def ask(request: HttpRequest) -> HttpResponse:
    """Mail a link to whoever signs for a student."""
    form = AskForm(
        request.POST if request.method == "POST" else None, current_pack(day_of(clock.now())), _wanted(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask(question=form.question(), by=person(request), at=clock.now())
        except NotAllowed as error:
            for reason in error.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("The link was sent. It signs once, and ends after two weeks."))
            return redirect(request.get_full_path())
    return render(request, "consents/ask.html", {"form": form})


def _wanted(request: HttpRequest) -> dict[str, object]:
    """Return what the request named in the address asks for, to begin with."""
    try:
        asked = data_request_of(request, UUID(request.GET.get("request", "")))
    except ValueError:
        return {}
    return {
        "recipient": selectors.recipient_of(asked.owner),
        "purpose": asked.draft.get("purpose", ""),
        "elements": asked.draft.get("elements", []),
    }


@for_roles(Role.ANALYST)
@require_POST
def withdraw(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Withdraw a consent for a family that said so."""
    record = record_of(consent_id)
    return carry_out(
        request,
        lambda: withdrawing.withdraw_for(record=record, by=person(request), at=clock.now()),
        done=_("The consent is withdrawn. The next build leaves the student out."),
        back=reverse("consent", args=[record.pk]),
    )
