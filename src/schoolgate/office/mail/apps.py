"""Names the part to Django, and adds what it does now and then."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """The part `mail` of the office."""

    name = "schoolgate.office.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the steps of the tick. Imported here: records can't be read before every part is named."""
        from schoolgate.office import tick
        from schoolgate.office.mail.sending import send_due
        from schoolgate.office.mail.upkeep import forget_work

        tick.register(tick.Step("work of long ago", forget_work, 920))
        tick.register(tick.Step("mail", lambda at: send_due(at=at), 1_000))
