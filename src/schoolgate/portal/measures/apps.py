"""Names the part to Django, and adds its entry to the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeasuresPagesConfig(AppConfig):
    """The part `measures` of the portal."""

    name = "schoolgate.portal.measures"
    label = "portal_measures"

    def ready(self) -> None:
        """Add the entry of the header. Imported here: records can't be read before every part is named."""
        from schoolgate.portal import navigation

        navigation.register(navigation.Entry("measures", _("Measures"), navigation.is_office, 50))
