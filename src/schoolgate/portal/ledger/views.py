"""The ledger for those who may read it. An auditor reads everything here and changes nothing."""

import json

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from schoolgate.office import clock
from schoolgate.office.audits import actions, exports, selectors
from schoolgate.office.audits.exports import Format
from schoolgate.office.ledger.verification import verify as verify_chain
from schoolgate.office.people.models import Role
from schoolgate.portal.access import for_roles, person
from schoolgate.portal.ledger.forms import ExportForm, SearchForm, StudentForm
from schoolgate.portal.ledger.naming import named

_PAGE = 50
_READERS = (Role.AUDITOR, Role.STEWARD)
_LINES = 200
_MEDIA_TYPES = {Format.JSON_LINES: "application/x-ndjson", Format.CSV: "text/csv; charset=utf-8"}


@for_roles(*_READERS)
def search(request: HttpRequest) -> HttpResponse:
    """List what happened, the newest first."""
    form = SearchForm(request.GET)
    looked_for = form.search() if form.is_valid() else selectors.Search()
    page = Paginator(selectors.rows(person(request), looked_for), _PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_of_rows": page, "shown": named(page.object_list)}
    return render(request, "ledger/ledger.html", context)


@for_roles(*_READERS)
def row(request: HttpRequest, number: int) -> HttpResponse:
    """Show one row with everything that was hashed, and the lines of the disclosure log under it."""
    user = person(request)
    found = selectors.row(user, number)
    lines = selectors.lines_under(user, number)
    details = json.dumps(json.loads(found.details), indent=2, ensure_ascii=False, sort_keys=True)
    [shown] = named([found])
    context = {"row": found, "shown": shown, "details": details, "line": lines.first(), "line_count": lines.count()}
    return render(request, "ledger/row.html", context)


@for_roles(*_READERS)
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Read the whole chain again and show what came of it."""
    return render(request, "ledger/verified.html", {"chain": verify_chain(), "at": clock.now()})


@for_roles(*_READERS)
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Send the rows of a span of days as a file."""
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "ledger/export.html", {"form": form}, status=422 if form.errors else 200)
    said, at, kind = form.cleaned_data, clock.now(), Format(form.cleaned_data["format"])
    pieces = actions.export(first_on=said["first_on"], last_on=said["last_on"], kind=kind, by=person(request), at=at)
    answer = StreamingHttpResponse(pieces, content_type=_MEDIA_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{exports.file_name(kind, at)}"'
    answer["Cache-Control"] = "no-store"
    return answer


@for_roles(*_READERS)
@never_cache
def student(request: HttpRequest) -> HttpResponse:
    """Show one student's disclosure log. The number is sent in the form's body, never in an address."""
    form = StudentForm(request.POST if request.method == "POST" else None)
    log = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        log = actions.look_up(student_number=said["student"], why=said["why"], by=person(request), at=clock.now())
    context = {"form": form, "log": log, "shown": log.lines[-_LINES:] if log else ()}
    return render(request, "ledger/student.html", context, status=422 if form.errors else 200)
