"""A closure of the office."""

from django.db import models

from schoolgate.office.people.models import User


class OfficeClosure(models.Model):
    """The office is closed from the first to the last day, both included, until the closure is taken back.

    It is never deleted: the clocks of that time were counted with it.
    """

    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-starts_on", "-id")

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}: {self.reason}"
