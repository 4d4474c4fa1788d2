"""What in a mail lets somebody in: links that sign, reset or confirm. It lies sealed, and only until it is sent."""

from collections.abc import Iterable

from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.seals import open_text, seal_text

STAND_IN = "[…]"
_SEALED_FOR = "mail.text"


def without(text: str, secrets: Iterable[str]) -> str:
    """Return a text in which a sign stands for each secret; the longest first, for one may be part of another."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, STAND_IN)
    return text


def sealed(text: str) -> bytes:
    """Return the whole text of a mail, sealed."""
    return seal_text(text, _SEALED_FOR)


def whole_text(mail: OutboxMail) -> str:
    """Return what is to be sent, secrets and all. Once the mail left, only what is kept of it is there."""
    return mail.text if mail.sealed_text is None else open_text(bytes(mail.sealed_text), _SEALED_FOR)
