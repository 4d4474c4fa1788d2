"""The record of a document whose bytes are sealed: what it is called, how large it was, who handed it in."""

from django.conf import settings
from django.db import models

from schoolgate.office.seals.keys import SealedKey


class SealedDocument(models.Model):
    """A document that was handed in. Its bytes are sealed under `key`; size in bytes and SHA-256 are those in clear."""

    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key = SealedKey()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ("added_at", "id")

    def __str__(self) -> str:
        return self.name
