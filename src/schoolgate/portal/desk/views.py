"""The queue, and a request as the office sees it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.people.models import OFFICE_ROLES
from schoolgate.office.requests import selectors
from schoolgate.office.requests.selectors import QueueFilter
from schoolgate.portal.access import data_request_of, for_roles, person
from schoolgate.portal.panels import Page, panels_for


@for_roles(*OFFICE_ROLES)
def queue(request: HttpRequest) -> HttpResponse:
    """List the open requests, the most urgent first."""
    rows = selectors.queue(person(request), QueueFilter(), day_of(clock.now()))
    return render(request, "desk/queue.html", {"rows": rows[:100]})


@for_roles(*OFFICE_ROLES)
def show(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show a request with its determination, evidence and thread."""
    found = data_request_of(request, request_id)
    return render(
        request, "desk/request.html", {"data_request": found, "panels": panels_for(Page.DESK, request, found)}
    )
