"""Names the part to Django, and adds its entry to the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerPagesConfig(AppConfig):
    """The part `ledger` of the portal."""

    name = "schoolgate.portal.ledger"
    label = "portal_ledger"

    def ready(self) -> None:
        """Add the entry of the header. Imported here: records can't be read before every part is named."""
        from schoolgate.office.people.models import User
        from schoolgate.office.people.permissions import may_read_ledger
        from schoolgate.portal import navigation
        from schoolgate.portal.navigation import Viewer

        def reads_ledger(viewer: Viewer) -> bool:
            return isinstance(viewer, User) and bool(may_read_ledger(viewer))

        navigation.register(navigation.Entry("ledger", _("Ledger"), reads_ledger, 60))
