"""Whether a release is still what it was, and would still be lawful: bytes, decision, rows, consents and proof, again.

Nothing that the release says of itself is believed: the rows are extracted again from the snapshot it names, the
consents are read again from the request, and a table's pattern is checked against the true counts by the verifier of
`sdc`.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from schoolgate.core import BadInput, CheckFailed, Fault, NotAllowed, Progress, silent
from schoolgate.policy.determination import GateId, GateStatus, Lane
from schoolgate.policy.document import read_request
from schoolgate.release import beside
from schoolgate.release.aggregate import aggregate_dataset, check_proof, shown_years, stored_protections
from schoolgate.release.build import SOURCE, Recipe, build, decide, year_tables
from schoolgate.release.built import Built, Withheld, WithheldReason
from schoolgate.release.files import Dataset, Manifest, write_csv
from schoolgate.release.folder import OFFICE, check_files, read_manifest
from schoolgate.release.permits import Permit
from schoolgate.release.small_groups import SmallGroups
from schoolgate.warehouse.snapshot import Snapshot
from schoolgate.warehouse.store import Store

_DATA = "data.csv"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at: the release, and how many checks found nothing to say."""

    manifest: Manifest
    checks: tuple[str, ...]


def verify_release(
    folder: Path, store: Store, *, on: date, request: Path | None = None, progress: Progress = silent
) -> Verified:
    """Check a release against the snapshot and the request it was made from.

    on: the day for which consents are asked again. request: where the request lies now, if it was moved. Raises
    CheckFailed with every fault, BadInput where the request or the snapshot cannot be read.
    """
    faults = list(check_files(folder))
    if faults:
        raise CheckFailed(faults)
    manifest = read_manifest(folder)
    source = _source(folder, request)
    recipe = Recipe(manifest.release_id, source.zeros_reviewed_by, beside.stored(folder / OFFICE), draws_codes=False)
    snapshot = store.snapshot(manifest.snapshot)
    document = read_request(source.request)
    permit = decide(document, snapshot, source.on, source.small_groups)
    if permit.against:
        raise CheckFailed(_undecided(permit))
    if permit.determination.lane is Lane.AGGREGATE:
        faults += _table_faults(folder, permit, snapshot, recipe, progress)
    else:
        faults += _row_faults(folder, permit, snapshot, store.path, recipe, max(on, manifest.on), progress)
    if faults:
        raise CheckFailed(faults)
    return Verified(manifest, _checks(permit, on))


def gone_since(folder: Path, store: Store, *, on: date, request: Path) -> tuple[Withheld, ...]:
    """Return the students of a file with names who would not be in it if it were made on a day from the newest records.

    Each with the reason; one whom the newest records do not know has left. Raises CheckFailed where the request may not
    proceed any more, NotAllowed where no file at all could be made.
    """
    snapshot, document = store.snapshot(), read_request(request)
    permit = decide(document, snapshot, on)
    if permit.against:
        raise CheckFailed(_undecided(permit))
    recipe = Recipe(read_manifest(folder).release_id, draws_codes=False)
    built = build(permit, snapshot, store.path, recipe, consents_on=on)
    allowed, reasons = set(built.row_students), {one.student: one for one in built.withheld}
    released = dict.fromkeys(student for _row, student in _released_rows(folder))
    return tuple(
        reasons.get(student, Withheld("", WithheldReason.NOT_ENROLLED, student=student))
        for student in released
        if student not in allowed
    )


@dataclass(frozen=True, slots=True)
class _Source:
    """From what a release was made: the request's file, the day of release, who reviewed zeros, what people decided."""

    request: Path
    on: date
    zeros_reviewed_by: str
    small_groups: SmallGroups | None


