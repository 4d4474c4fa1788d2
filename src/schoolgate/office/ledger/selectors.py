"""Reads of the ledger."""

import json

from django.db.models import QuerySet

from schoolgate.office.ledger.actions import SEALED_FOR
from schoolgate.office.ledger.models import Disclosure, LedgerRow
from schoolgate.office.ledger.students import student_code
from schoolgate.office.seals import open_text


def rows_about(subject: str) -> QuerySet[LedgerRow]:
    """Return what happened to one record, the oldest first."""
    return LedgerRow.objects.filter(subject=subject).order_by("number")


def details_of(row: LedgerRow) -> dict[str, object]:
    """Return the details of a row as a document."""
    details: dict[str, object] = json.loads(row.details)
    return details


def disclosures_of(student_number: str) -> QuerySet[Disclosure]:
    """Return every line about one student, the oldest first."""
    return Disclosure.objects.filter(student_code=student_code(student_number)).order_by("at", "id")


def student_number_of(line: Disclosure) -> str:
    """Return the student number of a line, in clear: only for people who may see it."""
    return open_text(bytes(line.student_sealed), SEALED_FOR)
