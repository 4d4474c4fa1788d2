"""Names the part to Django, and adds its entries to the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    """The part `staff` of the portal."""

    name = "schoolgate.portal.staff"
    label = "portal_staff"

    def ready(self) -> None:
        """Add the entries of the header. Imported here: records can't be read before every part is named."""
        from schoolgate.office.people.models import Role, User
        from schoolgate.portal import navigation
        from schoolgate.portal.navigation import Viewer

        def is_school_staff(viewer: Viewer) -> bool:
            return isinstance(viewer, User) and viewer.has_role(Role.SCHOOL_STAFF)

        def is_analyst(viewer: Viewer) -> bool:
            return isinstance(viewer, User) and viewer.has_role(Role.ANALYST)

        navigation.register(navigation.Entry("own_students", _("Your students"), is_school_staff, 32))
        navigation.register(navigation.Entry("hand_over", _("Somebody asked me"), is_school_staff, 34))
        navigation.register(navigation.Entry("handovers", _("From schools"), is_analyst, 44))
