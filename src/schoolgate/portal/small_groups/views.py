"""The exception of R46 on a request's pages."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from schoolgate.office import clock
from schoolgate.office.people.models import Role
from schoolgate.office.requests.documents import Asked
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import Step, allows
from schoolgate.office.small_groups import actions, permissions, selectors
from schoolgate.office.small_groups.models import Case
from schoolgate.office.small_groups.selectors import Standing
from schoolgate.portal.access import data_request_of, for_roles, person
from schoolgate.portal.acts import carry_out
from schoolgate.portal.small_groups.forms import CaseForm, OpinionForm


def desk_panel(request: HttpRequest, data_request: DataRequest) -> Mapping[str, object] | None:
    """Return what the desk shows of the exception; None where nobody asks for one."""
    user, case = person(request), selectors.newest(data_request)
    if case is None and not _asks(data_request):
        return None
    is_over = case is None or selectors.standing(case) in {Standing.REFUSED, Standing.LAPSED}
    is_workable = allows(Step.FINISH_BUILD, data_request.state)
    return {
        "case": case,
        "standing": None if case is None else selectors.standing(case),
        "opinions": [] if case is None else selectors.opinions_on(case),
        "may_propose": is_over and is_workable and bool(permissions.may_propose(user, data_request)),
        "may_speak": not is_over and is_workable and case is not None and bool(permissions.may_speak(user, case)),
        "waits_for_work": is_over and not is_workable,
    }


def own_panel(request: HttpRequest, data_request: DataRequest) -> Mapping[str, object] | None:  # noqa: ARG001  # as every panel
    """Return what the agency is told of the exception it asks for; None where it asks for none."""
    if not _asks(data_request):
        return None
    case = selectors.newest(data_request)
    return {"is_granted": case is not None and selectors.standing(case) is Standing.GRANTED}


@for_roles(Role.ANALYST)
def propose(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Write the case."""
    found = data_request_of(request, request_id)
    form = CaseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return carry_out(
            request,
            lambda: actions.propose(request=found, grounds=form.grounds(), by=person(request), at=clock.now()),
            done=_("The case is written. A reviewer and a releaser speak to it."),
            back=reverse("desk_request", args=[found.pk]),
        )
    return _page(request, found, None, form)


@for_roles(Role.REVIEWER, Role.RELEASER)
def speak(request: HttpRequest, request_id: UUID, case_id: int) -> HttpResponse:
    """Agree to the case, or not."""
    found = data_request_of(request, request_id)
    case = get_object_or_404(found.small_groups_cases.select_related("request__owner", "proposed_by"), pk=case_id)
    form = OpinionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        agree, words = form.cleaned_data["agree"] == "yes", form.cleaned_data["words"]
        return carry_out(
            request,
            lambda: actions.speak(case=case, agree=agree, words=words, by=person(request), at=clock.now()),
            done=_("Your word is kept."),
            back=reverse("desk_request", args=[found.pk]),
        )
    return _page(request, found, case, form)


def _asks(data_request: DataRequest) -> bool:
    draft = Asked.of_version(data_request).draft
    return bool(permissions.may_be_shown(data_request)) and bool(draft.legal_basis.strip())


def _page(request: HttpRequest, found: DataRequest, case: Case | None, form: forms.Form) -> HttpResponse:
    context = {
        "data_request": found,
        "draft": Asked.of_version(found).draft,
        "case": case,
        "opinions": [] if case is None else selectors.opinions_on(case),
        "form": form,
    }
    return render(request, "small_groups/case.html", context, status=422 if request.method == "POST" else 200)
