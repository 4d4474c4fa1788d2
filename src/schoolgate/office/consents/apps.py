"""Names the part to Django, and adds its evidence and its part of a demonstration."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """The part `consents` of the office."""

    name = "schoolgate.office.consents"
    label = "consents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add both. Imported here: records can't be read before every part is named."""
        from schoolgate.office import scenes
        from schoolgate.office.consents import evidence, seeds
        from schoolgate.office.requests import evidence as request_evidence

        request_evidence.register(evidence.source)
        scenes.register("consents", seeds.plant, 210)
