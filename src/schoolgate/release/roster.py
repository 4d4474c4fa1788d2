"""A roster: the consented, enrolled students only, element by element as each consent allows, on the release day.

Source: ODA-03, "Student-Level Roster Data" (R32), "School-Community Partners" (R40, R43); consents after 34 CFR 99.30.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from schoolgate.policy.consents import Consent, ConsentView, Signatory, consented_elements, told_by_selection
from schoolgate.policy.determination import GateId, GateStatus
from schoolgate.release.built import Built, Withheld, WithheldReason
from schoolgate.release.permits import Permit
from schoolgate.release.student_files import blanked, columns_of, dataset_of
from schoolgate.warehouse.extract import Extract

_EMPTY = "What is empty is not recorded."
_EMPTY_CONSENT = "What is empty was not consented to, or is not recorded."
_BY_CONSENT = "Each column holds only what the student's own consent lets out; the other cells are empty."
_NOT_THERE = "A student who is not in the file is not enrolled, or is not a student here."
_NOT_THERE_CONSENT = "A student who is not in the file may have no consent, no valid consent, or not be a student here."
_CONSENTED = "One row for each student of the request whose family's consent is in force and who is enrolled."
_EXCEPTED = "One row for each enrolled student of the request, under the exception that the agreement names."


@dataclass(frozen=True, slots=True)
class _Row:
    """What decides whether a student's row may leave."""

    student: str
    numbers: tuple[str, ...]
    signatory: Signatory
    enrolled: bool


def build_roster(permit: Permit, extract: Extract, *, consents_on: date) -> Built:
    """Return the roster that the consents allow.

    consents_on: the day for which consents are asked. Without a need for consent (an exception of FERPA) every
    enrolled row is kept.
    """
    rows = _rows(extract)
    gate = permit.determination.gate(GateId.CONSENT)
    needs_consent = gate is None or gate.status is not GateStatus.NOT_NEEDED
    query = permit.facts.query
    told = told_by_selection(query.population)
    views = (
        _views(permit, rows, consents_on) if needs_consent else [ConsentView(told.union(query.elements))] * len(rows)
    )
    keep = [
        row.enrolled and told <= view.elements and not view.elements.isdisjoint(query.elements)
        for row, view in zip(rows, views, strict=True)
    ]
    table = _consented(extract, views).filter(pa.array(keep, pa.bool_()))
    dataset, students = dataset_of(
        permit,
        table,
        columns_of(extract, permit.pack),
        name="student-roster",
        title="Student roster",
        description=f"One row per student and school year. {_EMPTY_CONSENT if needs_consent else _EMPTY}",
    )
    withheld = _withheld(extract, rows, views, keep)
    return Built(
        dataset=dataset,
        what=(_CONSENTED if needs_consent else _EXCEPTED,),
        protection=(*((_BY_CONSENT,) if needs_consent else ()), "The name is the name in use."),
        limits=(_NOT_THERE_CONSENT if needs_consent else _NOT_THERE,),
        withheld=withheld,
        withheld_count=_told_count(permit, students),
        row_students=students,
    )


def _rows(extract: Extract) -> list[_Row]:
    names = ("_student", "_student_id", "_state_id", "_birth_date", "_grade", "_enrolled_on")
    columns = (extract.table.column(name).to_pylist() for name in names)
    return [
        _Row(student, tuple(number for number in (bps, state) if number), Signatory(birth_date, grade), enrolled)
        for student, bps, state, birth_date, grade, enrolled in zip(*columns, strict=True)
    ]


def _views(permit: Permit, rows: Sequence[_Row], consents_on: date) -> list[ConsentView]:
    by_number: Mapping[str, list[Consent]] = defaultdict(list)
    for consent in permit.facts.evidence.consents or ():
        by_number[consent.student_id].append(consent)
    return [
        consented_elements(
            _of(by_number, row.numbers),
            student=row.signatory,
            recipient=permit.facts.requester.recipient,
            purpose=str(permit.facts.purpose),
            on=consents_on,
            pack=permit.pack,
        )
        for row in rows
    ]


def _of(by_number: Mapping[str, list[Consent]], numbers: Iterable[str]) -> list[Consent]:
    return [consent for number in dict.fromkeys(numbers) for consent in by_number.get(number, ())]


def _consented(extract: Extract, views: Sequence[ConsentView]) -> pa.Table:
    table = extract.table
    for column in extract.columns:
        table = blanked(table, column.name, [column.element in view.elements for view in views])
    return table


def _told_count(permit: Permit, released: Iterable[str]) -> int | None:
    """Return how many of the listed numbers stand for no student in the file: the same whoever they belong to.

    None where the request holds no list: the number would be the size of a group (ADR 0701).
    """
    ids = permit.facts.query.population.ids
    if ids is None:
        return None
    return len({entry.student_id.strip() for entry in ids.entries}) - len(set(released))


def _withheld(
    extract: Extract, rows: Sequence[_Row], views: Sequence[ConsentView], keep: Sequence[bool]
) -> tuple[Withheld, ...]:
    """Return each student left out, once, with the reason that would have to be mended first."""
    released = {row.student for row, kept in zip(rows, keep, strict=True) if kept}
    left_out: dict[str, Withheld] = {}
    for row, view in zip(rows, views, strict=True):
        if row.student not in released:
            left_out.setdefault(row.student, _reason(row, view))
    unknown = dict.fromkeys(line.student_id for line in extract.unmatched)
    return (*left_out.values(), *(Withheld(number, WithheldReason.NO_SUCH_STUDENT) for number in unknown))


def _reason(row: _Row, view: ConsentView) -> Withheld:
    number = row.numbers[0] if row.numbers else row.student
    if not row.enrolled:
        return Withheld(number, WithheldReason.NOT_ENROLLED, student=row.student)
    if not view.refused:
        return Withheld(number, WithheldReason.NO_CONSENT, student=row.student)
    lines = "; ".join(f"line {refused.line}: {refused.reason}" for refused in view.refused)
    return Withheld(number, WithheldReason.CONSENT_NOT_VALID, lines, row.student)
