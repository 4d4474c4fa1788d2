"""One's own requests: the list, and the page of each with what can be done."""

from collections.abc import Callable
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.errors import Hidden
from schoolgate.office.requests import determinations, permissions, selectors
from schoolgate.office.requests.actions import denials, fees, submission, thread
from schoolgate.office.requests.documents import Asked
from schoolgate.office.requests.models import DataRequest, Reconsideration
from schoolgate.office.requests.transitions import ENDED, State, Step, allows
from schoolgate.portal.access import data_request_of, person, signed_in
from schoolgate.portal.acts import carry_out
from schoolgate.portal.histories import history
from schoolgate.portal.limits.counting import require
from schoolgate.portal.limits.table import Limited
from schoolgate.portal.panels import Page, panels_for

_PAGE = 50


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """List one's own requests, and begin a new one."""
    user = person(request)
    if user.is_office and not selectors.own_requests(user).exists():
        return redirect("desk")
    page = Paginator(selectors.own_requests(user), _PAGE).get_page(request.GET.get("page"))
    return render(request, "requests/home.html", {"page_of_rows": page})


@signed_in
def show(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show how a request stands, and what its owner can do."""
    user = person(request)
    found = data_request_of(request, request_id)
    if found.state == State.DRAFT:
        return redirect("request_edit", found.pk, "purpose")
    if not permissions.may_write(user, found):
        return redirect("desk_request", found.pk)
    on = day_of(clock.now())
    denial = selectors.denial_in_force(found)
    context = {
        "data_request": found,
        "draft": Asked.of_version(found).draft,
        "decided": None if State(found.state) in ENDED else determinations.current(found, on),
        "messages_shown": permissions.messages_visible_to(user, found),
        "attachments": found.attachments.filter(removed_at=None),
        "offer": found.fee_offers.last(),
        "denial": denial,
        "reconsideration": Reconsideration.objects.filter(denial=denial).first() if denial else None,
        "history": history(found.subject, for_office=False),
        "can": {step.value: allows(step, found.state) for step in Step},
        "panels": panels_for(Page.REQUESTER, request, found),
    }
    return render(request, "requests/request.html", context)


@signed_in
@require_POST
def act(request: HttpRequest, request_id: UUID, verb: str) -> HttpResponse:
    """Do what a button of the requester's page stands for."""
    found = data_request_of(request, request_id)
    if verb not in _ACTS:
        raise Hidden
    if verb in _WRITES:
        require(request, Limited.MESSAGE)
    work, done = _ACTS[verb]
    back = reverse("request", args=[found.pk])
    return carry_out(request, lambda: work(request, found), done=str(done), back=back)


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "").strip()[:10_000]


def _answer(request: HttpRequest, found: DataRequest) -> None:
    thread.answer(request=found, text=_text(request), by=person(request), at=clock.now())


def _remark(request: HttpRequest, found: DataRequest) -> None:
    thread.remark(request=found, text=_text(request), by=person(request), at=clock.now())


def _accept_fee(request: HttpRequest, found: DataRequest) -> None:
    fees.accept(request=found, by=person(request), at=clock.now())


def _decline_fee(request: HttpRequest, found: DataRequest) -> None:
    fees.decline(request=found, by=person(request), at=clock.now())


def _withdraw(request: HttpRequest, found: DataRequest) -> None:
    submission.withdraw(request=found, by=person(request), at=clock.now())


def _reconsider(request: HttpRequest, found: DataRequest) -> None:
    denial = selectors.denial_in_force(found)
    if denial is None:
        raise Hidden
    denials.ask_reconsideration(denial=denial, text=_text(request), by=person(request), at=clock.now())


_WRITES = frozenset({"answer", "remark", "reconsider"})
_ACTS: dict[str, tuple[Callable[[HttpRequest, DataRequest], None], str | Promise]] = {
    "answer": (_answer, gettext_lazy("Your answer was sent.")),
    "remark": (_remark, gettext_lazy("Your message was sent.")),
    "accept-fee": (_accept_fee, gettext_lazy("You accepted the fee.")),
    "decline-fee": (_decline_fee, gettext_lazy("You declined the fee, and the request is withdrawn.")),
    "withdraw": (_withdraw, gettext_lazy("The request is withdrawn.")),
    "reconsider": (_reconsider, gettext_lazy("We will look at it again.")),
}
