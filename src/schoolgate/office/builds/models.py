"""A build and its sealed files."""

import uuid

from django.db import models

from schoolgate.office.builds.transitions import ACTIVE, BuildState
from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.seals.keys import SealedKey
from schoolgate.office.small_groups.models import Case


class Build(models.Model):
    """One try to make a request into a release. `version` is the version of the request that it was made from.

    stage, done, total: how far the work is. reasons: why there is no file, as sentences. findings: what was found
    beside the file (see `findings`). beside: ids of the builds that were out when it was made, with which it was
    protected or compared. out_at: when a copy first left the office. small_groups: the case by which people decided
    that nothing is hidden in it (R46).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="builds")
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=BuildState, default=BuildState.QUEUED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    zeros_reviewed = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stage = models.CharField(max_length=60, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list)

    release_id = models.CharField(max_length=40, blank=True)
    built_on = models.DateField(null=True)
    lane = models.CharField(max_length=20, blank=True)
    policy = models.CharField(max_length=60, blank=True)
    snapshot = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField(default=0)
    withheld = models.PositiveIntegerField(null=True)
    findings = models.JSONField(default=list)
    beside = models.JSONField(default=list)
    small_groups = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="builds")
    out_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ("request", "number")
        constraints = (
            models.UniqueConstraint(fields=("request", "number"), name="one_build_of_a_number"),
            models.UniqueConstraint(
                fields=("request",),
                condition=models.Q(state__in=sorted(ACTIVE)),
                name="one_build_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.request}, build {self.number}"

    @property
    def subject(self) -> str:
        """The name of the build in the ledger."""
        return f"build:{self.pk}"


class BuildFile(models.Model):
    """One file of a release as it was built, sealed under `key`. `for_staff`: it is never handed out."""

    build = models.ForeignKey(Build, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    for_staff = models.BooleanField()
    key = SealedKey()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("for_staff", "name")
        constraints = (models.UniqueConstraint(fields=("build", "name"), name="one_file_of_a_name"),)

    def __str__(self) -> str:
        return self.name
