"""One's own students, and questions from outside on their way to the office."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.errors import Hidden
from schoolgate.office.handovers import actions as handing
from schoolgate.office.handovers import permissions as handover_permissions
from schoolgate.office.handovers.models import Handover, HandoverState
from schoolgate.office.people.models import OFFICE_ROLES, Role
from schoolgate.office.requests.models import Referral
from schoolgate.office.students import actions, permissions, selectors
from schoolgate.office.students.actions import Format
from schoolgate.office.students.selectors import USUAL, OwnStudents
from schoolgate.policy.versions import current_pack
from schoolgate.portal.access import for_roles, person
from schoolgate.portal.acts import carry_out
from schoolgate.portal.staff.forms import FormatForm, HandOverForm, WantedForm

_ROWS = 50
_MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@for_roles(Role.SCHOOL_STAFF)
def own_students(request: HttpRequest) -> HttpResponse:
    """Show the students of one's school or classes, by year, with the columns that one may see."""
    user, at = person(request), clock.now()
    answer = permissions.may_see_own_students(user)
    if not answer:
        return render(request, "staff/not_linked.html", {"reason": answer.reason}, status=403)
    snapshot = selectors.student_store().snapshot()
    years = snapshot.school_years()
    usual = {"year": [str(max(years))], "columns": list(USUAL)}
    form = WantedForm(request.GET if request.GET.get("year") else _as_chosen(usual), current_pack(day_of(at)), years)
    shown = selectors.own_students(user, form.wanted(), at=at) if form.is_valid() else None
    context = {"form": form, "shown": shown, "page_of_rows": _rows(request, shown), "chosen": form.data}
    return render(request, "staff/own_students.html", context, status=200 if form.is_valid() else 422)


@for_roles(Role.SCHOOL_STAFF)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Send one's own students as a file."""
    user, at = person(request), clock.now()
    permissions.may_see_own_students(user).require()
    form = WantedForm(request.POST, current_pack(day_of(at)), selectors.student_store().snapshot().school_years())
    kind = FormatForm(request.POST)
    if not (form.is_valid() and kind.is_valid()):
        return redirect("own_students")
    chosen, wanted = Format(kind.cleaned_data["format"]), form.wanted()
    content = actions.export(user=user, wanted=wanted, kind=chosen, at=at)
    answer = HttpResponse(content, content_type=_MEDIA_TYPES[chosen])
    answer["Content-Disposition"] = f'attachment; filename="own-students-{wanted.school_year}.{chosen.value}"'
    answer["Cache-Control"] = "no-store"
    return answer


@for_roles(Role.SCHOOL_STAFF)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Hand a question from outside to the office, in one step."""
    user = person(request)
    form = HandOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = handing.hand_over(question=form.question(), by=user, at=clock.now())
        return render(request, "staff/handed_over.html", {"made": made, "is_referral": isinstance(made, Referral)})
    context = {"form": form, "page_of_rows": _page(request, handover_permissions.visible_to(user).filter(by=user))}
    return render(request, "staff/hand_over.html", context, status=422 if form.errors else 200)


@for_roles(*OFFICE_ROLES)
def handovers(request: HttpRequest) -> HttpResponse:
    """List the questions that schools handed over, those that wait first."""
    user = person(request)
    rows = handover_permissions.visible_to(user)
    context = {
        "waiting": rows.filter(state=HandoverState.OPEN),
        "page_of_rows": _page(request, rows.exclude(state=HandoverState.OPEN)),
        "may_settle": bool(handover_permissions.may_settle(user)),
    }
    return render(request, "staff/handovers.html", context)


@for_roles(*OFFICE_ROLES)
@require_POST
def settle(request: HttpRequest, handover_id: int, verb: str) -> HttpResponse:
    """Take a question up as a request, or set it aside."""
    user, at = person(request), clock.now()
    found = handover_permissions.visible_to(user).filter(pk=handover_id).first()
    if found is None or verb not in {"take", "set-aside"}:
        raise Hidden
    back = reverse("handovers")
    if verb == "set-aside":
        return carry_out(
            request, lambda: handing.set_aside(handover=found, by=user, at=at), done=_("Set aside."), back=back
        )
    return _taken(request, found, back)


def _taken(request: HttpRequest, found: Handover, back: str) -> HttpResponse:
    user, at = person(request), clock.now()
    done = _("Entered as a request of theirs. Complete it with them, and submit it.")
    answer = carry_out(request, lambda: handing.take_up(handover=found, by=user, at=at), done=done, back=back)
    found.refresh_from_db()
    if found.request is not None and found.settled_by_id == user.pk:
        return redirect("request_edit", found.request.pk, "purpose")
    return answer


def _as_chosen(values: dict[str, list[str]]) -> QueryDict:
    chosen = QueryDict(mutable=True)
    for name, each in values.items():
        chosen.setlist(name, each)
    return chosen


def _rows(request: HttpRequest, shown: OwnStudents | None) -> object:
    if shown is None or shown.dataset is None:
        return None
    names = [column.name for column in shown.dataset.columns]
    columns = [shown.dataset.table.column(name).to_pylist() for name in names]
    rows = list(zip(*columns, strict=True))
    return _page(request, rows)


def _page(request: HttpRequest, rows: QuerySet[Handover] | list[tuple[object, ...]]) -> object:
    return Paginator(rows, _ROWS).get_page(request.GET.get("page"))
