"""Which state of a delivery allows which step: one table."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schoolgate.office.errors import NotNow


class DeliveryState(models.TextChoices):
    """Where a recipient's copy is in its life."""

    OPEN = "open", gettext_lazy("can be downloaded")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")
    DESTROYED = "destroyed", gettext_lazy("destroyed")


class DeliveryStep(models.TextChoices):
    """What can be done with a recipient's copy."""

    ACCEPT = "accept", gettext_lazy("accept the terms")
    DOWNLOAD = "download", gettext_lazy("download")
    WITHDRAW = "withdraw", gettext_lazy("withdraw")
    CERTIFY = "certify", gettext_lazy("certify destruction")


SOURCES: dict[DeliveryStep, frozenset[DeliveryState]] = {
    DeliveryStep.ACCEPT: frozenset({DeliveryState.OPEN}),
    DeliveryStep.DOWNLOAD: frozenset({DeliveryState.OPEN}),
    DeliveryStep.WITHDRAW: frozenset({DeliveryState.OPEN}),
    DeliveryStep.CERTIFY: frozenset({DeliveryState.OPEN, DeliveryState.WITHDRAWN}),
}


def require(step: DeliveryStep, state: str) -> None:
    """Raise NotNow where a state does not allow a step."""
    if DeliveryState(state) not in SOURCES[step]:
        words = {"state": DeliveryState(state).label, "step": step.label}
        raise NotNow([_("The copy is “%(state)s”, which does not allow: %(step)s.") % words])
