"""What is hashed of a row, and how. The bytes are the same on every database."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from schoolgate.office.ledger.models import Disclosure, LedgerRow

GENESIS = "0" * 64


def canonical(document: object) -> str:
    """Return a JSON document as one text: keys in order, no blanks."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def row_digest(row: LedgerRow) -> str:
    """Return the SHA-256 of a row and of the digest before it."""
    return _sha256(
        [
            row.number,
            _instant(row.at),
            row.event,
            row.subject,
            row.actor,
            row.actor_name,
            row.actor_position,
            row.details,
            row.previous,
        ]
    )


def disclosure_digest(line: Disclosure) -> str:
    """Return the SHA-256 of a line of the disclosure log."""
    return _sha256(
        [
            line.student_code,
            bytes(line.student_sealed).hex(),
            line.kind,
            _instant(line.at),
            line.subject,
            line.releaser_name,
            line.releaser_position,
            line.signature,
            line.recipient_name,
            line.recipient_position,
            line.recipient_affiliation,
            line.parts,
            line.purpose,
            line.interest,
            line.ledger_number,
        ]
    )


def batch_digest(digests: Iterable[str]) -> str:
    """Return one digest over the lines that a ledger row covers, whatever their order."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def _sha256(parts: list[object]) -> str:
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
