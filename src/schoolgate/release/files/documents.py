"""JSON documents and digests in the one form that can be compared byte by byte."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path


# The values are whatever JSON holds: text, numbers, booleans, null, lists and objects of these.
def canonical_json(document: Mapping[str, object]) -> bytes:
    """Return UTF-8 with sorted keys, two blanks of indentation and one LF at the end."""
    text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    return f"{text}\n".encode()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, reading it piece by piece."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
