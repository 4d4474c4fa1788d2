"""Writes to the ledger. Both are called inside the transaction of what they record: both happen, or neither."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from schoolgate.office.ledger.chain import GENESIS, batch_digest, canonical, disclosure_digest, row_digest
from schoolgate.office.ledger.models import Disclosure, DisclosureKind, LedgerHead, LedgerRow
from schoolgate.office.ledger.students import student_code
from schoolgate.office.seals import seal_text

SEALED_FOR = "disclosure.student"
_HEAD = 1
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, as written at that time. `id` is `user:<id>`, or `system:<name>` for the office's own work."""

    id: str
    name: str
    position: str = ""

    @property
    def is_person(self) -> bool:
        """Whether somebody with an account did it."""
        return self.id.startswith("user:")

    @classmethod
    def system(cls, name: str) -> "Actor":
        """Return the office itself, doing work that nobody started: `tick`, `import`."""
        return cls(f"system:{name}", f"Schoolgate ({name})")


@dataclass(frozen=True, slots=True)
class DisclosureRecord:
    """What 603 CMR 23.07(1) asks to be written of one release or request, the same for each of its students."""

    kind: DisclosureKind
    releaser_name: str
    recipient_name: str
    parts: str
    purpose: str
    releaser_position: str = ""
    signature: str = ""
    recipient_position: str = ""
    recipient_affiliation: str = ""
    interest: str = ""


def append(
    *, event: str, subject: str, by: Actor, at: datetime, details: Mapping[str, object] | None = None
) -> LedgerRow:
    """Append a row and return it. Runs in the caller's transaction and fails outside one.

    `details` is a JSON document without student numbers or names of students.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("The ledger is written in the transaction of what it records.")
    head, _ = LedgerHead.objects.select_for_update().get_or_create(id=_HEAD, defaults={"number": 0, "digest": GENESIS})
    row = LedgerRow(
        number=head.number + 1,
        at=at,
        event=event,
        subject=subject,
        actor=by.id,
        actor_name=by.name,
        actor_position=by.position,
        details=canonical(dict(details or {})),
        previous=head.digest,
    )
    row.digest = row_digest(row)
    row.save(force_insert=True)
    head.number, head.digest = row.number, row.digest
    head.save(update_fields=["number", "digest"])
    return row


def log_disclosure(
    *, record: DisclosureRecord, students: Iterable[str], subject: str, by: Actor, at: datetime
) -> LedgerRow:
    """Write one line for each student number and the ledger row that covers them; return the row."""
    numbers = sorted(set(students))
    coming = _next_number()
    lines = [_line(record, number, subject, at, coming) for number in numbers]
    details = {"kind": record.kind.value, "students": len(lines), "digest": batch_digest(line.digest for line in lines)}
    row = append(event=f"disclosure.{record.kind.value}", subject=subject, by=by, at=at, details=details)
    Disclosure.objects.bulk_create(lines, batch_size=_BATCH)
    return row


def _next_number() -> int:
    """Return the number of the row to come, holding the chain's end until this transaction is over."""
    head = LedgerHead.objects.select_for_update().filter(id=_HEAD).first()
    return 1 if head is None else head.number + 1


def _line(record: DisclosureRecord, student: str, subject: str, at: datetime, ledger_number: int) -> Disclosure:
    line = Disclosure(
        student_code=student_code(student),
        student_sealed=seal_text(student, SEALED_FOR),
        kind=record.kind,
        at=at,
        subject=subject,
        releaser_name=record.releaser_name,
        releaser_position=record.releaser_position,
        signature=record.signature,
        recipient_name=record.recipient_name,
        recipient_position=record.recipient_position,
        recipient_affiliation=record.recipient_affiliation,
        parts=record.parts,
        purpose=record.purpose,
        interest=record.interest,
        ledger_number=ledger_number,
    )
    line.digest = disclosure_digest(line)
    return line
