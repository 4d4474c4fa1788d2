"""Every address of the office: allauth's under /accounts/, and those of each part of the portal."""

from django.urls import URLPattern, URLResolver, include, path

from schoolgate.config.parts import reached_parts
from schoolgate.portal import refusals

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    *(path("", include(name)) for name in reached_parts()),
]
handler400 = refusals.bad_request
handler403 = refusals.permission_denied
handler404 = refusals.page_not_found
handler500 = refusals.server_error
