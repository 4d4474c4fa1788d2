"""Names the part to Django, and adds its people to a demonstration."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The part `people` of the office."""

    name = "schoolgate.office.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the people. Imported here: records can't be read before every part is named."""
        from schoolgate.office import scenes
        from schoolgate.office.people import seeds

        scenes.register("people", seeds.plant, 0)
