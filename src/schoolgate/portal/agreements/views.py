"""The list of agreements, the page of one, and its files."""

from collections.abc import Mapping
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from schoolgate.office import clock
from schoolgate.office.agreements import permissions, selectors, texts
from schoolgate.office.agreements.models import Agreement, DocumentKind, Side
from schoolgate.office.agreements.transitions import State, Step, allows
from schoolgate.office.clock import day_of
from schoolgate.office.errors import Hidden
from schoolgate.office.people.models import User
from schoolgate.office.seals import SealedFiles
from schoolgate.policy.versions import current_pack
from schoolgate.portal.access import person, signed_in
from schoolgate.portal.agreements import forms
from schoolgate.portal.agreements.standing import Standing
from schoolgate.portal.histories import history

_PAGE = 50


@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """List the agreements that somebody may see, and those that wait for their signature first."""
    user, on = person(request), day_of(clock.now())
    words = request.GET.get("words", "").strip()
    found = permissions.visible_to(user).select_related("party")
    if words:
        found = found.filter(organisation__icontains=words) | found.filter(party__name__icontains=words)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {
        "page_of_rows": page,
        "rows": [(agreement, Standing.of(agreement, on)) for agreement in page],
        "to_sign": selectors.to_sign(user),
        "words": words,
    }
    return render(request, "agreements/agreements.html", context)


@signed_in
def show(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """Show an agreement: its words, its signatures, its documents, and what can be done."""
    return page_of(request, selectors.visible(person(request), agreement_id))


def page_of(
    request: HttpRequest, agreement: Agreement, *, faulty: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """Return the page of an agreement; `faulty` are forms to show again with what is wrong in them."""
    user, on = person(request), day_of(clock.now())
    pack = current_pack(on)
    signatures = {Side(one.side): one for one in agreement.signatures.all()}
    context = {
        "agreement": agreement,
        "standing": Standing.of(agreement, on),
        "text": texts.text_of(agreement, pack),
        "missing": texts.missing(agreement, pack) if agreement.state == State.DRAFT else {},
        "sides": [(side, signatures.get(side)) for side in Side],
        "documents": permissions.documents_visible_to(user).filter(agreement=agreement),
        "scan": agreement.documents.filter(kind=DocumentKind.SCAN, accepted=None).first(),
        "history": history(agreement.subject, for_office=True),
        "can": _can(user, agreement, signatures),
        "forms": {
            "document": forms.DocumentForm(allow_scan=agreement.state == State.OUT),
            "check": forms.CheckForm(sides=[side for side in Side if side not in signatures]),
            "terminate": forms.ReasonForm(prefix="terminate"),
            "cover": forms.ColleagueForm(),
            **(faulty or {}),
        },
    }
    return render(request, "agreements/agreement.html", context, status=status)


def _can(user: User, agreement: Agreement, signatures: Mapping[Side, object]) -> dict[str, bool]:
    may_draft = bool(permissions.may_draft(user, agreement.party))
    scan = agreement.documents.filter(kind=DocumentKind.SCAN, accepted=None).first()
    state = agreement.state
    return {
        "write": may_draft and allows(Step.WRITE, state),
        "send": may_draft and allows(Step.SEND, state),
        "withdraw": may_draft and allows(Step.WITHDRAW, state),
        "renew": may_draft and allows(Step.RENEW, state),
        "cover": may_draft and agreement.request_id is None and state != State.WITHDRAWN,
        "sign": allows(Step.SIGN, state)
        and any(side not in signatures and permissions.may_sign(user, agreement, side) for side in Side),
        "add": bool(permissions.may_add_document(user, agreement)) and state not in {State.DRAFT, State.WITHDRAWN},
        "check": scan is not None and bool(permissions.may_check_scan(user, scan)) and allows(Step.SIGN, state),
        "terminate": bool(permissions.may_end(user, agreement)) and allows(Step.TERMINATE, state),
    }


@signed_in
def pdf(request: HttpRequest, agreement_id: UUID) -> StreamingHttpResponse:
    """Send the PDF: the sealed one once both have signed, the paper to sign before."""
    agreement = selectors.visible(person(request), agreement_id)
    key = agreement.signed_key or agreement.paper_key
    if not key:
        raise Hidden
    return _download(key, f"{agreement.kind}-agreement-{str(agreement.pk)[:8]}.pdf")


@signed_in
def document(request: HttpRequest, document_id: int) -> StreamingHttpResponse:
    """Send a document as a download; a browser never shows it as a page of the office."""
    found = permissions.documents_visible_to(person(request)).filter(pk=document_id).first()
    if found is None:
        raise Hidden
    return _download(found.key, found.name)


def _download(key: str, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(SealedFiles().read(key), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return answer
