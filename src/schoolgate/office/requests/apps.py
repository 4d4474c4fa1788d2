"""Names the part to Django, and adds what it does now and then."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """The part `requests` of the office."""

    name = "schoolgate.office.requests"
    label = "requests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the step of the tick. Imported here: records can't be read before every part is named."""
        from schoolgate.office import tick
        from schoolgate.office.requests.upkeep import refresh_open_requests

        tick.register(tick.Step("clocks of open requests", refresh_open_requests, 100))
