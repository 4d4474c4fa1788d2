"""Votes on a build, and the exception that a build may need."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolgate.office.builds.models import Build
from schoolgate.office.people.models import User


class Verdict(models.TextChoices):
    """What a reviewer says of a build."""

    APPROVE = "approve", _("approve")
    EXCEPT = "except", _("approve as an exception, with a reason")
    RETURN = "return", _("return for rework")


class Vote(models.Model):
    """One reviewer's word on a build. answers: the checklist, by the question's key."""

    build = models.ForeignKey(Build, on_delete=models.PROTECT, related_name="votes")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    answers = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=("build", "reviewer"), name="one_vote_of_a_reviewer"),)

    def __str__(self) -> str:
        return f"{self.build}: {self.reviewer}"


class Outcome(models.TextChoices):
    """What two votes come to."""

    APPROVED = "approved", _("approved")
    EXCEPTION = "exception", _("approved as an exception, if a releaser agrees")
    RETURNED = "returned", _("returned")


class Decision(models.Model):
    """What the votes on a build came to. granted: what a releaser said of the exception; None while nobody has."""

    build = models.OneToOneField(Build, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome)
    at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(null=True)
    granted_words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.build}: {self.outcome}"

    @property
    def may_leave(self) -> bool:
        """Whether the build may be delivered, as far as review goes."""
        return self.outcome == Outcome.APPROVED or (self.outcome == Outcome.EXCEPTION and self.granted is True)
