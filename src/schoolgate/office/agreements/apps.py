"""Names the part to Django; adds its evidence and what it does now and then."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """The part `agreements` of the office."""

    name = "schoolgate.office.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add both. Imported here: records can't be read before every part is named."""
        from schoolgate.office import scenes, tick
        from schoolgate.office.agreements import evidence, seeds, upkeep
        from schoolgate.office.requests import evidence as request_evidence

        request_evidence.register(evidence.source)
        tick.register(tick.Step("agreements", upkeep.look_after, 50))
        scenes.register("agreements", seeds.plant, 200)
