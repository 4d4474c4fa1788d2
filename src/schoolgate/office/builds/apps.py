"""Names the part to Django, and adds what it does now and then."""

from django.apps import AppConfig


class BuildsConfig(AppConfig):
    """The part `builds` of the office."""

    name = "schoolgate.office.builds"
    label = "builds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the step of the tick. Imported here: records can't be read before every part is named."""
        from schoolgate.office import tick
        from schoolgate.office.builds.upkeep import revive

        tick.register(tick.Step("builds that were cut off", lambda at: revive(at=at), 200))
