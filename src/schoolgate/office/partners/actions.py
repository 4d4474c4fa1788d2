"""Taking in the register as CSV: every line is checked, and a file with a fault is not taken in at all."""

import hashlib
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from schoolgate.core import BadInput, CsvRow, SchoolYear, read_csv_rows
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.partners import permissions
from schoolgate.office.partners.models import Part, RegisterImport, RegisterLine
from schoolgate.office.people.models import User
from schoolgate.policy.consents import plain
from schoolgate.policy.csv_cells import CellReader

COLUMNS = ("organisation", "school_year", "part", "name", "registered")
_FILE = "partnerbps.csv"
_BATCH = 500


def take_in(*, content: bytes, by: User, at: datetime) -> RegisterImport:
    """Take in the register; it replaces the one before. Raises Forbidden, and BadInput with the fault of every line."""
    permissions.may_take_in(by).require()
    with TemporaryDirectory(prefix="register-") as folder:
        path = Path(folder) / _FILE
        path.write_bytes(content)
        rows = read_csv_rows(path, required=COLUMNS)
    reader = CellReader(_FILE)
    lines = [_line(reader, row) for row in rows]
    if reader.faults:
        raise BadInput(reader.faults)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        made = RegisterImport.objects.create(sha256=digest, at=at, by=by)
        for line in lines:
            line.source = made
        RegisterLine.objects.bulk_create(lines, batch_size=_BATCH)
        RegisterLine.objects.exclude(source=made).delete()
        details = {"sha256": digest, "lines": len(lines)}
        ledger.append(event="register.imported", subject=f"register:{made.pk}", by=by.as_actor, at=at, details=details)
    return made


def _line(reader: CellReader, row: CsvRow) -> RegisterLine:
    organisation, part = reader.text(row, "organisation"), reader.choice(row, "part", Part)
    if part is None:
        reader.fault(row.line, "part", "csv.empty", "part is empty.", f"Use one of: {', '.join(Part.values)}.")
    if part in {Part.PROGRAM, Part.PARTNERSHIP}:
        reader.text(row, "name")
    return RegisterLine(
        organisation=organisation,
        organisation_plain=plain(organisation),
        school_year_ends_in=_school_year(reader, row),
        part=part or Part.ORGANISATION,
        name="" if part is Part.ORGANISATION else row.cells["name"],
        is_registered=reader.flag(row, "registered"),
    )


def _school_year(reader: CellReader, row: CsvRow) -> int:
    try:
        return SchoolYear.parse(row.cells["school_year"]).ends_in
    except ValueError as error:
        reader.fault(row.line, "school_year", "csv.school-year", str(error), "Write it like 2025-26.")
        return 0
