"""Names the part to Django, and adds its evidence."""

from django.apps import AppConfig


class SmallGroupsConfig(AppConfig):
    """The part `small_groups` of the office."""

    name = "schoolgate.office.small_groups"
    label = "small_groups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the source. Imported here: records can't be read before every part is named."""
        from schoolgate.office.requests import evidence as request_evidence
        from schoolgate.office.small_groups import evidence

        request_evidence.register(evidence.source)
