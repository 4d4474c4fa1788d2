"""Names the part to Django."""

from django.apps import AppConfig


class ClosuresConfig(AppConfig):
    """The part `closures` of the office."""

    name = "schoolgate.office.closures"
    label = "closures"
    default_auto_field = "django.db.models.BigAutoField"
