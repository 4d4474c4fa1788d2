"""A question that somebody outside asked a school, and that the school handed to the office."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest


class HandoverState(models.TextChoices):
    """Where a question stands."""

    OPEN = "open", _("waiting for the office")
    TAKEN = "taken", _("entered as a request")
    SET_ASIDE = "set_aside", _("set aside")


class Handover(models.Model):
    """One question: who asked, what, and who in the school handed it over. `request` is what became of it."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handovers")
    at = models.DateTimeField()
    asker_name = models.CharField(max_length=200)
    asker_email = models.EmailField()
    asker_organisation = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=HandoverState, default=HandoverState.OPEN, db_index=True)
    request = models.ForeignKey(DataRequest, on_delete=models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.asker_name}, {self.at:%Y-%m-%d}"

    @property
    def subject(self) -> str:
        """The name of the question in the ledger."""
        return f"handover:{self.pk}"
