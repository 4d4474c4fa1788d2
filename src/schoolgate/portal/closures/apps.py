"""Names the part to Django, and adds its entry to the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClosurePagesConfig(AppConfig):
    """The part `closures` of the portal."""

    name = "schoolgate.portal.closures"
    label = "portal_closures"

    def ready(self) -> None:
        """Add the entry of the header. Imported here: records can't be read before every part is named."""
        from schoolgate.office.closures.permissions import may_keep_closures
        from schoolgate.office.people.models import User
        from schoolgate.portal import navigation
        from schoolgate.portal.navigation import Viewer

        def keeps_closures(viewer: Viewer) -> bool:
            return isinstance(viewer, User) and bool(may_keep_closures(viewer))

        navigation.register(navigation.Entry("closures", _("Closures"), keeps_closures, 80))
