"""Families' consents: what one says, whether it holds on a day, and what it lets out (R32, R40, D2 to D4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from schoolgate.core import BadInput, Population, read_csv_rows
from schoolgate.policy.csv_cells import CellReader
from schoolgate.policy.pack import GRADES, PolicyPack, SignerRules


class Signer(StrEnum):
    """Who signed."""

    PARENT = "parent"
    STUDENT = "student"


class ConsentReason(StrEnum):
    """Why a consent does not hold."""

    UNSIGNED = "unsigned"
    NOT_SPECIFIC = "not_specific"
    OTHER_RECIPIENT = "other_recipient"
    OTHER_PURPOSE = "other_purpose"
    NOT_YET_SIGNED = "not_yet_signed"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SIGNER_BARRED = "signer_barred"
    SIGNER_NOT_ENTITLED = "signer_not_entitled"
    SIGNER_UNKNOWN = "signer_unknown"


@dataclass(frozen=True, slots=True)
class Consent:
    """One row of consents: `line` of the file, and what was signed. `expires_on` is the last day it holds.

    revoked_on: the first day on which it no longer holds. signer_barred: a court paper bars the signer (D4).
    """

    line: int
    student_id: str
    elements: tuple[str, ...]
    recipient: str
    purpose: str
    signer: Signer | None
    signed_on: date | None
    expires_on: date | None = None
    revoked_on: date | None = None
    signer_barred: bool = False


@dataclass(frozen=True, slots=True)
class Signatory:
    """What the district's records say of a student that decides who may sign. Grades are PK KG 01 … 12."""

    birth_date: date | None
    grade: str | None


@dataclass(frozen=True, slots=True)
class RefusedConsent:
    """A consent that does not hold, by its line, and why."""

    line: int
    reason: ConsentReason


@dataclass(frozen=True, slots=True)
class ConsentView:
    """What one student's consents let out on a day, and why the others do not count."""

    elements: frozenset[str]
    refused: tuple[RefusedConsent, ...] = ()


def consented_elements(
    consents: Iterable[Consent],
    *,
    student: Signatory,
    recipient: str,
    purpose: str,
    on: date,
    pack: PolicyPack,
) -> ConsentView:
    """Return what one student's consents let out to a recipient for a purpose on a day, element by element.

    `consents` are those of this one student; of several that hold, the elements add up. Source: ODA-03 R32, R40;
    34 CFR 99.30; 603 CMR 23.02 and 23.07(4).
    """
    elements: set[str] = set()
    refused: list[RefusedConsent] = []
    for consent in consents:
        reason = standing_reason(consent, recipient=recipient, purpose=purpose, on=on)
        reason = reason or signer_reason(consent, student, on, pack.signers)
        if reason is None:
            elements.update(consent.elements)
        else:
            refused.append(RefusedConsent(consent.line, reason))
    return ConsentView(frozenset(elements), tuple(refused))


_NOT_TOLD = frozenset({"school", "grade", "school_year"})
_ELEMENT_OF = {"program": "programs"}


def told_by_selection(population: Population) -> frozenset[str]:
    """Return the elements that the conditions of a population tell of every student whom they select.

    A list of students with an IEP says of each that there is one, whatever its columns hold. Grade is directory
    information, and a partner's schools are those of its partnerships (ADR 0025).
    """
    attributes = {condition.attribute for condition in population.where} - _NOT_TOLD
    return frozenset(_ELEMENT_OF.get(attribute, attribute) for attribute in attributes)


