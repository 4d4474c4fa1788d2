"""The outbox."""

from django.db import models


class OutboxMail(models.Model):
    """One mail. `key` says what it is about, so that the same thing is never told twice.

    text: what is kept of it, without secrets. sealed_text: the whole of it where it holds any, until it left or was
    given up. claimed_at: when somebody began to send it, so that two don't. gave_up: whether it was tried too often.
    """

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    sealed_text = models.BinaryField(null=True)
    written_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    gave_up = models.BooleanField(default=False)

    class Meta:
        ordering = ("due_at", "id")

    def __str__(self) -> str:
        return f"{self.key}: {self.subject}"
