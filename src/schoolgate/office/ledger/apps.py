"""Names the part to Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The part `ledger` of the office."""

    name = "schoolgate.office.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
