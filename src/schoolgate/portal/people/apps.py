"""Names the part to Django, and adds its entry to the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeoplePagesConfig(AppConfig):
    """The part `people` of the portal."""

    name = "schoolgate.portal.people"
    label = "portal_people"

    def ready(self) -> None:
        """Add the entry of the header. Imported here: records can't be read before every part is named."""
        from schoolgate.office.people.models import User
        from schoolgate.office.people.permissions import may_manage_people
        from schoolgate.portal import navigation
        from schoolgate.portal.navigation import Viewer

        def manages_people(viewer: Viewer) -> bool:
            return isinstance(viewer, User) and bool(may_manage_people(viewer))

        navigation.register(navigation.Entry("people", _("Setup"), manages_people, 70))
