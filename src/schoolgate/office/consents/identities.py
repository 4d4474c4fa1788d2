"""How students and signers are written down: sealed, with a keyed code to find them by; and tokens of links."""

import hashlib
import secrets

from schoolgate.office.ledger.students import student_code
from schoolgate.office.seals import open_text, seal_text

_STUDENT, _EMAIL, _NAME = "consent.student", "consent.email", "consent.signer"


def sealed_student(number: str) -> bytes:
    """Return a student number sealed."""
    return seal_text(number.strip(), _STUDENT)


def student_of(sealed: bytes | memoryview) -> str:
    """Return a student number in clear."""
    return open_text(bytes(sealed), _STUDENT)


def sealed_email(email: str) -> bytes:
    """Return an address sealed."""
    return seal_text(email.strip().lower(), _EMAIL)


def email_of(sealed: bytes | memoryview) -> str:
    """Return an address in clear."""
    return open_text(bytes(sealed), _EMAIL)


def email_code(email: str) -> str:
    """Return the keyed code of an address. The prefix keeps it apart from codes of student numbers."""
    return student_code(f"email:{email.strip().lower()}")


def sealed_name(name: str) -> bytes:
    """Return a signer's name sealed."""
    return seal_text(name.strip(), _NAME)


def name_of(sealed: bytes | memoryview) -> str:
    """Return a signer's name in clear."""
    return open_text(bytes(sealed), _NAME)


def new_token() -> str:
    """Return a token that nobody guesses: 256 random bits."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
