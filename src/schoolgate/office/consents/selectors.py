"""Reads of consents: by student, by recipient, by the token of a link; opt-outs of a year."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from schoolgate.core import SchoolYear
from schoolgate.office.consents import identities
from schoolgate.office.consents.models import ConsentAsk, ConsentRecord, CustodyBar, OptOut
from schoolgate.office.errors import Hidden
from schoolgate.office.ledger.models import DisclosureKind
from schoolgate.office.ledger.selectors import disclosures_of
from schoolgate.office.ledger.students import student_code
from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import OPEN
from schoolgate.policy.consents import Consent, Signer, plain

MAX_FAILURES = 5


def all_records() -> QuerySet[ConsentRecord]:
    """Return every consent; `is_barred` says whether a court paper bars its signer."""
    return _with_bars()


def of_student(number: str) -> QuerySet[ConsentRecord]:
    """Return every consent about one student, the newest first."""
    return _with_bars().filter(student_code=student_code(number)).order_by("-id")


def recipient_of(person: User) -> str:
    """Return the name by which consents name a requester: the organization's, else the person's."""
    return person.organisation or str(person)


def for_recipient(recipient: str) -> QuerySet[ConsentRecord]:
    """Return every consent that names a recipient; `is_barred` says whether a court paper bars its signer."""
    return _with_bars().filter(recipient_plain=plain(recipient))


def as_policy_reads(record: ConsentRecord) -> Consent:
    """Return a consent as the policy reads it. `record` comes from one of the queries here."""
    return Consent(
        line=record.pk,
        student_id=identities.student_of(record.student_sealed),
        elements=tuple(record.elements),
        recipient=record.recipient,
        purpose=record.purpose,
        signer=Signer(record.signer) if record.signer else None,
        signed_on=record.signed_on,
        expires_on=record.expires_on,
        revoked_on=record.revoked_on,
        signer_barred=record.signer_barred or bool(getattr(record, "is_barred", False)),
    )


def is_barred(student: str, email: str) -> bool:
    """Whether a court paper in force keeps somebody from consenting for a student, both known by their codes."""
    return CustodyBar.objects.filter(student_code=student, email_code=email, ended_at=None).exists()


def ask_of(token: str, at: datetime) -> ConsentAsk:
    """Return what a link asks. Raises Hidden where it is none, was used, has ended or failed too often: not which."""
    found = ConsentAsk.objects.filter(token_digest=identities.digest_of(token)).first()
    if found is None or found.answered_at or found.expires_at <= at or found.failures >= MAX_FAILURES:
        raise Hidden
    if is_barred(found.student_code, found.email_code):
        raise Hidden
    return found


def kept_by(token: str) -> ConsentRecord:
    """Return the consent whose signer comes back by a link. Raises Hidden, also where a court paper bars them now."""
    found = _with_bars().filter(keeper_digest=identities.digest_of(token)).first()
    if found is None or getattr(found, "is_barred", False):
        raise Hidden
    return found


def out_under(record: ConsentRecord) -> tuple[str, ...]:
    """Return what was released about the student to the recipient of a consent, by its names in the ledger."""
    number = identities.student_of(record.student_sealed)
    lines = disclosures_of(number).filter(kind=DisclosureKind.RELEASED)
    found = (
        line.subject
        for line in lines
        if record.recipient_plain in {plain(line.recipient_affiliation), plain(line.recipient_name)}
    )
    return tuple(dict.fromkeys(found))


def out_about(student_number: str) -> tuple[str, ...]:
    """Return everything that was released about a student, by its names in the ledger."""
    lines = disclosures_of(student_number).filter(kind=DisclosureKind.RELEASED)
    return tuple(dict.fromkeys(lines.values_list("subject", flat=True)))


def open_requests_for(recipient: str) -> QuerySet[DataRequest]:
    """Return the open requests for rows of named students of a recipient."""
    words = " ".join(recipient.split())
    by_name = Q(owner__organisation__iexact=words) | Q(owner__organisation="", owner__name__iexact=words)
    return DataRequest.objects.filter(by_name, state__in=OPEN, level="roster")


def opted_out(school_year: SchoolYear) -> frozenset[str]:
    """Return the student numbers whose directory information is not given out in a school year."""
    rows = OptOut.objects.filter(school_year_ends_in=school_year.ends_in, taken_back_on=None)
    return frozenset(identities.student_of(sealed) for sealed in rows.values_list("student_sealed", flat=True))


def asks_that_wait(at: datetime) -> QuerySet[ConsentAsk]:
    """Return what families were asked and may still answer, the newest first."""
    return ConsentAsk.objects.filter(answered_at=None, expires_at__gt=at)


def bars_in_force(words: str = "") -> QuerySet[CustodyBar]:
    """Return the court papers in force, the newest first; those about a student number or an address if given."""
    found = CustodyBar.objects.filter(ended_at=None)
    if words:
        found = found.filter(Q(student_code=student_code(words)) | Q(email_code=identities.email_code(words)))
    return found


def opt_outs_in_force(number: str = "") -> QuerySet[OptOut]:
    """Return the directory opt-outs in force, the newest first; those of a student number where it is given."""
    found = OptOut.objects.filter(taken_back_on=None)
    return found.filter(student_code=student_code(number)) if number else found


def _with_bars() -> QuerySet[ConsentRecord]:
    bars = CustodyBar.objects.filter(
        student_code=OuterRef("student_code"), email_code=OuterRef("signer_code"), ended_at=None
    )
    return ConsentRecord.objects.annotate(is_barred=Exists(bars))
