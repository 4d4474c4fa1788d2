"""Names the part to Django; adds what it does now and then, and its requests to a demonstration."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """The part `requests` of the office."""

    name = "schoolgate.office.requests"
    label = "requests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add both. Imported here: records can't be read before every part is named."""
        from schoolgate.office import scenes, tick
        from schoolgate.office.requests import seeds
        from schoolgate.office.requests.upkeep import clear_half_written, clear_spare, refresh_open_requests

        tick.register(tick.Step("clocks of open requests", refresh_open_requests, 100))
        tick.register(tick.Step("half-written documents", clear_half_written, 800))
        tick.register(tick.Step("documents that no record names", clear_spare, 810))
        scenes.register("requests", seeds.plant, 100)
