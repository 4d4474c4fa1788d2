"""What people read when something may not be done, is not there, or went wrong."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schoolgate.core import BadInput, NotAllowed
from schoolgate.office.errors import Forbidden, Hidden, NotNow
from schoolgate.portal.limits.counting import TooMany

_DEADLOCK, _TRIES = "40P01", 3  # SQLSTATE of PostgreSQL; SQLite lets one write at a time and knows none


class AnswerRefusals:
    """Answers the office's refusals with a page that says why, and does again what another was in the way of."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self._respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Return the page of a refusal; None leaves every other error to Django.

        Of two people whose steps wait for each other, the database ends one; nothing of it was written, so it is done
        again.
        """
        if _is_deadlock(error) and _tries(request) < _TRIES:
            return self._again(request)
        if isinstance(error, TooMany):
            return too_many(request, error)
        if isinstance(error, Hidden):
            return page_not_found(request, error)
        if isinstance(error, Forbidden):
            return _refusal(request, HTTPStatus.FORBIDDEN, _("You may not do this"), error.reasons)
        if isinstance(error, NotNow):
            return _refusal(request, HTTPStatus.CONFLICT, _("This can't be done now"), error.reasons)
        if isinstance(error, NotAllowed):
            return _refusal(request, HTTPStatus.CONFLICT, _("This is not allowed"), error.reasons)
        if isinstance(error, BadInput):
            reasons = tuple(f"{fault.message} {fault.mend}" for fault in error.faults)
            return _refusal(request, HTTPStatus.UNPROCESSABLE_ENTITY, _("This can't be used"), reasons)
        return None

    def _again(self, request: HttpRequest) -> HttpResponseBase:
        view = request.resolver_match
        if view is None:
            raise Http404
        try:
            again: HttpResponseBase = view.func(request, *view.args, **view.kwargs)
        except Exception as error:
            answer = self.process_exception(request, error)
            if answer is None:
                raise
            return answer
        return again


def _is_deadlock(error: Exception) -> bool:
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") == _DEADLOCK


def _tries(request: HttpRequest) -> int:
    """Return how often a page was tried, this time included."""
    tried = int(request.META.get("schoolgate.tries", 1))
    request.META["schoolgate.tries"] = tried + 1
    return tried


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's shape
    """Answer a request that is not well formed."""
    return _refusal(request, HTTPStatus.BAD_REQUEST, _("This can't be read"), ())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's shape
    """Answer what somebody may not do."""
    return _refusal(request, HTTPStatus.FORBIDDEN, _("You may not do this"), ())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's shape
    """Answer what is not there, or not for this person."""
    reason = _("There is no such page, or it is not yours to see.")
    return _refusal(request, HTTPStatus.NOT_FOUND, _("Page not found"), (reason,))


def too_many(request: HttpRequest, error: TooMany | None = None) -> HttpResponse:
    """Answer what was done too often; allauth calls this too, and names no time."""
    seconds = error.seconds if error else 60
    minutes = max(1, round(seconds / 60))
    often = _(
        "This was done very often from your account or your network. The office limits it, so that it works for all."
    )
    again = _("Please try again in %(minutes)s minutes.") if minutes > 1 else _("Please try again in a minute.")
    kept = _("If you were writing, go back: your words are still in the form.")
    reasons = (often, again % {"minutes": minutes}, kept)
    answer = _refusal(request, HTTPStatus.TOO_MANY_REQUESTS, _("Too often"), reasons)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's shape
    """Answer a form that did not come from a page of the office."""
    text = _("The form was too old, or came from elsewhere. Go back, load the page again, and send it once more.")
    return _refusal(request, HTTPStatus.FORBIDDEN, _("The form can't be taken"), (text,))


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's shape
    """Answer what went wrong here, with a page that needs nothing."""
    text = _("Something went wrong on our side. Nothing was half-written. Please try again in a moment.")
    language = get_language() or settings.LANGUAGE_CODE
    page = f'<!doctype html><html lang="{language}"><title>Schoolgate</title><h1>{_("Sorry")}</h1><p>{text}</p></html>'
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _refusal(request: HttpRequest, status: HTTPStatus, title: str, reasons: tuple[str, ...]) -> HttpResponse:
    return render(request, "refusal.html", {"title": title, "reasons": reasons}, status=status)
