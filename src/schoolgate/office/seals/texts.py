"""Short texts sealed for a database column: nonce, then ciphertext and tag of AES-256-GCM."""

import base64
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


def sealing_key() -> bytes:
    """Return the key of the office: 32 bytes. Raises ValueError where the setting is none."""
    key = base64.b64decode(settings.SCHOOLGATE_SEAL_KEY, validate=True)
    if len(key) != 32:
        raise ValueError("SCHOOLGATE_SEAL_KEY must be 32 bytes in base64.")
    return key


def seal_text(text: str, purpose: str) -> bytes:
    """Return a text sealed for a purpose, such as `request.ids`; it opens for the same purpose only."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(sealing_key()).encrypt(nonce, text.encode(), purpose.encode())


def open_text(sealed: bytes, purpose: str) -> str:
    """Return a sealed text. Raises InvalidTag (cryptography) where a byte was changed or the purpose is another."""
    raw = bytes(sealed)
    return AESGCM(sealing_key()).decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode()).decode()
