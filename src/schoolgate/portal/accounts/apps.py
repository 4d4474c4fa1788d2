"""Names the part to Django, and adds its entries to the header and what it does now and then."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The part `accounts` of the portal."""

    name = "schoolgate.portal.accounts"
    label = "portal_accounts"

    def ready(self) -> None:
        """Add them. Imported here: records can't be read before every part is named."""
        from schoolgate.office import tick
        from schoolgate.portal import navigation
        from schoolgate.portal.accounts.upkeep import forget_sessions, forget_work

        tick.register(tick.Step("sessions that are over", forget_sessions, 910))
        tick.register(tick.Step("work of long ago", forget_work, 920))
        navigation.register(navigation.Entry("account", _("My account"), navigation.is_signed_in, 90))
