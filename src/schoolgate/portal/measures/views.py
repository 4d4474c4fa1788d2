"""The dashboard."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.measures.report import Report, report
from schoolgate.office.people.models import OFFICE_ROLES
from schoolgate.office.requests import queue
from schoolgate.office.requests.words import word
from schoolgate.portal.access import for_roles, person
from schoolgate.portal.measures.charts import Chart, bars
from schoolgate.portal.measures.forms import PeriodForm

_YEAR = timedelta(days=364)


@for_roles(*OFFICE_ROLES)
def measures(request: HttpRequest) -> HttpResponse:
    """Show how the office did in a span of days, by default the last year."""
    on = day_of(clock.now())
    usual = {"first_on": (on - _YEAR).isoformat(), "last_on": on.isoformat()}
    form = PeriodForm(request.GET if request.GET.get("first_on") else usual)
    found = report(form.period()) if form.is_valid() else None
    context = {
        "form": form,
        "report": found,
        "charts": _charts(found) if found else (),
        "backlog": _backlog(found) if found else None,
        "now": queue.standing_counts(person(request), on),
    }
    return render(request, "measures/measures.html", context, status=200 if found else 422)


def _charts(found: Report) -> tuple[Chart, ...]:
    """Return the charts that have something to show, but for the backlog, which has a row of its own."""
    charts = (_turnaround(found), _kept(found), _deflection(found), _denials(found))
    return tuple(chart for chart in charts if chart.bars)


def _turnaround(found: Report) -> Chart:
    values = [(capfirst(str(word(each.lane))), each.median_days, f"{each.median_days:g}") for each in found.lanes]
    return Chart(
        "turnaround",
        _("Business days until the answer, in the middle"),
        _("Kind of data"),
        _("Business days (median)"),
        bars(values),
    )


def _kept(found: Report) -> Chart:
    values = [
        (capfirst(str(word(each.lane))), each.kept_share, f"{each.kept_share:.0f} %")
        for each in found.lanes
        if each.kept_share is not None
    ]
    title = _("Answered by the date, of those with a date")
    return Chart("kept", title, _("Kind of data"), _("Share"), bars(values, full=100))


def _backlog(found: Report) -> Chart:
    values = [(date_format(day, "F j, Y"), float(count), str(count)) for day, count in found.backlog]
    return Chart("backlog", _("Open requests at the end of each month"), _("Day"), _("Open requests"), bars(values))


def _deflection(found: Report) -> Chart:
    deflected = found.deflection
    public = (_("Answered by public data"), float(deflected.answered_publicly), str(deflected.answered_publicly))
    rows = [(capfirst(str(word(redirect))), float(count), str(count)) for redirect, count in deflected.referred]
    values = [public, *rows] if deflected.answered_publicly or rows else []
    return Chart("deflection", _("Questions that needed no release"), _("Where to"), _("Questions"), bars(values))


def _denials(found: Report) -> Chart:
    values = [(capfirst(str(reason.label)), float(count), str(count)) for reason, count in found.denials]
    return Chart("denials", _("Denials by reason"), _("Reason"), _("Denials"), bars(values))
