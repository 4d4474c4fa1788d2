"""Agreements, who signed them and how, and the documents beside them."""

import uuid
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolgate.office.agreements.transitions import State
from schoolgate.office.agreements.wordings import Kind
from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.seals.documents import SealedDocument
from schoolgate.office.seals.keys import SealedKey


class Agreement(models.Model):
    """An agreement with one party, for their requests and those of `colleagues`; with `request`, for that one alone.

    terms: what fills the wording's blanks. struck: clauses that were left out. text: the words as they went out for
    signature, never changed from then on; text_sha256 is their digest, which both sides sign. paper_key: the PDF of
    those words, sealed. signed_key: the PDF with its signature page, sealed by the office. ends_on: the last day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    wording_version = models.PositiveSmallIntegerField()
    party = models.ForeignKey(User, on_delete=models.PROTECT, related_name="agreements")
    colleagues = models.ManyToManyField(User, related_name="+", blank=True)
    organisation = models.CharField(max_length=200)
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, null=True, related_name="agreements")
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="renewals")
    purposes = models.JSONField(default=list)
    study_purpose = models.CharField(max_length=40, blank=True)
    terms = models.JSONField(default=dict)
    struck = models.JSONField(default=list)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True, db_index=True)
    destroy_by = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT, db_index=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.JSONField(null=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    paper_key = SealedKey(blank=True)
    signed_key = SealedKey(blank=True)
    sent_at = models.DateTimeField(null=True)
    terminated_on = models.DateField(null=True)
    termination_reason = models.TextField(blank=True)
    end_noted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.organisation}"

    @property
    def subject(self) -> str:
        """The name of the agreement in the ledger."""
        return f"agreement:{self.pk}"

    def is_in_force(self, on: date) -> bool:
        """Whether it is signed by both, has begun, and has neither ended nor been terminated."""
        is_over = self.ends_on is None or self.ends_on < on
        return self.state == State.SIGNED and not is_over and (self.starts_on is None or self.starts_on <= on)


class Side(models.TextChoices):
    """Whose signature it is."""

    REQUESTER = "requester", _("the requester")
    DISTRICT = "district", _("the district")


class Method(models.TextChoices):
    """How it was signed."""

    CLICK = "click", _("signed here, signed in")
    SCAN = "scan", _("signed on paper, the scan checked by staff")


class Signature(models.Model):
    """One side's signature. `authentication` says how the signer was known; `signed_on` is the day on the paper.

    signer: the account that signed, or that checked the paper. name: the signer's name as written under the text.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side)
    method = models.CharField(max_length=5, choices=Method)
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    text_sha256 = models.CharField(max_length=64)
    authentication = models.CharField(max_length=300)
    signed_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=("agreement", "side"), name="one_signature_of_a_side"),)

    def __str__(self) -> str:
        return f"{self.agreement}: {self.side}"


class DocumentKind(models.TextChoices):
    """What lies beside an agreement."""

    SCAN = "scan", _("scan of the signed paper")
    MOU = "mou", _("memorandum of understanding")
    CONTRACT = "contract", _("contract for services")
    OTHER = "other", _("other document")


class Document(SealedDocument):
    """A document beside an agreement. Of a scan, `accepted` says what its check found."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=DocumentKind)
    accepted = models.BooleanField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    remark = models.TextField(blank=True)
