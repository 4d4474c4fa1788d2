"""The rows of the ledger and of the disclosure log. Triggers in the database refuse to change or delete either."""

from django.db import models


class LedgerRow(models.Model):
    """One thing that happened. `digest` covers every other column and the digest of the row before.

    number: 1 for the first row, without gaps. event: a stable word such as `request.submitted`. subject: what it
    happened to, such as `request:<id>`. details: a JSON document as text, for its bytes are what was hashed.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    event = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, db_index=True)
    actor = models.CharField(max_length=80, db_index=True)
    actor_name = models.CharField(max_length=200)
    actor_position = models.CharField(max_length=200, blank=True)
    details = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.event} {self.subject}"


class LedgerHead(models.Model):
    """The one row that says where the chain ends: what is cut off its end is missed, and writers wait in line."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    number = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


class DisclosureKind(models.TextChoices):
    """Whether data went out, or was only asked for: a request that is denied is logged too (34 CFR 99.32)."""

    REQUESTED = "requested"
    RELEASED = "released"


class Disclosure(models.Model):
    """One student's line in the disclosure log, with the fields of 603 CMR 23.07(1).

    student_code: a keyed code of the student number, by which lines are found. student_sealed: the number itself,
    sealed. ledger_number: the row of the ledger that covers this line. signature: the releaser's authenticated
    signature, in words. interest: the legitimate interest or the basis that was claimed.
    """

    student_code = models.CharField(max_length=64, db_index=True)
    student_sealed = models.BinaryField()
    kind = models.CharField(max_length=10, choices=DisclosureKind)
    at = models.DateTimeField()
    subject = models.CharField(max_length=80, db_index=True)
    releaser_name = models.CharField(max_length=200)
    releaser_position = models.CharField(max_length=200, blank=True)
    signature = models.CharField(max_length=300, blank=True)
    recipient_name = models.CharField(max_length=200)
    recipient_position = models.CharField(max_length=200, blank=True)
    recipient_affiliation = models.CharField(max_length=200, blank=True)
    parts = models.TextField()
    purpose = models.TextField()
    interest = models.TextField(blank=True)
    ledger_number = models.BigIntegerField(db_index=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("ledger_number", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
