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
        from schoolgate.portal import navigation
        from schoolgate.portal.navigation import Viewer
        from schoolgate.portal.people.views import READERS

        def reads_people(viewer: Viewer) -> bool:
            return isinstance(viewer, User) and viewer.has_role(*READERS)

        navigation.register(navigation.Entry("people", _("Setup"), reads_people, 70))
