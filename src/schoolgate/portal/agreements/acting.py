"""What each button of an agreement's page does."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schoolgate.core import BadInput
from schoolgate.office import clock
from schoolgate.office.agreements import permissions, selectors
from schoolgate.office.agreements.actions import documents, drafting, ending, signing
from schoolgate.office.agreements.actions.documents import HandedIn
from schoolgate.office.agreements.models import Agreement, Document, DocumentKind, Side
from schoolgate.office.agreements.transitions import State
from schoolgate.office.errors import Hidden
from schoolgate.office.people.models import User
from schoolgate.portal.access import person, signed_in
from schoolgate.portal.acts import carry_out
from schoolgate.portal.agreements import forms
from schoolgate.portal.agreements.views import page_of
from schoolgate.portal.limits.counting import require
from schoolgate.portal.limits.table import Limited
from schoolgate.portal.requests.uploads import judge, safe_name


@signed_in
@require_POST
def act(request: HttpRequest, agreement_id: UUID, verb: str) -> HttpResponse:
    """Do what a button stands for."""
    agreement = selectors.visible(person(request), agreement_id)
    back = reverse("agreement", args=[agreement.pk])
    if verb == "renew":
        return redirect("agreement_edit", drafting.renew(agreement=agreement, by=person(request), at=clock.now()).pk)
    if verb == "document":
        return _add_document(request, agreement, back)
    if verb not in _ACTS:
        raise Hidden
    work, done = _ACTS[verb]
    return carry_out(request, lambda: work(request, agreement), done=str(done), back=back)


@signed_in
@require_POST
def check(request: HttpRequest, document_id: int) -> HttpResponse:
    """Accept or refuse a scan."""
    found = permissions.documents_visible_to(person(request)).filter(pk=document_id, kind=DocumentKind.SCAN).first()
    if found is None:
        raise Hidden
    agreement = found.agreement
    form = forms.CheckForm(request.POST, sides=Side)
    if not form.is_valid():
        return page_of(request, agreement, faulty={"check": form}, status=422)
    back = reverse("agreement", args=[agreement.pk])
    if request.POST.get("verdict") == "refuse":
        return carry_out(request, lambda: _refuse(request, found, form), done=_("The scan was refused."), back=back)
    return carry_out(request, lambda: _accept(request, found, form), done=_("The scan was accepted."), back=back)


def _accept(request: HttpRequest, scan: Document, form: forms.CheckForm) -> None:
    said = form.cleaned_data
    days = {side: said[side.value] for side in Side if said.get(side.value)}
    signing.accept_scan(document=scan, days=days, remark=said["remark"], by=person(request), at=clock.now())


def _refuse(request: HttpRequest, scan: Document, form: forms.CheckForm) -> None:
    signing.refuse_scan(document=scan, remark=form.cleaned_data["remark"], by=person(request), at=clock.now())


def _add_document(request: HttpRequest, agreement: Agreement, back: str) -> HttpResponse:
    require(request, Limited.UPLOAD)
    form = forms.DocumentForm(request.POST, request.FILES, allow_scan=agreement.state == State.OUT)
    if form.is_valid():
        file = form.cleaned_data["file"]
        judged = judge(file)
        if judged.fault:
            form.add_error("file", judged.fault)
    if not form.is_valid():
        return page_of(request, agreement, faulty={"document": form}, status=422)
    kind = DocumentKind(form.cleaned_data["kind"])
    handed_in = HandedIn(kind, safe_name(file.name or ""), judged.media_type, file.chunks())
    return carry_out(
        request,
        lambda: documents.add(agreement=agreement, file=handed_in, by=person(request), at=clock.now()),
        done=_("The document was added."),
        back=back,
    )


def _send(request: HttpRequest, agreement: Agreement) -> None:
    drafting.send(agreement=agreement, by=person(request), at=clock.now())


def _withdraw(request: HttpRequest, agreement: Agreement) -> None:
    drafting.withdraw(agreement=agreement, by=person(request), at=clock.now())


def _terminate(request: HttpRequest, agreement: Agreement) -> None:
    reason = request.POST.get("terminate-reason", "")[:2_000]
    ending.terminate(agreement=agreement, reason=reason, by=person(request), at=clock.now())


def _cover(request: HttpRequest, agreement: Agreement) -> None:
    colleague = User.objects.filter(email=request.POST.get("email", "").strip().lower()).first()
    permissions.may_draft(person(request), agreement.party).require()
    if colleague is None:
        message, mend = _("Nobody has an account with this address yet."), _("Ask them to make one first.")
        raise BadInput.at("email", message, mend, rule="agreement.colleague")
    drafting.cover(agreement=agreement, colleague=colleague, by=person(request), at=clock.now())


_ACTS: dict[str, tuple[Callable[[HttpRequest, Agreement], None], str | Promise]] = {
    "send": (_send, gettext_lazy("Sent for signature. Both sides were told.")),
    "withdraw": (_withdraw, gettext_lazy("The agreement was taken back.")),
    "terminate": (_terminate, gettext_lazy("The agreement is terminated. The other side was told.")),
    "cover": (_cover, gettext_lazy("The agreement covers their requests too.")),
}
