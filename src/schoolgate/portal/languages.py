"""In which language a page speaks: families choose, everybody else reads English.

Only pages whose every text is translated are offered in another language; a page half in one and half in another would
tell screen readers a wrong language.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

Respond = Callable[[HttpRequest], HttpResponseBase]
FAMILY_PAGES = frozenset({"front", "consent_sign", "consent_thanks", "consent_kept"})
PARAMETER = "language"
_YEAR_SECONDS = 365 * 24 * 60 * 60
_OWN_NAMES = {"en": "English", "es": "Español"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A language in which a page can be read: its code, and its name in itself."""

    code: str
    name: str


@cache
def offered() -> tuple[Offer, ...]:
    """Return the languages that have a compiled catalogue of the office's own texts; English needs none."""
    compiled = [
        code
        for code, _name in settings.LANGUAGES
        if code == settings.LANGUAGE_CODE
        or any((Path(folder) / code / "LC_MESSAGES" / "django.mo").is_file() for folder in settings.LOCALE_PATHS)
    ]
    return tuple(Offer(code, _OWN_NAMES[code]) for code in compiled)


def speak_languages(respond: Respond) -> Respond:
    """Answer a family's page in the language that its address asks for, that was chosen before, or that it reads."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not is_for_families(request.path_info):
            with translation.override(settings.LANGUAGE_CODE):
                return respond(request)
        chosen, codes = request.GET.get(PARAMETER, ""), {offer.code for offer in offered()}
        wanted = chosen if chosen in codes else translation.get_language_from_request(request)
        language = wanted if wanted in codes else settings.LANGUAGE_CODE
        with translation.override(language):
            response = respond(request)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        response.headers["Content-Language"] = language
        if chosen in codes:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=_YEAR_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return answer


def is_for_families(path: str) -> bool:
    """Whether the page at a path can be read in every language that is offered."""
    try:
        return resolve(path).url_name in FAMILY_PAGES
    except Resolver404:
        return False
