"""Copies of a release in people's hands."""

import uuid

from django.db import models

from schoolgate.office.builds.models import Build
from schoolgate.office.deliveries.transitions import DeliveryState
from schoolgate.office.people.models import User
from schoolgate.office.seals.keys import SealedKey


class Delivery(models.Model):
    """One recipient's copy of a build: a sealed archive under `key`, and what became of it.

    mark: the number by which this copy is told from the others; it stands in its note, its spreadsheet and its
    manifest. terms: what the recipient is shown and accepts. until: the last day of download. destroy_by: the day by
    which it must be destroyed, None for counts of groups. checked_on: the day on which its ground was last looked at.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    build = models.ForeignKey(Build, on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deliveries")
    mark = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.OPEN)
    key = SealedKey(unique=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    terms = models.TextField()
    until = models.DateField()
    most_downloads = models.PositiveSmallIntegerField()
    destroy_by = models.DateField(null=True, db_index=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    signature = models.CharField(max_length=200)
    checked_on = models.DateField()
    accepted_at = models.DateTimeField(null=True)
    accepted_as = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    destroyed_on = models.DateField(null=True)
    destroyed_how = models.CharField(max_length=300, blank=True)
    certified_at = models.DateTimeField(null=True)
    certified_as = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-released_at", "mark")
        constraints = (
            models.UniqueConstraint(fields=("build", "recipient"), name="one_copy_of_a_build_for_each_recipient"),
        )

    def __str__(self) -> str:
        return self.mark

    @property
    def subject(self) -> str:
        """The name of the copy in the ledger."""
        return f"delivery:{self.pk}"

    @property
    def file_name(self) -> str:
        """The name of the archive."""
        return f"{self.build.request.reference}-{self.mark}.zip"


class Download(models.Model):
    """One download of a copy, counted when it begins.

    sent_at: when the last byte was handed to the network, None for a download that is going on or was cut off.
    repeated_at: when one that was cut off began once more, which is not counted again.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="downloads")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    repeated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.delivery} {self.at:%Y-%m-%d %H:%M}"
