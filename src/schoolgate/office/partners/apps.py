"""Names the part to Django, and adds its evidence and its scene."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """The part `partners` of the office."""

    name = "schoolgate.office.partners"
    label = "partners"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add both. Imported here: records can't be read before every part is named."""
        from schoolgate.office import scenes
        from schoolgate.office.partners import evidence, seeds
        from schoolgate.office.requests import evidence as request_evidence

        request_evidence.register(evidence.source)
        scenes.register("partners", seeds.plant, 50)
