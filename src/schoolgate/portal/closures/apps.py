"""Names the part to Django."""

from django.apps import AppConfig


class ClosurePagesConfig(AppConfig):
    """The part `closures` of the portal. Its page is reached from that of people: both are a steward's set-up."""

    name = "schoolgate.portal.closures"
    label = "portal_closures"
