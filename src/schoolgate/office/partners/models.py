"""The register as it was last taken in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolgate.office.people.models import User


class Part(models.TextChoices):
    """What a line of the register speaks of (R38)."""

    ORGANISATION = "organisation", _("organization")
    PROGRAM = "program", _("program")
    PARTNERSHIP = "partnership", _("partnership")


class RegisterImport(models.Model):
    """A register that was taken in whole. The newest counts, and none before it."""

    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"register of {self.at:%Y-%m-%d}"


class RegisterLine(models.Model):
    """One line. `name` is a program's name, or the id of a school (orgs.sourcedId); empty for the organization."""

    source = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="lines")
    organisation = models.CharField(max_length=200)
    organisation_plain = models.CharField(max_length=200, db_index=True)
    school_year_ends_in = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=12, choices=Part)
    name = models.CharField(max_length=200, blank=True)
    is_registered = models.BooleanField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.organisation}: {self.part} {self.name}"
