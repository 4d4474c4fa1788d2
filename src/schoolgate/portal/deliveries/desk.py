"""Handing out, taking back and tracing copies, at the desk."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schoolgate.office import clock
from schoolgate.office.builds import selectors as builds
from schoolgate.office.builds.models import Build
from schoolgate.office.clock import day_of
from schoolgate.office.deliveries import actions, permissions, selectors
from schoolgate.office.errors import NotNow
from schoolgate.office.people.models import Role
from schoolgate.office.requests.documents import Asked
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.permissions import may_step
from schoolgate.office.requests.transitions import Step, allows
from schoolgate.office.requests.words import word
from schoolgate.office.reviews import selectors as reviews
from schoolgate.policy.determination import Lane
from schoolgate.portal.access import data_request_of, for_roles, person
from schoolgate.portal.acts import carry_out
from schoolgate.portal.deliveries.forms import HandingForm, RecallForm, usual_handing


def panel(request: HttpRequest, data_request: DataRequest) -> Mapping[str, object] | None:
    """Return what the desk's page shows of copies; None before anything may leave."""
    user = person(request)
    copies = permissions.visible_in_office(user, data_request)
    build = builds.built(data_request)
    decision = None if build is None else reviews.decision_on(build)
    is_ready = allows(Step.DELIVER, data_request.state) and decision is not None and decision.may_leave
    can_recall = allows(Step.RECALL, data_request.state) and bool(permissions.may_recall(user, data_request))
    if user.pk == data_request.owner_id or not (copies or is_ready or can_recall):
        return None
    return {
        "copies": copies,
        "may_deliver": is_ready and build is not None and bool(permissions.may_deliver(user, build)),
        "is_ready": is_ready,
        "may_close": allows(Step.CLOSE, data_request.state) and bool(may_step(user, data_request, Step.CLOSE)),
        "may_trace": bool(permissions.may_trace(user)),
        "recall_form": RecallForm(auto_id="recall_%s") if can_recall else None,
    }


@for_roles(Role.RELEASER)
def deliver(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Hand the reviewed build of a request to named people."""
    found = data_request_of(request, request_id)
    build = _deliverable(request, found)
    audience = _audience(found)
    if request.method == "POST":
        form = HandingForm(request.POST)
        if form.is_valid():
            return carry_out(
                request,
                lambda: actions.deliver(
                    build=build, handing=form.handing(audience), by=person(request), at=clock.now()
                ),
                done=_("Handed over. Each recipient was told."),
                back=reverse("desk_request", args=[found.pk]),
            )
    else:
        has_rows = build.lane != Lane.AGGREGATE.value
        form = HandingForm(initial=usual_handing(found.owner, day_of(clock.now()), has_rows=has_rows))
    context = {"data_request": found, "build": build, "form": form, "audience": audience}
    return render(request, "deliveries/deliver.html", context, status=422 if form.is_bound else 200)


@for_roles(Role.ANALYST, Role.RELEASER)
@require_POST
def recall(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take a release back."""
    found = data_request_of(request, request_id)
    form = RecallForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return carry_out(
        request,
        lambda: actions.recall(request=found, reason=reason, by=person(request), at=clock.now()),
        done=_("Taken back. The recipients were told."),
        back=reverse("desk_request", args=[found.pk]),
    )


@for_roles(Role.ANALYST, Role.RELEASER)
@require_POST
def close(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Close a request whose copies are over."""
    found = data_request_of(request, request_id)
    return carry_out(
        request,
        lambda: actions.close(request=found, by=person(request), at=clock.now()),
        done=_("Closed."),
        back=reverse("desk_request", args=[found.pk]),
    )


@for_roles(Role.RELEASER, Role.STEWARD, Role.AUDITOR)
def trace(request: HttpRequest) -> HttpResponse:
    """Tell whose copy a mark stands for."""
    mark = request.GET.get("mark", "")
    context = {"mark": mark, "found": selectors.traced(mark) if mark else None}
    return render(request, "deliveries/trace.html", context)


def _deliverable(request: HttpRequest, found: DataRequest) -> Build:
    build = builds.built(found)
    if build is None or not allows(Step.DELIVER, found.state):
        raise NotNow([_("Nothing of this request is ready to be handed over.")])
    permissions.may_deliver(person(request), build).require()
    return build


def _audience(found: DataRequest) -> str:
    return ", ".join(str(word(each)) for each in Asked.of_version(found).draft.audience)
