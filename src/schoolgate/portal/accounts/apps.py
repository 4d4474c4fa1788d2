"""Names the part to Django, and adds its entries to the header."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The part `accounts` of the portal."""

    name = "schoolgate.portal.accounts"
    label = "portal_accounts"

    def ready(self) -> None:
        """Add the entries of the header. Imported here: records can't be read before every part is named."""
        from schoolgate.portal import navigation

        navigation.register(navigation.Entry("account", _("My account"), navigation.is_signed_in, 90))
