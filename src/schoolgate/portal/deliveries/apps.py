"""Names the part to Django, and adds its entry to the header and its panels to a request's pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveriesConfig(AppConfig):
    """The part `deliveries` of the portal."""

    name = "schoolgate.portal.deliveries"
    label = "portal_deliveries"

    def ready(self) -> None:
        """Add them. Imported here: records can't be read before every part is named."""
        from schoolgate.portal import navigation, panels
        from schoolgate.portal.deliveries import desk, views

        navigation.register(navigation.Entry("deliveries", _("My data"), views.has_copies, 35))
        panels.register(panels.Panel("copies", panels.Page.REQUESTER, "deliveries/_own_panel.html", views.panel, 10))
        panels.register(panels.Panel("copies", panels.Page.DESK, "deliveries/_desk_panel.html", desk.panel, 70))
