"""Asking for a consent by mail, and signing it through the link, part by part."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schoolgate.core import NotAllowed
from schoolgate.office.clock import day_of
from schoolgate.office.consents import identities, permissions, selectors, texts
from schoolgate.office.consents.actions.withdrawing import FAMILY, refresh_requests
from schoolgate.office.consents.models import ConsentAsk, ConsentRecord, Way
from schoolgate.office.consents.students import signatory_of
from schoolgate.office.errors import NotNow
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.students import student_code
from schoolgate.office.mail import actions as mail
from schoolgate.office.mail.addresses import full_address
from schoolgate.office.people.models import User
from schoolgate.policy.consents import Consent, Signatory, Signer, plain, signer_reason
from schoolgate.policy.versions import current_pack

LINK_DAYS = 14


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of whom. `email` is the address that the district has on record; `expires_on` the last day."""

    student_number: str
    elements: tuple[str, ...]
    recipient: str
    purpose: str
    signer: Signer
    email: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What the signer says: each part granted or not, their name, the student's birth date, and the text they read."""

    parts: Mapping[str, bool]
    name: str
    birth_date: date | None
    text_sha256: str


def ask(*, question: Question, by: User, at: datetime) -> ConsentAsk:
    """Mail a link that signs once, and return what is asked.

    Raises Forbidden; NotAllowed where the records don't know the student's birth date, by which the signer is known,
    where this signer may not sign today (D2), or where a court paper bars them (D4).
    """
    permissions.may_keep(by).require()
    code = _require_askable(question, day_of(at))
    token = identities.new_token()
    with transaction.atomic():
        made = ConsentAsk.objects.create(
            student_code=code,
            student_sealed=identities.sealed_student(question.student_number),
            elements=list(question.elements),
            recipient=" ".join(question.recipient.split()),
            purpose=question.purpose,
            signer=question.signer,
            email_sealed=identities.sealed_email(question.email),
            email_code=identities.email_code(question.email),
            token_digest=identities.digest_of(token),
            asked_at=at,
            asked_by=by,
            expires_at=at + timedelta(days=LINK_DAYS),
            expires_on=question.expires_on,
        )
        ledger.append(event="consent.asked", subject=f"consent-ask:{made.pk}", by=by.as_actor, at=at)
        address = full_address(reverse("consent_sign", args=[token]))
        told = {"ask": made, "address": address}
        key, spoken = f"consent-ask:{made.pk}", settings.LANGUAGE_CODE
        mail.write_in(spoken, key, question.email, "consents/mail/ask.txt", at, told, (token,))
    return made


def _require_askable(question: Question, on: date) -> str:
    """Return the student's code. Raises NotAllowed where this person can't be asked this on the day."""
    code = student_code(question.student_number)
    student = signatory_of(question.student_number, on)
    if student is None or student.birth_date is None:
        raise NotAllowed([_("The records hold no birth date for this number. Ask for the consent on paper.")])
    _require_entitled(question.signer, student, on)
    if selectors.is_barred(code, identities.email_code(question.email)):
        raise NotAllowed([_("A court paper bars this person.")])
    if not question.elements or question.expires_on <= on:
        raise NotAllowed([_("A consent names at least one element, and a last day that lies ahead.")])
    return code


def sign(*, token: str, answer: Answer, at: datetime) -> ConsentRecord:
    """Sign or deny, part by part. The link signs once: of two at once, the second finds it used.

    Raises Hidden where the link can't be used; NotNow where the text is another; NotAllowed where the birth date is not
    the student's (after a few of these the link is dead), a part is not answered, or the signer may not sign today.
    """
    asked = selectors.ask_of(token, at)
    student = signatory_of(identities.student_of(asked.student_sealed), day_of(at))
    _require_known(token, student, answer, at)
    keeper, spoken = identities.new_token(), get_language() or "en"
    with transaction.atomic():
        current = _locked(token, at)
        _require_answered(current, answer, at)
        record = _record(current, answer, keeper, at)
        current.answered_at, current.record = at, record
        current.save(update_fields=["answered_at", "record"])
        details = {"granted": len(record.elements), "denied": len(record.denied), "text_sha256": record.text_sha256}
        details |= {"language": spoken}
        ledger.append(event="consent.signed", subject=record.subject, by=FAMILY, at=at, details=details)
        address = f"{full_address(reverse('consent_kept', args=[keeper]))}?language={spoken}"
        told = {"record": record, "address": address}
        email = identities.email_of(current.email_sealed)
        mail.write_in(spoken, f"{record.subject}:receipt", email, "consents/mail/receipt.txt", at, told, (keeper,))
    refresh_requests([record.recipient], at)
    return record


def _require_known(token: str, student: Signatory | None, answer: Answer, at: datetime) -> None:
    """Raise NotAllowed unless the signer knows the student's birth date; each failure is counted and stays counted.

    They are counted one after the other: of many guesses at once no more are looked at than of guesses in turn.
    """
    with transaction.atomic():
        current = _locked(token, at)
        is_known = student is not None and student.birth_date is not None and student.birth_date == answer.birth_date
        if not is_known:
            current.failures += 1
            current.save(update_fields=["failures"])
    if student is None or not is_known:
        raise NotAllowed([_("This is not the birth date that we have. After a few tries the link ends.")])
    _require_entitled(Signer(current.signer), student, day_of(at))


def _locked(token: str, at: datetime) -> ConsentAsk:
    """Return what a link asks as it is now, held until the transaction is over. Raises Hidden."""
    ConsentAsk.objects.select_for_update().filter(token_digest=identities.digest_of(token)).first()
    return selectors.ask_of(token, at)


def _require_answered(asked: ConsentAsk, answer: Answer, at: datetime) -> None:
    if answer.text_sha256 != texts.text_of(asked, current_pack(day_of(at))).sha256:
        raise NotNow([_("The text was changed since you opened the page. Read it again.")])
    if set(answer.parts) != set(asked.elements):
        raise NotAllowed([_("Answer each part: yes or no.")])
    if not answer.name.strip():
        raise NotAllowed([_("Write your name to sign.")])


def _require_entitled(signer: Signer, student: Signatory, on: date) -> None:
    """Raise NotAllowed where this signer's signature would not count on the day (D2); the policy judges."""
    would_be = Consent(0, "", ("x",), "x", "x", signer, on)
    if signer_reason(would_be, student, on, current_pack(on).signers) is not None:
        raise NotAllowed([_("This person may not sign for this student: age and grade decide who signs.")])


def _record(asked: ConsentAsk, answer: Answer, keeper: str, at: datetime) -> ConsentRecord:
    digest = texts.text_of(asked, current_pack(day_of(at))).sha256
    return ConsentRecord.objects.create(
        student_code=asked.student_code,
        student_sealed=asked.student_sealed,
        elements=[element for element in asked.elements if answer.parts[element]],
        denied=[element for element in asked.elements if not answer.parts[element]],
        recipient=asked.recipient,
        recipient_plain=plain(asked.recipient),
        purpose=asked.purpose,
        signer=asked.signer,
        signer_name_sealed=identities.sealed_name(answer.name),
        signer_code=asked.email_code,
        signed_on=day_of(at),
        expires_on=asked.expires_on,
        way=Way.ONLINE,
        identity=hashlib.sha256(f"ask:{asked.pk}".encode()).hexdigest(),
        text_sha256=digest,
        authentication="one-time link to the address on record, and the student's birth date",
        keeper_digest=identities.digest_of(keeper),
        kept_at=at,
    )