def standing_reason(consent: Consent, *, recipient: str, purpose: str, on: date) -> ConsentReason | None:
    """Return why a consent does not hold on a day, whoever signed it; None where it holds."""
    if consent.signer is None or consent.signed_on is None:
        return ConsentReason.UNSIGNED
    tests = (
        (not (consent.elements and consent.recipient and consent.purpose), ConsentReason.NOT_SPECIFIC),
        (plain(consent.recipient) != plain(recipient), ConsentReason.OTHER_RECIPIENT),
        (plain(consent.purpose) != plain(purpose), ConsentReason.OTHER_PURPOSE),
        (consent.signed_on > on, ConsentReason.NOT_YET_SIGNED),
        (consent.revoked_on is not None and consent.revoked_on <= on, ConsentReason.REVOKED),
        (consent.expires_on is not None and consent.expires_on < on, ConsentReason.EXPIRED),
        (consent.signer_barred, ConsentReason.SIGNER_BARRED),
    )
    return next((reason for is_so, reason in tests if is_so), None)


def signer_reason(consent: Consent, student: Signatory, on: date, rules: SignerRules) -> ConsentReason | None:
    """Return why the signature does not count on a day; None where it does (D2).

    A student may sign from 14 or grade 9 on, judged on the day of signing; a parent's signature counts until the
    student is 18, judged on the day itself, for the rights have passed by then. Without a birth date a parent's
    signature counts below grade 9 only, and a student's from grade 9 on only.
    """
    reaches_grade = _has_reached(student.grade, rules.student_may_sign_from_grade)
    if student.birth_date is None:
        if consent.signer is Signer.STUDENT:
            return None if reaches_grade else ConsentReason.SIGNER_UNKNOWN
        return None if reaches_grade is False else ConsentReason.SIGNER_UNKNOWN
    if consent.signer is Signer.PARENT:
        is_adult = age_on(student.birth_date, on) >= rules.student_alone_from_age
        return ConsentReason.SIGNER_NOT_ENTITLED if is_adult else None
    signed_on = consent.signed_on or on
    may_sign = age_on(student.birth_date, signed_on) >= rules.student_may_sign_from_age or reaches_grade
    return None if may_sign else ConsentReason.SIGNER_NOT_ENTITLED


def age_on(birth_date: date, day: date) -> int:
    """Return whole years of age on a day; who is born on 29 February turns on 1 March in other years."""
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday


def _has_reached(grade: str | None, needed: str) -> bool | None:
    if grade not in GRADES:
        return None
    return GRADES.index(grade) >= GRADES.index(needed)


def plain(text: str) -> str:
    """Return a recipient's name or a purpose as it is compared: lower case, single spaces."""
    return " ".join(text.casefold().split())


_COLUMNS = ("student_id", "elements", "recipient", "purpose", "signer", "signed_on", "expires_on", "revoked_on")


def read_consents(path: Path, *, pack: PolicyPack | None = None) -> tuple[Consent, ...]:
    """Read `consents.csv`. A blank signer or date of signing is a consent that does not hold, and no fault.

    pack: whose elements are known; without one any element id is taken. Raises BadInput with every fault: a column
    missing or unknown, no student number, an unknown element or signer, a date that is none, an end before the
    signature.
    """
    rows = read_csv_rows(path, required=_COLUMNS, optional=("signer_barred",))
    reader = CellReader(path.name)
    known = None if pack is None else frozenset(element.id for element in pack.elements)
    consents = tuple(
        Consent(
            line=row.line,
            student_id=reader.text(row, "student_id"),
            elements=reader.ids(row, "elements", known),
            recipient=row.cells["recipient"],
            purpose=row.cells["purpose"],
            signer=reader.choice(row, "signer", Signer),
            signed_on=reader.day(row, "signed_on"),
            expires_on=reader.day(row, "expires_on"),
            revoked_on=reader.day(row, "revoked_on"),
            signer_barred=reader.flag(row, "signer_barred"),
        )
        for row in rows
    )
    for consent in consents:
        if consent.signed_on and consent.expires_on and consent.expires_on < consent.signed_on:
            message = "The consent ends before it is signed."
            reader.fault(
                consent.line, "expires_on", "consents.dates", message, "Mend one of the dates, or leave the end empty."
            )
    if reader.faults:
        raise BadInput(reader.faults)
    return consents