def _source(folder: Path, request: Path | None) -> _Source:
    try:
        told = json.loads((folder / OFFICE / SOURCE).read_text(encoding="utf-8"))
        source = _Source(
            request or Path(told["request"]),
            date.fromisoformat(told["on"]),
            str(told.get("zeros_reviewed_by", "")),
            SmallGroups.from_json(told["small_groups"]) if told.get("small_groups") else None,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = "The release does not say from which request it was made."
        mend = "Verify the office's own copy of the release, with its office folder."
        raise BadInput.at(SOURCE, message, mend, rule="verify.source") from error
    if not source.request.is_file():
        mend = "Say where it lies now: --request FILE."
        raise BadInput.at(source.request.name, "The request is not where it was.", mend, rule="verify.request-moved")
    return source


def _undecided(permit: Permit) -> Iterator[Fault]:
    for reason in permit.against:
        mend = "Withdraw the release, or mend what is missing and build it anew."
        yield Fault("determination.json", None, None, "verify.not-allowed", reason, mend)


def _table_faults(
    folder: Path, permit: Permit, snapshot: Snapshot, recipe: Recipe, progress: Progress
) -> Iterator[Fault]:
    """Check pattern and proof against the counts, and the printed table against what the pattern allows.

    A table in which people decided to hide nothing has no pattern: it must be what the records say.
    """
    years = year_tables(permit, snapshot, recipe)
    if permit.small_groups is not None:
        lawful = _written(aggregate_dataset(permit, shown_years(years)))
        yield from _line_faults(_lines(folder / _DATA), lawful)
        return
    protections = stored_protections(folder / OFFICE, years)
    for done, protection in enumerate(protections):
        progress("checking proofs", done, len(protections))
        try:
            check_proof(permit, protection)
        except CheckFailed as error:
            yield from error.faults
    progress("checking proofs", len(protections), len(protections))
    yield from _line_faults(_lines(folder / _DATA), _written(aggregate_dataset(permit, protections)))


def _row_faults(
    folder: Path,
    permit: Permit,
    snapshot: Snapshot,
    store: Path,
    recipe: Recipe,
    consents_on: date,
    progress: Progress,
) -> Iterator[Fault]:
    """Build the rows again, for the consents of today, and find what stands in the file but should not."""
    try:
        built = build(permit, snapshot, store, recipe, consents_on=consents_on, progress=progress)
    except NotAllowed as error:
        for reason in error.reasons:
            yield Fault(_DATA, None, None, "verify.not-allowed", reason, "Withdraw the release.")
        return
    yield from _departed(folder, built)
    yield from _line_faults(_lines(folder / _DATA), _written(built.dataset))


def _departed(folder: Path, built: Built) -> Iterator[Fault]:
    """Find rows of students who may not be in the file any more, with the reason."""
    reasons = {one.student: one for one in built.withheld}
    allowed = set(built.row_students)
    for row, student in _released_rows(folder):
        if student not in allowed:
            gone = reasons.get(student)
            why = "the student is outside the scope" if gone is None else f"{gone.reason} {gone.detail}".strip()
            message = f"Row {row} may not be in the file: {why}."
            yield Fault(
                _DATA, row + 1, None, "verify.row-not-allowed", message, "Withdraw the release and build it anew."
            )


def _released_rows(folder: Path) -> list[tuple[int, str]]:
    path = folder / OFFICE / "rows.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [(int(row), student) for row, student in list(csv.reader(stream))[1:]]


def _line_faults(printed: list[tuple[str, ...]], lawful: list[tuple[str, ...]]) -> Iterator[Fault]:
    """Compare what is printed with what may be, row by row, whatever the order."""
    spare = Counter(lawful)
    for line, row in enumerate(printed, start=1):
        if spare[row]:
            spare[row] -= 1
        else:
            message = "The row is not one that the request, the records and the consents allow."
            yield Fault(_DATA, line, None, "verify.row-not-lawful", message, "Withdraw the release and build it anew.")
    missing = spare.total()
    if missing:
        message = f"{missing} rows that belong to the release are not in it."
        yield Fault(_DATA, None, None, "verify.row-missing", message, "Build the release anew.")


def _written(dataset: Dataset) -> list[tuple[str, ...]]:
    with TemporaryDirectory() as folder:
        write_csv(dataset, Path(folder) / _DATA)
        return _lines(Path(folder) / _DATA)


def _lines(path: Path) -> list[tuple[str, ...]]:
    return [tuple(row) for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))]


def _checks(permit: Permit, on: date) -> tuple[str, ...]:
    bytes_hold = "every file has the bytes it was published with"
    if permit.small_groups is not None:
        return (
            bytes_hold,
            "nothing but the decision that people took stands before it",
            "the printed table, small groups and all, is what the records say",
        )
    shared = (bytes_hold, "the determination still says proceed")
    if permit.determination.lane is Lane.AGGREGATE:
        return (
            *shared,
            "the proof that hidden small groups stay hidden holds",
            "the printed table is what the proof allows",
        )
    consent = permit.determination.gate(GateId.CONSENT)
    asked = consent is not None and consent.status is GateStatus.MET
    consents = (f"every consent stands on {on}",) if asked else ()
    return (*shared, "every row lies within the scope of the request", *consents)
