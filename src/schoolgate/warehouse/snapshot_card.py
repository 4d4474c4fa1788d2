"""The card of a snapshot: `snapshot.json`, its id, its counts, its warnings and the hash of each of its files."""

import hashlib
import json
from pathlib import Path
from typing import Any

from schoolgate.core import Fault, SchoolYear, Severity
from schoolgate.warehouse.report import Count, ImportReport

CARD = "snapshot.json"
_CHUNK = 1024 * 1024


def write_card(folder: Path, report: ImportReport) -> None:
    """Write the card of the Parquet files in a folder."""
    document = {
        "id": report.snapshot_id,
        "oneroster": report.oneroster_version,
        "school_years": [year.ends_in for year in report.school_years],
        "counts": {count.kind: count.rows for count in report.counts},
        "warnings": [_fault_document(fault) for fault in report.faults],
        "files": {path.name: file_hash(path) for path in sorted(folder.glob("*.parquet"))},
    }
    (folder / CARD).write_text(json.dumps(document, indent=1, ensure_ascii=False), encoding="utf-8")


def read_card(folder: Path) -> ImportReport:
    """Return the report of the import that made a snapshot."""
    document = json.loads((folder / CARD).read_text(encoding="utf-8"))
    return ImportReport(
        snapshot_id=document["id"],
        oneroster_version=document["oneroster"],
        counts=tuple(Count(kind, rows) for kind, rows in document["counts"].items()),
        school_years=tuple(SchoolYear(year) for year in document["school_years"]),
        faults=tuple(_fault(found) for found in document["warnings"]),
        is_new=False,
    )


def changed_files(folder: Path) -> tuple[str, ...]:
    """Return the names of a snapshot's files that are missing or whose bytes are not those that were written."""
    recorded = json.loads((folder / CARD).read_text(encoding="utf-8"))["files"]
    return tuple(
        name for name, digest in recorded.items() if not (folder / name).exists() or file_hash(folder / name) != digest
    )


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _fault_document(fault: Fault) -> dict[str, object]:
    return {
        "file": fault.source,
        "line": fault.line,
        "column": fault.column,
        "rule": fault.rule,
        "message": fault.message,
        "mend": fault.mend,
    }


def _fault(found: dict[str, Any]) -> Fault:  # Any: a JSON document
    return Fault(
        found["file"],
        found["line"],
        found["column"],
        found["rule"],
        found["message"],
        found["mend"],
        Severity.WARNING,
    )
