"""Addresses on the web and in mail headers."""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings


def full_address(path: str) -> str:
    """Return the address of a page, for a mail."""
    return f"{settings.SCHOOLGATE_ADDRESS}{path}"


def message_id(key: str) -> str:
    """Return the Message-ID of a mail: the same whenever the same mail is sent."""
    host = urlsplit(settings.SCHOOLGATE_ADDRESS).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{host}>"
