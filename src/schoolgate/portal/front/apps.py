"""Names the part to Django, and adds its entries to the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontConfig(AppConfig):
    """The part `front` of the portal."""

    name = "schoolgate.portal.front"
    label = "portal_front"

    def ready(self) -> None:
        """Add the entries of the header. Imported here: records can't be read before every part is named."""
        from schoolgate.portal import navigation

        navigation.register(navigation.Entry("public_data", _("Public data"), lambda _viewer: True, 10))
        navigation.register(navigation.Entry("guide", _("What would I need?"), lambda _viewer: True, 20))
