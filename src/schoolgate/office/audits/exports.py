"""The ledger as files for an auditor: JSON lines whose digests can be computed again, or CSV for a spreadsheet.

Both hold the same columns in the same order. A JSON line holds each value exactly as it was hashed, so that the chain
can be checked without this software: `digest` is the SHA-256 of the JSON list of the other columns, without blanks.
"""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum

from schoolgate.office.ledger.chain import canonical
from schoolgate.office.ledger.models import LedgerRow
from schoolgate.release.files import neutraliser

COLUMNS = (
    "number",
    "at",
    "event",
    "subject",
    "actor",
    "actor_name",
    "actor_position",
    "details",
    "previous",
    "digest",
)


class Format(StrEnum):
    """The kinds of file."""

    JSON_LINES = "jsonl"
    CSV = "csv"


def pieces(rows: Iterator[LedgerRow], kind: Format) -> Iterator[bytes]:
    """Yield the file piece by piece, a row each; the whole ledger is never in memory."""
    if kind is Format.CSV:
        yield _csv_line(COLUMNS)
    write = _WRITERS[kind]
    for row in rows:
        yield write(row)


def _values(row: LedgerRow) -> list[int | str]:
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    texts = (
        row.event,
        row.subject,
        row.actor,
        row.actor_name,
        row.actor_position,
        row.details,
        row.previous,
        row.digest,
    )
    return [row.number, at, *texts]


def _json_line(row: LedgerRow) -> bytes:
    return (canonical(dict(zip(COLUMNS, _values(row), strict=True))) + "\n").encode()


def _csv_row(row: LedgerRow) -> bytes:
    return _csv_line([str(value) for value in _values(row)])


def _csv_line(cells: tuple[str, ...] | list[str]) -> bytes:
    text = io.StringIO(newline="")
    safe = neutraliser()
    csv.writer(text, lineterminator="\r\n").writerow([safe(cell) for cell in cells])
    return text.getvalue().encode()


_WRITERS: dict[Format, Callable[[LedgerRow], bytes]] = {Format.JSON_LINES: _json_line, Format.CSV: _csv_row}


def file_name(kind: Format, at: datetime) -> str:
    """Return the name of an export."""
    return f"ledger-{at:%Y%m%d}.{kind.value}"
