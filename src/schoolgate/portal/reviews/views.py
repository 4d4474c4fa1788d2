"""Reviews: what waits for somebody, and a build with its checklist."""

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
from schoolgate.office.errors import Hidden
from schoolgate.office.people.models import OFFICE_ROLES, Role, User
from schoolgate.office.requests.documents import Asked
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import State
from schoolgate.office.reviews import actions, checklist, permissions, selectors
from schoolgate.office.reviews.models import Decision, Outcome
from schoolgate.portal.access import for_roles, person
from schoolgate.portal.acts import carry_out
from schoolgate.portal.builds.views import shown
from schoolgate.portal.navigation import Viewer
from schoolgate.portal.reviews.forms import ExceptionForm, OpinionForm


def is_reviewer(viewer: Viewer) -> bool:
    """Whether somebody reviews."""
    return isinstance(viewer, User) and viewer.has_role(Role.REVIEWER)


def panel(request: HttpRequest, data_request: DataRequest) -> Mapping[str, object] | None:
    """Return what the desk's page shows of the review of the newest build; None before there is one."""
    build = builds.built(data_request)
    if build is None or person(request).pk == data_request.owner_id:
        return None
    return _standing(build)


@for_roles(Role.REVIEWER)
def waiting(request: HttpRequest) -> HttpResponse:
    """List the builds that wait for the person's vote."""
    return render(request, "reviews/waiting.html", {"waiting": selectors.waiting_for(person(request))})


@for_roles(*OFFICE_ROLES)
def show(request: HttpRequest, build_id: UUID) -> HttpResponse:
    """Show a build to review it; take a vote."""
    build = builds.visible(person(request), build_id)
    form = OpinionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return carry_out(
            request,
            lambda: actions.vote(build=build, opinion=form.opinion(), by=person(request), at=clock.now()),
            done=_("Your vote is kept."),
            back=reverse("review", args=[build.pk]),
        )
    return _page(request, build, form, status=422 if request.method == "POST" else 200)


@for_roles(Role.RELEASER)
@require_POST
def exception(request: HttpRequest, build_id: UUID) -> HttpResponse:
    """Agree to an exception, or not."""
    build = builds.visible(person(request), build_id)
    decision = selectors.decision_on(build)
    if decision is None:
        raise Hidden
    form = ExceptionForm(request.POST)
    if not form.is_valid():
        return _page(request, build, OpinionForm(), exception_form=form, status=422)
    agree, words = form.cleaned_data["agree"] == checklist.YES, form.cleaned_data["reason"]
    return carry_out(
        request,
        lambda: actions.grant(decision=decision, agree=agree, words=words, by=person(request), at=clock.now()),
        done=_("Decided."),
        back=reverse("review", args=[build.pk]),
    )


def _page(
    request: HttpRequest,
    build: Build,
    form: OpinionForm,
    *,
    exception_form: ExceptionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = person(request)
    standing = _standing(build)
    decision = standing["decision"]
    has_voted = build.votes.filter(reviewer=user).exists()
    is_open = decision is None and build.request.state == State.IN_REVIEW and builds.built(build.request) == build
    may_vote = permissions.may_vote(user, build)
    waits = isinstance(decision, Decision) and decision.outcome == Outcome.EXCEPTION and decision.granted is None
    context = {
        "build": build,
        "data_request": build.request,
        "draft": Asked.of_version(build.request).draft,
        "form": form if is_open and may_vote and not has_voted else None,
        "why_not": may_vote.reason if is_open and user.has_role(Role.REVIEWER) else "",
        "has_voted": has_voted,
        "needs_exception": actions.needs_exception(build),
        "votes": permissions.votes_visible_to(user, build),
        "questions": checklist.QUESTIONS,
        "exception_form": (exception_form or ExceptionForm())
        if waits and isinstance(decision, Decision) and permissions.may_grant(user, decision)
        else None,
        **standing,
        **shown(build, user),
    }
    return render(request, "reviews/review.html", context, status=status)


def _standing(build: Build) -> dict[str, object]:
    return {
        "build": build,
        "decision": selectors.decision_on(build),
        "count": build.votes.count(),
        "wanted": actions.VOTES,
    }
