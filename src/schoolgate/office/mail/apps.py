"""Names the part to Django, and adds what it does now and then."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """The part `mail` of the office."""

    name = "schoolgate.office.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the step of the tick. Imported here: records can't be read before every part is named."""
        from schoolgate.office import tick
        from schoolgate.office.mail.sending import send_due

        tick.register(tick.Step("mail", lambda at: send_due(at=at), 1_000))
