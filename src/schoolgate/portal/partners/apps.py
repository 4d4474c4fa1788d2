"""Names the part to Django, and adds its entry to the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """The part `partners` of the portal."""

    name = "schoolgate.portal.partners"
    label = "portal_partners"

    def ready(self) -> None:
        """Add the entry. Imported here: records can't be read before every part is named."""
        from schoolgate.portal import navigation

        navigation.register(navigation.Entry("partners", _("Partners"), navigation.is_office, 57))
