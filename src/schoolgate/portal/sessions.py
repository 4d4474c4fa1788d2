"""Sessions end by themselves, and people with a role need a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from schoolgate.office.people.models import User

Respond = Callable[[HttpRequest], HttpResponseBase]
_BEGAN, _SEEN = "began_at", "seen_at"
_NOTED_EVERY_SECONDS = 60


def end_old_sessions(respond: Respond) -> Respond:
    """Sign people out after a time without a page, and after a longer one whatever happens.

    These are spans of real time: the day a demo believes in does not matter.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            began = request.session.setdefault(_BEGAN, now)
            seen = request.session.get(_SEEN, now)
            if now - seen > settings.SCHOOLGATE_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
                logout(request)
                messages.info(request, _("You were signed out because some time has passed. Please sign in again."))
                return redirect(reverse("account_login"))
            if now - seen > _NOTED_EVERY_SECONDS or _SEEN not in request.session:
                request.session[_SEEN] = now
        return respond(request)

    return answer


def require_second_factor(respond: Respond) -> Respond:
    """Send people with a role to set up a second factor before anything else."""
    open_paths = ("/accounts/", settings.STATIC_URL)

    def answer(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        is_lacking = isinstance(user, User) and user.needs_second_factor and not is_mfa_enabled(user)
        if is_lacking and not request.path.startswith(open_paths):
            messages.warning(request, _("People who work with student data sign in with a second factor. Set one up."))
            return redirect(reverse("mfa_index"))
        return respond(request)

    return answer
