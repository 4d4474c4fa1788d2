"""Names the part to Django, and adds what it does now and then."""

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """The part `limits` of the portal."""

    name = "schoolgate.portal.limits"
    label = "portal_limits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the step. Imported here: records can't be read before every part is named."""
        from schoolgate.office import tick
        from schoolgate.portal.limits.counting import forget

        tick.register(tick.Step("counts of limits that are over", forget, 900))
