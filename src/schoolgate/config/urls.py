"""Every address of the office: those for machines that watch it, allauth's, and those of each part of the portal."""

from django.urls import URLPattern, URLResolver, include, path

from schoolgate.config import health, metrics
from schoolgate.config.parts import reached_parts
from schoolgate.portal import refusals

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="health_alive"),
    path("readyz", health.ready, name="health_ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("accounts/", include("allauth.urls")),
    *(path("", include(name)) for name in reached_parts()),
]
handler400 = refusals.bad_request
handler403 = refusals.permission_denied
handler404 = refusals.page_not_found
handler429 = refusals.too_many  # allauth's, which looks for it here
handler500 = refusals.server_error
