"""Names the part to Django, and adds its entries to the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    """The part `requests` of the portal."""

    name = "schoolgate.portal.requests"
    label = "portal_requests"

    def ready(self) -> None:
        """Add the entries of the header. Imported here: records can't be read before every part is named."""
        from schoolgate.portal import navigation

        navigation.register(navigation.Entry("home", _("My requests"), navigation.is_signed_in, 30))
