"""One's own requests."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from schoolgate.office.requests import selectors
from schoolgate.portal.access import data_request_of, person, signed_in
from schoolgate.portal.panels import Page, panels_for


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """List one's own requests."""
    return render(request, "requests/home.html", {"own": selectors.own_requests(person(request))})


@signed_in
def show(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show how a request stands."""
    found = data_request_of(request, request_id)
    context = {"data_request": found, "panels": panels_for(Page.REQUESTER, request, found)}
    return render(request, "requests/request.html", context)
