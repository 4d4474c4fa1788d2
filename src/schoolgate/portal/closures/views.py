"""The days on which the office is closed."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schoolgate.office import clock
from schoolgate.office.calendar import business_calendar
from schoolgate.office.clock import day_of
from schoolgate.office.closures import actions, permissions, selectors
from schoolgate.office.closures.models import OfficeClosure
from schoolgate.office.people.models import OFFICE_ROLES
from schoolgate.portal.access import for_roles, person
from schoolgate.portal.acts import carry_out
from schoolgate.portal.closures import tasks
from schoolgate.portal.closures.forms import ClosureForm

_HOLIDAYS = 12


@for_roles(*OFFICE_ROLES)
def closures(request: HttpRequest) -> HttpResponse:
    """Show the closures and the holidays to come; enter a closure."""
    user = person(request)
    form = ClosureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        permissions.may_keep_closures(user).require()
        if form.is_valid():
            said = form.cleaned_data
            done = _("Entered. The dates of open requests are counted anew, and each says why.")

            def work() -> None:
                with transaction.atomic():
                    actions.enter(**said, by=user, at=clock.now())
                    transaction.on_commit(tasks.count_clocks_anew.enqueue)

            return carry_out(request, work, done=done, back=reverse("closures"))
    on, calendar = day_of(clock.now()), business_calendar()
    coming = sorted(day for day in calendar.legal_holidays if day >= on)[:_HOLIDAYS]
    context = {
        "form": form,
        "closures": selectors.in_force(),
        "holidays": [(day, calendar.legal_holidays[day]) for day in coming],
        "may_keep": bool(permissions.may_keep_closures(user)),
    }
    return render(request, "closures/closures.html", context, status=422 if form.errors else 200)


@for_roles(*OFFICE_ROLES)
@require_POST
def take_back(request: HttpRequest, closure_id: int) -> HttpResponse:
    """Take a closure back."""
    found = get_object_or_404(OfficeClosure, pk=closure_id)

    def work() -> None:
        with transaction.atomic():
            actions.take_back(closure=found, by=person(request), at=clock.now())
            transaction.on_commit(tasks.count_clocks_anew.enqueue)

    done = _("Taken back. The dates of open requests are counted anew.")
    return carry_out(request, work, done=done, back=reverse("closures"))
