"""Names the part to Django, and adds its entries to the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The part `desk` of the portal."""

    name = "schoolgate.portal.desk"
    label = "portal_desk"

    def ready(self) -> None:
        """Add the entries of the header. Imported here: records can't be read before every part is named."""
        from schoolgate.portal import navigation

        navigation.register(navigation.Entry("desk", _("Desk"), navigation.is_office, 40))
