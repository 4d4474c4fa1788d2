"""What is counted."""

from django.db import models


class Count(models.Model):
    """How often something was done by one account, or from one address, in one span of time.

    `key` is a digest of all three: the table names nobody.
    """

    key = models.CharField(primary_key=True, max_length=64)
    number = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.number}"
