"""What keeps data in at a family's or a court's word: court papers that bar somebody, and directory opt-outs.

A student number and an address are looked for by a form that is sent, so that no page's address and no log holds them.
"""

from typing import TypeVar

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schoolgate.core import SchoolYear
from schoolgate.office import clock
from schoolgate.office.consents import identities, permissions, selectors
from schoolgate.office.consents.actions import bars
from schoolgate.office.consents.models import CustodyBar, OptOut
from schoolgate.office.errors import Hidden
from schoolgate.office.people.models import Role
from schoolgate.portal.access import for_roles, person
from schoolgate.portal.acts import carry_out
from schoolgate.portal.consents.forms import BarForm, FindBarForm, NumberForm, OptOutForm

_PAGE = 50
_FIND = "find"
_RowT = TypeVar("_RowT", bound=Model)


@for_roles(*permissions.READERS)
def custody(request: HttpRequest) -> HttpResponse:
    """List the court papers, find one, and write one down."""
    is_search, is_new = _asked(request, "words")
    form = BarForm(request.POST if is_new else None)
    find = FindBarForm(request.POST if is_search else None, prefix=_FIND)
    if is_new and form.is_valid():
        said = form.cleaned_data
        bars.bar(
            student_number=said["number"], email=said["email"], paper=said["paper"], by=person(request), at=clock.now()
        )
        messages.success(request, _("Written down. Their links have ended, and what they signed no longer counts."))
        return redirect("custody")
    words = find.cleaned_data["words"] if find.is_valid() else ""
    page = _page(request, selectors.bars_in_force(words), is_found=bool(words))
    rows = [(bar, identities.student_of(bar.student_sealed), identities.email_of(bar.email_sealed)) for bar in page]
    context = {"form": form, "find": find, "is_found": bool(words), "page_of_rows": page, "rows": rows}
    return render(request, "consents/custody.html", context | {"may_keep": bool(permissions.may_keep(person(request)))})


@for_roles(Role.ANALYST)
@require_POST
def end_bar(request: HttpRequest, bar_id: int) -> HttpResponse:
    """End a bar."""
    bar = CustodyBar.objects.filter(pk=bar_id).first()
    if bar is None:
        raise Hidden
    return carry_out(
        request,
        lambda: bars.end_bar(bar=bar, by=person(request), at=clock.now()),
        done=_("The bar has ended."),
        back=reverse("custody"),
    )


@for_roles(*permissions.READERS)
def opt_outs(request: HttpRequest) -> HttpResponse:
    """List the families that opted out of directory information, find one, and write one down."""
    is_search, is_new = _asked(request, "number")
    form = OptOutForm(request.POST if is_new else None)
    find = NumberForm(request.POST if is_search else None, prefix=_FIND)
    if is_new and form.is_valid():
        said = form.cleaned_data
        return carry_out(
            request,
            lambda: bars.opt_out(
                student_number=said["number"], school_year=said["school_year"], by=person(request), at=clock.now()
            ),
            done=_("Written down."),
            back=reverse("opt_outs"),
        )
    number = find.cleaned_data["number"] if find.is_valid() else ""
    page = _page(request, selectors.opt_outs_in_force(number), is_found=bool(number))
    rows = [(one, identities.student_of(one.student_sealed), str(SchoolYear(one.school_year_ends_in))) for one in page]
    context = {"form": form, "find": find, "is_found": bool(number), "page_of_rows": page, "rows": rows}
    return render(
        request, "consents/opt_outs.html", context | {"may_keep": bool(permissions.may_keep(person(request)))}
    )


@for_roles(Role.ANALYST)
@require_POST
def take_back(request: HttpRequest, opt_out_id: int) -> HttpResponse:
    """Take an opt-out back."""
    found = OptOut.objects.filter(pk=opt_out_id).first()
    if found is None:
        raise Hidden
    return carry_out(
        request,
        lambda: bars.take_back_opt_out(opt_out=found, by=person(request), at=clock.now()),
        done=_("Taken back."),
        back=reverse("opt_outs"),
    )


def _asked(request: HttpRequest, field: str) -> tuple[bool, bool]:
    """Return whether something is looked for, and whether something is written down."""
    is_search = request.method == "POST" and f"{_FIND}-{field}" in request.POST
    return is_search, request.method == "POST" and not is_search


def _page(request: HttpRequest, rows: QuerySet[_RowT], *, is_found: bool) -> Page[_RowT]:
    """Return a page of rows; what was found is on one, for its next page could not be asked for again."""
    return Paginator(rows, max(1, rows.count()) if is_found else _PAGE).get_page(request.GET.get("page"))
