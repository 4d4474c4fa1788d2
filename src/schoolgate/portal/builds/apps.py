"""Names the part to Django, and adds its panel to the desk's page of a request."""

from django.apps import AppConfig


class BuildsConfig(AppConfig):
    """The part `builds` of the portal."""

    name = "schoolgate.portal.builds"
    label = "portal_builds"

    def ready(self) -> None:
        """Add the panel. Imported here: records can't be read before every part is named."""
        from schoolgate.portal import panels
        from schoolgate.portal.builds.views import panel

        panels.register(panels.Panel("build", panels.Page.DESK, "builds/_panel.html", panel, 50))
