"""Names the part to Django, and adds its entry to the header and its banner to a request's pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    """The part `requests` of the portal."""

    name = "schoolgate.portal.requests"
    label = "portal_requests"

    def ready(self) -> None:
        """Add both. Imported here: records can't be read before every part is named."""
        from schoolgate.portal import navigation, panels
        from schoolgate.portal.requests import newer_rules

        navigation.register(navigation.Entry("home", _("My requests"), navigation.is_signed_in, 30))
        for page in panels.Page:
            panels.register(panels.Panel("newer_rules", page, "requests/_newer_rules.html", newer_rules.panel, 5))
