"""One's own copies: the terms, the download, the certificate."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schoolgate.core import NotAllowed
from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.deliveries import actions, downloading, permissions, selectors
from schoolgate.office.deliveries.downloading import Sending
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.deliveries.transitions import DeliveryState
from schoolgate.office.errors import Forbidden
from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest
from schoolgate.portal.access import person, signed_in
from schoolgate.portal.acts import carry_out
from schoolgate.portal.deliveries.forms import AcceptForm, CertificateForm
from schoolgate.portal.navigation import Viewer


def has_copies(viewer: Viewer) -> bool:
    """Whether somebody was handed anything."""
    return isinstance(viewer, User) and permissions.own(viewer).exists()


def panel(request: HttpRequest, data_request: DataRequest) -> Mapping[str, object] | None:
    """Return the copies of a request's release that the person holds; None where there are none."""
    copies = permissions.own(person(request)).filter(build__request=data_request)
    return {"copies": copies} if copies else None


@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """List what the person was handed."""
    return render(request, "deliveries/own.html", {"copies": permissions.own(person(request))})


@signed_in
def show(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Show a copy: its terms, the download, the certificate of destruction."""
    return _page(request, selectors.own(person(request), delivery_id))


@signed_in
@require_POST
def accept(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Accept the terms of a copy."""
    user = person(request)
    found = selectors.own(user, delivery_id)
    form = AcceptForm(request.POST, auto_id="accept_%s")
    if not form.is_valid():
        return _page(request, found, accept_form=form, status=422)
    return carry_out(
        request,
        lambda: actions.accept(
            delivery=found,
            name=form.cleaned_data["name"],
            by=user,
            at=clock.now(),
            has_second_factor=is_mfa_enabled(user),
        ),
        done=_("You accepted the terms."),
        back=reverse("delivery", args=[found.pk]),
    )


@signed_in
@require_POST
def download(request: HttpRequest, delivery_id: UUID) -> HttpResponseBase:
    """Send a copy, counted; where it can't be sent, the page says why."""
    user = person(request)
    found = selectors.own(user, delivery_id)
    try:
        sending = downloading.begin(delivery=found, by=user, at=clock.now(), has_second_factor=is_mfa_enabled(user))
    except Forbidden:
        raise
    except NotAllowed as error:
        for reason in error.reasons:
            messages.error(request, reason)
        return redirect("delivery", found.pk)
    copy = sending.delivery
    answer = StreamingHttpResponse(_Sent(sending), content_type="application/zip")
    answer["Content-Length"] = str(copy.size)
    answer["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=copy.file_name) or ""
    )
    return answer


class _Sent:
    """What is sent of a copy: its pieces, then a note that it was sent. `close` is the web server's last word."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending

    def __iter__(self) -> Iterator[bytes]:
        yield from self._sending.pieces()
        self._sending.sent(clock.now())

    def close(self) -> None:
        """End the download, wherever it stands."""
        self._sending.end()


@signed_in
@require_POST
def certify(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Certify that a copy was destroyed."""
    user = person(request)
    found = selectors.own(user, delivery_id)
    form = CertificateForm(request.POST, auto_id="certify_%s")
    if not form.is_valid():
        return _page(request, found, certificate_form=form, status=422)
    return carry_out(
        request,
        lambda: actions.certify(
            delivery=found,
            destruction=form.destruction(),
            by=user,
            at=clock.now(),
            has_second_factor=is_mfa_enabled(user),
        ),
        done=_("Thank you. The certificate is kept."),
        back=reverse("delivery", args=[found.pk]),
    )


def _page(
    request: HttpRequest,
    found: Delivery,
    *,
    accept_form: forms.Form | None = None,
    certificate_form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    on, taken = day_of(clock.now()), found.downloads.count()
    is_open = found.state == DeliveryState.OPEN
    context = {
        "delivery": found,
        "terms": found.terms.split("\n"),
        "taken": taken,
        "left": max(found.most_downloads - taken, 0),
        "has_second_factor": is_mfa_enabled(person(request)),
        "can_accept": is_open and found.accepted_at is None,
        "can_download": is_open
        and found.accepted_at is not None
        and on <= found.until
        and downloading.may_begin(found, clock.now()),
        "can_certify": found.state != DeliveryState.DESTROYED and taken > 0,
        "is_late": found.destroy_by is not None and on > found.destroy_by,
        "accept_form": accept_form or AcceptForm(auto_id="accept_%s"),
        "certificate_form": certificate_form or CertificateForm(auto_id="certify_%s", initial={"on": on}),
    }
    return render(request, "deliveries/delivery.html", context, status=status)
