"""Names the part to Django; adds its entry to the header and its panel."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentsConfig(AppConfig):
    """The part `consents` of the portal."""

    name = "schoolgate.portal.consents"
    label = "portal_consents"

    def ready(self) -> None:
        """Add them. Imported here: records can't be read before every part is named."""
        from schoolgate.portal import histories, navigation, panels
        from schoolgate.portal.consents import panel

        navigation.register(navigation.Entry("consents", _("Consents"), panel.may_see_consents, 55))
        panels.register(panels.Panel("consents", panels.Page.DESK, "consents/_panel.html", panel.consents_of, 45))
        histories.EVENTS.update(panel.EVENTS)
