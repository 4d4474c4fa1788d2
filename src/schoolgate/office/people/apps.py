"""Names the part to Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The part `people` of the office."""

    name = "schoolgate.office.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
