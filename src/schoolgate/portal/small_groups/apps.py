"""Names the part to Django, and adds its panels to a request's pages."""

from django.apps import AppConfig


class SmallGroupsConfig(AppConfig):
    """The part `small_groups` of the portal."""

    name = "schoolgate.portal.small_groups"
    label = "portal_small_groups"

    def ready(self) -> None:
        """Add them. Imported here: records can't be read before every part is named."""
        from schoolgate.portal import panels
        from schoolgate.portal.panels import Page
        from schoolgate.portal.small_groups import views

        panels.register(panels.Panel("small_groups", Page.DESK, "small_groups/_desk.html", views.desk_panel, 40))
        panels.register(panels.Panel("small_groups", Page.REQUESTER, "small_groups/_own.html", views.own_panel, 40))
