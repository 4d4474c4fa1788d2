"""Reads the whole chain again and names the first row that is not what was written."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max

from schoolgate.core import BadInput, Fault
from schoolgate.office.ledger.chain import GENESIS, batch_digest, disclosure_digest, row_digest
from schoolgate.office.ledger.models import Disclosure, LedgerHead, LedgerRow

_CHUNK = 2_000
_MEND = "Restore the database from the last backup that verifies, and find out who could write to it."


@dataclass(frozen=True, slots=True)
class Chain:
    """What was read: how many rows and lines, the digest at the end, and the first fault if there is one."""

    rows: int
    lines: int
    digest: str
    fault: Fault | None


def verify() -> Chain:
    """Check every row, the order, the end of the chain, and every line of the disclosure log.

    Others may write meanwhile. What they write moves the end too; so the last row and line are looked up before the
    recorded end, up to which everything is read.
    """
    last = max(_last(LedgerRow, "number"), _last(Disclosure, "ledger_number"))
    head = LedgerHead.objects.first() or LedgerHead(number=0, digest=GENESIS)
    number, digest, batches = 0, GENESIS, dict[int, str]()
    for row in LedgerRow.objects.filter(number__lte=head.number).order_by("number").iterator(_CHUNK):
        wrong = _fault_of(row, number + 1, digest)
        if wrong:
            return Chain(number, 0, digest, _fault(number + 1, wrong))
        number, digest = row.number, row.digest
        if row.event.startswith("disclosure."):
            batches[row.number] = str(json.loads(row.details)["digest"])
    if (head.number, head.digest) != (number, digest):
        return Chain(number, 0, digest, _fault(number + 1, "is missing: the chain ends before its recorded end"))
    if last > number:
        return Chain(number, 0, digest, _fault(last, "lies behind the recorded end of the chain"))
    return _with_lines(Chain(number, 0, digest, None), batches)


def _last(rows: type[LedgerRow] | type[Disclosure], column: str) -> int:
    """Return the highest number of a column of ledger numbers; 0 where there is none."""
    return rows.objects.aggregate(last=Max(column))["last"] or 0


def _fault_of(row: LedgerRow, expected: int, previous: str) -> str:
    if row.number != expected:
        return "is missing"
    if row.previous != previous:
        return "does not follow from the row before it"
    return "" if row_digest(row) == row.digest else "was changed"


def _with_lines(chain: Chain, batches: dict[int, str]) -> Chain:
    count = 0
    seen = set()
    for number, lines in _batches(chain.rows):
        count += len(lines)
        seen.add(number)
        changed = next((line for line in lines if disclosure_digest(line) != line.digest), None)
        if changed is not None:
            return Chain(chain.rows, count, chain.digest, _line_fault(changed.pk, number, "was changed"))
        if batch_digest(line.digest for line in lines) != batches.get(number):
            return Chain(chain.rows, count, chain.digest, _line_fault(None, number, "were added or taken away"))
    empty = batch_digest([])
    for number, digest in batches.items():
        if number not in seen and digest != empty:
            return Chain(chain.rows, count, chain.digest, _line_fault(None, number, "were taken away"))
    return Chain(chain.rows, count, chain.digest, None)


def _batches(end: int) -> Iterator[tuple[int, list[Disclosure]]]:
    number, lines = 0, list[Disclosure]()
    for line in Disclosure.objects.filter(ledger_number__lte=end).order_by("ledger_number", "id").iterator(_CHUNK):
        if line.ledger_number != number and lines:
            yield number, lines
            lines = []
        number = line.ledger_number
        lines.append(line)
    if lines:
        yield number, lines


def _fault(number: int, wrong: str) -> Fault:
    return Fault("ledger", number, None, "ledger.broken", f"Row {number} {wrong}.", _MEND)


def _line_fault(line: int | None, number: int, wrong: str) -> Fault:
    what = "Lines" if line is None else f"Line {line}"
    message = f"{what} of the disclosure log under ledger row {number} {wrong}."
    return Fault("disclosures", line, None, "ledger.disclosures", message, _MEND)


def check_anchor(anchor: str) -> Fault | None:
    """Return a fault where the row of an anchor, `ROW:DIGEST`, is not the one that was printed then.

    Somebody who can write everything can write the whole chain anew; what was kept outside the database shows it.
    """
    number, _, digest = anchor.partition(":")
    if not number.isdecimal() or len(digest) != len(GENESIS):
        raise BadInput.at(
            "anchor", f"{anchor!r} is no anchor.", "Give what an earlier check printed.", rule="ledger.anchor"
        )
    row = LedgerRow.objects.filter(number=int(number)).first()
    if row is not None and row.digest == digest:
        return None
    return _fault(int(number), "is not the row that was there when the anchor was printed")
