"""Names the part to Django; adds its regular work, what it does when a ground falls, its objection and its scene."""

from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    """The part `deliveries` of the office."""

    name = "schoolgate.office.deliveries"
    label = "deliveries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add them. Imported here: records can't be read before every part is named."""
        from schoolgate.office import scenes, tick
        from schoolgate.office.agreements import falls as agreements
        from schoolgate.office.consents import falls as consents
        from schoolgate.office.deliveries import fallen, seeds, upkeep
        from schoolgate.office.deliveries.selectors import objection_to
        from schoolgate.office.requests import objections

        tick.register(tick.Step("releases whose ground fell", lambda at: upkeep.check_again(at=at), 300))
        tick.register(tick.Step("reminders of destruction", lambda at: upkeep.remind(at=at), 310))
        tick.register(tick.Step("copies that are over", lambda at: upkeep.clear(at=at), 320))
        agreements.register(fallen.agreement_fell)
        consents.register(fallen.consent_withdrawn)
        consents.register_for_opt_outs(fallen.opted_out)
        objections.register(objection_to)
        scenes.register("releases", seeds.plant, 200)
