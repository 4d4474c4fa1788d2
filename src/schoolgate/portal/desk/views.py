"""The queue, and a request as the office sees it."""

from datetime import date
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.errors import Hidden
from schoolgate.office.people import actions as people
from schoolgate.office.people.models import OFFICE_ROLES, Role
from schoolgate.office.people.selectors import holders
from schoolgate.office.requests import determinations, permissions, selectors
from schoolgate.office.requests import queue as queues
from schoolgate.office.requests.actions import drafts
from schoolgate.office.requests.documents import Asked
from schoolgate.office.requests.models import DataRequest, Reconsideration
from schoolgate.office.requests.queue import Place, QueueFilter, Turn
from schoolgate.office.requests.transitions import State, Step, allows
from schoolgate.policy.determination import Lane
from schoolgate.policy.vocabulary import Channel, RequesterKind
from schoolgate.portal.access import data_request_of, for_roles, person
from schoolgate.portal.acts import carry_out
from schoolgate.portal.desk.acting import ACTS
from schoolgate.portal.desk.forms import EntryForm
from schoolgate.portal.histories import history
from schoolgate.portal.panels import Page, panels_for

_PAGE = 25
STANDINGS = (
    ("", _("All open"), "open"),
    ("overdue", _("Overdue"), "overdue"),
    ("contact", _("First contact late"), "contact"),
    ("running", _("In time"), "running"),
    ("paused", _("Paused"), "paused"),
    ("not_started", _("Not started"), "not_started"),
)


@for_roles(*OFFICE_ROLES)
def queue(request: HttpRequest) -> HttpResponse:
    """List the open requests, the most urgent first, with filters and everybody's workload."""
    user, on = person(request), day_of(clock.now())
    keys = ("standing", "state", "assignee", "lane", "words")
    asked = QueueFilter(**{key: request.GET.get(key, "") for key in keys})
    places = {key: Place.read(request.GET.get(key, "")) for key in ("after", "before")}
    turn = Turn(**places, is_last="last" in request.GET)
    page = queues.page(user, asked, on, turn, size=_PAGE)
    counts = queues.standing_counts(user, on)
    context = {
        "page_of_rows": page,
        "asked": asked,
        "on": on,
        "standings": [(key, label, counts[count]) for key, label, count in STANDINGS],
        "states": State.choices[1:],
        "lanes": [lane.value for lane in Lane if lane is not Lane.REDIRECT],
        "analysts": holders(Role.ANALYST),
        "workload": queues.workload(user),
        "may_enter": user.has_role(Role.ANALYST),
    }
    return render(request, "desk/queue.html", context)


@for_roles(*OFFICE_ROLES)
def show(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show a request with its determination, evidence, thread and everything that can be done.

    Who asks reads the requester's page, whatever their role: the desk's holds what the office says within itself.
    """
    found = _submitted(request, request_id)
    if not permissions.may_see_as_office(person(request), found):
        return redirect("request", found.pk)
    return _page(request, found)


@for_roles(*OFFICE_ROLES)
@require_POST
def act(request: HttpRequest, request_id: UUID, verb: str) -> HttpResponse:
    """Do what a button of the desk stands for; a form that is not right is shown again."""
    found = _submitted(request, request_id)
    permissions.may_see_as_office(person(request), found).require()
    if verb not in ACTS:
        raise Hidden
    act = ACTS[verb]
    form = act.form(request.POST, prefix=verb)
    if not form.is_valid():
        return _page(request, found, faulty={verb: form}, status=422)
    back = reverse("desk_request", args=[found.pk])
    return carry_out(request, lambda: act.work(request, found, form), done=str(act.done), back=back)


@for_roles(Role.ANALYST)
def enter(request: HttpRequest) -> HttpResponse:
    """Begin a request for somebody who wrote or phoned."""
    form = EntryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user, at, said = person(request), clock.now(), form.cleaned_data
        owner = people.invite(
            email=said["email"],
            name=said["name"],
            organisation=said["organisation"],
            kind=RequesterKind(said["kind"]),
            by=user,
            at=at,
        )
        made = drafts.begin(owner=owner, by=user, at=at, channel=Channel(said["channel"]))
        return redirect("request_edit", made.pk, "purpose")
    return render(request, "desk/enter.html", {"form": form})


def _submitted(request: HttpRequest, request_id: UUID) -> DataRequest:
    found = data_request_of(request, request_id)
    if found.state == State.DRAFT:
        raise Hidden
    return found


def _page(
    request: HttpRequest, found: DataRequest, *, faulty: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    user = person(request)
    denial = selectors.denial_in_force(found)
    may_work = bool(permissions.may_work_on(user, found))
    context = {
        "data_request": found,
        "draft": Asked.of_version(found).draft,
        "decided": determinations.current(found, day_of(clock.now())),
        "versions": found.versions.all(),
        "messages_shown": permissions.messages_visible_to(user, found),
        "attachments": found.attachments.filter(removed_at=None),
        "evidence": sorted(found.evidence.items()),
        "offer": found.fee_offers.last(),
        "proposed": selectors.proposed_denial(found),
        "denial": denial,
        "reconsideration": Reconsideration.objects.filter(denial=denial).first() if denial else None,
        "history": history(found.subject, for_office=True),
        "may_work": may_work,
        "can": {
            step.value: allows(step, found.state) and bool(permissions.may_step(user, found, step)) for step in Step
        },
        "could_deny": allows(Step.DENY, found.state),
        "form_of": {
            verb: (faulty or {}).get(verb) or act.form(prefix=verb, initial=_initial(found))
            for verb, act in ACTS.items()
        },
        "faulty": list(faulty or {}),
        "panels": panels_for(Page.DESK, request, found),
    }
    context["acts"] = _offered_acts(context, found, day_of(clock.now()))
    return render(request, "desk/request.html", context, status=status)


def _initial(found: DataRequest) -> dict[str, object]:
    return {"assignee": str(found.assignee_id or ""), "amount": 0}


def _offered_acts(context: dict[str, object], found: DataRequest, on: date) -> list[tuple[str, object, object, object]]:
    """Return the forms that fit the state and the person: verb, title, form and the button's words."""
    can, form_of = context["can"], context["form_of"]
    if not isinstance(can, dict) or not isinstance(form_of, dict):  # both are made above
        return []
    may_work = context["may_work"]
    has_date = found.due_on is not None and on < found.due_on
    offers = (
        (can["ask"], "ask", _("Ask the requester"), _("Send the question")),
        (may_work, "note", _("Note for the office"), _("Keep the note")),
        (can["offer_fee"], "fee", _("Fee"), _("Tell the fee")),
        (may_work and has_date and context["could_deny"], "extend", _("More time"), _("Move the date")),
        (may_work, "evidence-nda", _("Record a non-disclosure agreement"), _("Record")),
        (may_work, "evidence-proposal", _("Record a research proposal"), _("Record")),
        (can["answer_publicly"], "answer-publicly", _("Answer by public data"), _("Close with this answer")),
        (may_work and context["could_deny"] and not context["proposed"], "propose-denial", _("Deny"), _("Propose")),
    )
    return [(verb, title, form_of[verb], button) for is_open, verb, title, button in offers if is_open]
