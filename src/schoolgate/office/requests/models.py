"""A request and what belongs to it."""

import uuid
from datetime import date

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from schoolgate.office.people.models import User
from schoolgate.office.requests.transitions import OPEN, State
from schoolgate.office.seals.documents import SealedDocument
from schoolgate.policy.vocabulary import Channel

NO_DUE_DATE = date(9999, 12, 31)  # where a request without a due date stands in the queue: last
_IN_ORDER = ("queue_on", "submitted_at", "id")
_FILTERED = ("clock_state", "lane", "assignee", "owner", "reference")


class DataRequest(models.Model):
    """A request. Its words are a `Draft` (see `drafts`); what was submitted is kept in versions.

    ids_sealed: the ID list as CSV, sealed. evidence: tables of the request document that staff recorded. The columns
    from `level` to `due_on` repeat what the last determination said, for the queue to sort and search by. The database
    itself works out `is_open` and `queue_on`, so that they can't be stale. The indexes of the queue hold its order and
    what it is filtered by; that of open requests is small, however many have ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True, null=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="requests")
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="entered_requests")
    channel = models.CharField(max_length=10, default=Channel.FORM.value)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    state_since = models.DateTimeField()
    draft = models.JSONField(default=dict)
    ids_sealed = models.BinaryField(null=True)
    ids_count = models.PositiveIntegerField(default=0)
    needed_by = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    evidence = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="assigned_requests")
    first_contact_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)

    level = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    lane = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    policy = models.CharField(max_length=40, blank=True)
    contact_due_on = models.DateField(null=True)
    clock_state = models.CharField(max_length=20, blank=True)
    due_on = models.DateField(null=True)
    is_open = models.GeneratedField(
        expression=models.ExpressionWrapper(
            models.Q(state__in=[state.value for state in State if state in OPEN]), models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    queue_on = models.GeneratedField(
        expression=Coalesce("due_on", models.Value(NO_DUE_DATE)), output_field=models.DateField(), db_persist=True
    )

    class Meta:
        ordering = ("-changed_at",)
        indexes = (
            models.Index(
                fields=(*_IN_ORDER, "state", "first_contact_on", "contact_due_on", *_FILTERED, "is_open"),
                condition=models.Q(is_open=True),
                name="request_queue_open",
            ),
            models.Index(fields=("state", *_IN_ORDER, *_FILTERED), name="request_queue_state"),
            models.Index(fields=("owner", "-changed_at"), name="request_owner"),
            models.Index(fields=("assignee", "state"), name="request_assignee"),
            models.Index(fields=("-submitted_at",), name="request_submitted"),
        )

    def __str__(self) -> str:
        return self.reference or f"draft {self.id}"

    @property
    def subject(self) -> str:
        """The name of the request in the ledger."""
        return f"request:{self.pk}"

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # the stubs name Django's own
        """Return the state in words. Django's own would translate every state there is, for each row of the queue."""
        return str(State(self.state).label)


class RequestVersion(models.Model):
    """What was submitted, word for word, and what was determined of it then. Never changed."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    draft = models.JSONField()
    ids_sealed = models.BinaryField(null=True)
    document = models.JSONField()
    determination = models.JSONField()
    policy = models.CharField(max_length=40)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("request", "number")
        constraints = (models.UniqueConstraint(fields=("request", "number"), name="one_version_of_a_number"),)

    def __str__(self) -> str:
        return f"{self.request}, version {self.number}"


class ReferenceCounter(models.Model):
    """The last reference number given in a calendar year."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class ClockPause(models.Model):
    """Days on which the fulfilment clock stands still: from the question to the day before its answer."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="pauses")
    asked_on = models.DateField()
    answered_on = models.DateField(null=True)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ("asked_on", "id")

    def __str__(self) -> str:
        return f"{self.request}: {self.asked_on} to {self.answered_on}"


class Extension(models.Model):
    """A later due date, with the reason that the requester was told."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="extensions")
    new_due_on = models.DateField()
    reason = models.TextField()
    sent_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.request}: until {self.new_due_on}"


class MessageKind(models.TextChoices):
    """What a message of the thread is."""

    QUESTION = "question", _("question")
    ANSWER = "answer", _("answer")
    REMARK = "remark", _("message")
    NOTE = "note", _("note for the office alone")


class Message(models.Model):
    """One message between requester and office; a note is for the office alone."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=MessageKind)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.request}: {self.kind}"


class AttachmentKind(models.TextChoices):
    """What an attached document is evidence of."""

    SCHOOL_AGREEMENT = "school_agreement", _("agreement with a school")
    PROPOSAL = "proposal", _("research proposal or its approval")
    LEGAL_BASIS = "legal_basis", _("legal basis")
    OTHER = "other", _("other document")


class Attachment(SealedDocument):
    """A document handed in with a request."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=20, choices=AttachmentKind)
    removed_at = models.DateTimeField(null=True)


class FeeOffer(models.Model):
    """An estimate of the fee by the circular's three factors, in units of the currency; 0 is "no fee"."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="fee_offers")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3)
    size_text = models.CharField(max_length=300)
    time_text = models.CharField(max_length=300)
    scope_text = models.CharField(max_length=300)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.request}: {self.amount} {self.currency}"


class DenialReason(models.TextChoices):
    """Why a request is denied."""

    NOT_PERMITTED = "not_permitted", _("the circular does not permit it")
    PRIVACY = "privacy", _("students could be identified")
    NO_AGREEMENT = "no_agreement", _("the agreement it needs was not made")
    NO_CONSENT = "no_consent", _("the consents it needs were not given")
    NOT_HELD = "not_held", _("the district does not hold the data")
    CAPACITY = "capacity", _("it would take more than the office can give")
    NO_ANSWER = "no_answer", _("questions were not answered")
    OTHER = "other", _("another reason")


class Denial(models.Model):
    """A denial, proposed by one person and in force once another has approved it."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="denials")
    reason = models.CharField(max_length=20, choices=DenialReason)
    clauses = models.JSONField(default=list)
    text = models.TextField()
    alternative = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("request",), condition=models.Q(approved_at=None, dropped_at=None), name="one_denial_proposed"
            ),
        )

    def __str__(self) -> str:
        return f"{self.request}: {self.reason}"


class Reconsideration(models.Model):
    """The requester asks to look again at a denial; somebody who had no part in it decides."""

    denial = models.OneToOneField(Denial, on_delete=models.PROTECT, related_name="reconsideration")
    text = models.TextField()
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    upheld = models.BooleanField(null=True)
    decision = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"reconsideration of {self.denial}"


class Referral(models.Model):
    """A question that is not the office's to answer, and whom it was sent to. It holds nobody's name.

    Visitors without an account share one row a day for each kind of question: `day` is set there, and `count` how many
    asked. Everywhere else a row is one question.
    """

    redirect = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    told = models.TextField()
    at = models.DateTimeField(db_index=True)
    from_school = models.BooleanField(default=False)
    day = models.DateField(null=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(
                fields=("day", "redirect", "kind", "purpose"),
                condition=models.Q(day__isnull=False),
                name="one_row_of_visitors_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.redirect} {self.at:%Y-%m-%d}"
