"""Consents and what belongs to them. A student's number is sealed; rows are found by its keyed code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolgate.office.people.models import User
from schoolgate.office.seals.keys import SealedKey
from schoolgate.policy.consents import Signer


class ConsentImport(models.Model):
    """A file of consents that was taken in whole; its bytes are sealed under `key`."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    key = SealedKey()
    lines = models.PositiveIntegerField()
    kept = models.PositiveIntegerField()
    revoked = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.name


class Way(models.TextChoices):
    """How a consent came to the office."""

    IMPORT = "import", _("by a file")
    ONLINE = "online", _("signed online")


class ConsentRecord(models.Model):
    """One consent: who, which elements, for whom, for what, signed by whom and when. Never changed but by withdrawal.

    recipient_plain: the recipient in lower case without double spaces, to search by. denied: what was asked and not
    granted. identity: digest of everything but the withdrawal, so that a file taken in twice adds nothing.
    signer_code: keyed code of the signer's address, by which a custody paper is matched. keeper_digest: SHA-256 of the
    token by which the signer comes back. revoked_on: the first day on which it no longer holds.
    """

    student_code = models.CharField(max_length=64, db_index=True)
    student_sealed = models.BinaryField()
    elements = models.JSONField(default=list)
    denied = models.JSONField(default=list)
    recipient = models.CharField(max_length=200)
    recipient_plain = models.CharField(max_length=200, db_index=True)
    purpose = models.CharField(max_length=100)
    signer = models.CharField(max_length=10, blank=True, choices=[(s.value, s.value) for s in Signer])
    signer_name_sealed = models.BinaryField(null=True)
    signer_code = models.CharField(max_length=64, blank=True)
    signed_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    revoked_on = models.DateField(null=True)
    signer_barred = models.BooleanField(default=False)
    way = models.CharField(max_length=10, choices=Way)
    source = models.ForeignKey(ConsentImport, on_delete=models.PROTECT, null=True, related_name="consents")
    identity = models.CharField(max_length=64, unique=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    authentication = models.CharField(max_length=300, blank=True)
    keeper_digest = models.CharField(max_length=64, unique=True, null=True)
    kept_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"consent {self.pk} for {self.recipient}"

    @property
    def subject(self) -> str:
        """The name of the consent in the ledger."""
        return f"consent:{self.pk}"


class ConsentAsk(models.Model):
    """A consent that somebody was asked for through a link that signs once. token_digest: SHA-256 of its token.

    failures: how often the student's birth date was not known. expires_at: when the link ends; expires_on: the last
    day of the consent.
    """

    student_code = models.CharField(max_length=64, db_index=True)
    student_sealed = models.BinaryField()
    elements = models.JSONField()
    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=100)
    signer = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Signer])
    email_sealed = models.BinaryField()
    email_code = models.CharField(max_length=64)
    token_digest = models.CharField(max_length=64, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    expires_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    record = models.OneToOneField(ConsentRecord, on_delete=models.PROTECT, null=True, related_name="ask")

    class Meta:
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"ask {self.pk} for {self.recipient}"


class CustodyBar(models.Model):
    """A court paper that keeps somebody from consenting for a student and from seeing the consents (D4)."""

    student_code = models.CharField(max_length=64, db_index=True)
    student_sealed = models.BinaryField()
    email_sealed = models.BinaryField()
    email_code = models.CharField(max_length=64, db_index=True)
    paper = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-recorded_at",)

    def __str__(self) -> str:
        return f"bar {self.pk}"


class OptOut(models.Model):
    """A student's directory information is not given out in a school year, known by the year in which it ends (D1)."""

    student_code = models.CharField(max_length=64)
    student_sealed = models.BinaryField()
    school_year_ends_in = models.PositiveSmallIntegerField()
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_back_on = models.DateField(null=True)

    class Meta:
        ordering = ("-recorded_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("student_code", "school_year_ends_in"),
                condition=models.Q(taken_back_on=None),
                name="one_opt_out_of_a_year",
            ),
        )

    def __str__(self) -> str:
        return f"opt-out {self.pk}"
