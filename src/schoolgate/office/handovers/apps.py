"""Names the part to Django, and adds its questions to a demonstration."""

from django.apps import AppConfig


class HandoversConfig(AppConfig):
    """The part `handovers` of the office."""

    name = "schoolgate.office.handovers"
    label = "handovers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add them. Imported here: records can't be read before every part is named."""
        from schoolgate.office import scenes
        from schoolgate.office.handovers import seeds

        scenes.register("handovers", seeds.plant, 200)
