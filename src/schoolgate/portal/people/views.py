"""People and their roles, for data stewards; auditors look and change nothing."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schoolgate.core import BadInput
from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.ledger.selectors import rows_about
from schoolgate.office.people import actions, permissions
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests import determinations
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.portal.access import for_roles, person
from schoolgate.portal.acts import carry_out
from schoolgate.portal.people.forms import LinkForm, RoleForm, SearchForm

_PAGE = 50
READERS = (Role.STEWARD, Role.AUDITOR)


@for_roles(*READERS)
def people(request: HttpRequest) -> HttpResponse:
    """List people by name, with their roles."""
    form = SearchForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {"words": "", "role": ""}
    found = User.objects.prefetch_related("grants").order_by("name", "email")
    if words := said["words"].strip():
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words) | Q(organisation__icontains=words))
    if said["role"]:
        found = found.filter(grants__role=said["role"], grants__ended_at=None)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    shown = [
        (each, [grant.get_role_display() for grant in each.grants.all() if grant.ended_at is None]) for each in page
    ]
    return render(request, "people/people.html", {"form": form, "page_of_rows": page, "shown": shown})


@for_roles(*READERS)
def show(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show one person: roles in force and ended, the link to the records, and what happened."""
    user, found = person(request), get_object_or_404(User, pk=user_id)
    return render(request, "people/person.html", _context(user, found))


@for_roles(*READERS)
@require_POST
def grant(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a role."""
    found, form = get_object_or_404(User, pk=user_id), RoleForm(request.POST)

    def work() -> None:
        actions.grant_role(user=found, role=_role(form), by=person(request), at=clock.now())

    return carry_out(request, work, done=_("The role was given."), back=reverse("person", args=[found.pk]))


@for_roles(*READERS)
@require_POST
def end(request: HttpRequest, user_id: int) -> HttpResponse:
    """End a role."""
    found, form = get_object_or_404(User, pk=user_id), RoleForm(request.POST)

    def work() -> None:
        actions.end_role(user=found, role=_role(form), by=person(request), at=clock.now())

    return carry_out(request, work, done=_("The role ended."), back=reverse("person", args=[found.pk]))


@for_roles(*READERS)
@require_POST
def link(request: HttpRequest, user_id: int) -> HttpResponse:
    """Link a member of staff to a person of the records, so that they see their own students."""
    user, found = person(request), get_object_or_404(User, pk=user_id)
    permissions.may_change_roles_of(user, found).require()
    form = LinkForm(request.POST)
    if not form.is_valid():
        return render(request, "people/person.html", {**_context(user, found), "link_form": form}, status=422)
    said, at = form.cleaned_data, clock.now()

    def work() -> None:
        _require_known(said["person_id"])
        kind = RequesterKind(said["kind"])
        actions.link_person(user=found, person_id=said["person_id"], kind=kind, by=user, at=at)

    return carry_out(request, work, done=_("Linked."), back=reverse("person", args=[found.pk]))


def _role(form: RoleForm) -> Role:
    if not form.is_valid():
        raise BadInput.at("role", _("There is no such role."), _("Choose one of the list."), rule="people.role")
    return Role(form.cleaned_data["role"])


def _require_known(person_id: str) -> None:
    """Raise BadInput where the newest records know nobody of that number: a slip would show somebody's students."""
    snapshot = determinations.snapshot()
    if snapshot is None or snapshot.person(person_id, day_of(clock.now())) is None:
        message, mend = _("The records know nobody of this number."), _("Check it in the student information system.")
        raise BadInput.at("person_id", message, mend, rule="people.person")


def _context(user: User, found: User) -> dict[str, object]:
    grants = found.grants.order_by("granted_at")
    snapshot = determinations.snapshot() if found.person_id else None
    return {
        "found": found,
        "held": grants.filter(ended_at=None),
        "ended": grants.exclude(ended_at=None),
        "answer": permissions.may_change_roles_of(user, found),
        "role_form": RoleForm(),
        "link_form": LinkForm(initial={"person_id": found.person_id, "kind": found.kind}),
        "record": snapshot.person(found.person_id, day_of(clock.now())) if snapshot else None,
        "history": rows_about(f"user:{found.pk}").order_by("-number")[:_PAGE],
    }
