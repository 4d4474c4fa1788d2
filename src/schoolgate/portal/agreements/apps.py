"""Names the part to Django; adds its entry to the header, its panels and the words of its events."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """The part `agreements` of the portal."""

    name = "schoolgate.portal.agreements"
    label = "portal_agreements"

    def ready(self) -> None:
        """Add them. Imported here: records can't be read before every part is named."""
        from schoolgate.portal import histories, navigation, panels
        from schoolgate.portal.agreements import words
        from schoolgate.portal.agreements.panels import agreements_of

        navigation.register(navigation.Entry("agreements", _("Agreements"), words.has_agreements, 50))
        histories.EVENTS.update(words.EVENTS)
        for page in panels.Page:
            panels.register(panels.Panel("agreements", page, "agreements/_panel.html", agreements_of, 40))
