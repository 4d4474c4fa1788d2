"""Who is at the other end of a request over the web."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from schoolgate.office.errors import Hidden
from schoolgate.office.people.models import Role, User
from schoolgate.office.people.permissions import may_as
from schoolgate.office.requests import selectors
from schoolgate.office.requests.models import DataRequest

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def person(request: HttpRequest) -> User:
    """Return who is signed in. Only for pages that ask for that."""
    if not isinstance(request.user, User):
        raise TypeError("The page is not for people who are not signed in.")
    return request.user


def is_partial(request: HttpRequest) -> bool:
    """Whether the page asks for a part of itself (htmx), rather than a person for the whole."""
    return bool(getattr(request, "htmx", False))


def signed_in(view: View[P]) -> View[P]:
    """Let only people through who are signed in; others are asked to sign in first."""
    guarded: View[P] = login_required(view)
    return guarded


def for_roles(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Let only people through who hold one of the roles."""

    def decorate(view: View[P]) -> View[P]:
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            may_as(person(request), *roles).require()
            return view(request, *args, **kwargs)

        update_wrapper(guarded, view)
        return signed_in(guarded)

    return decorate


def data_request_of(request: HttpRequest, request_id: UUID) -> DataRequest:
    """Return a request that the person may see. Raises Hidden."""
    return selectors.visible(person(request), request_id)


def data_request_named(request: HttpRequest, written: str) -> DataRequest:
    """Return a request that a form names. Raises Hidden, also where what is written is no request's id at all."""
    try:
        return data_request_of(request, UUID(written))
    except ValueError:
        raise Hidden from None
