"""Consents: some of the office reads them, analysts keep them; a family comes by its link, whoever is signed in."""

from datetime import date, timedelta

from tests.access.table import EVERYBODY, Answer, Entry, Ground, Who, cells

from schoolgate.office.clock import day_of, now
from schoolgate.office.consents import identities
from schoolgate.office.consents.models import ConsentAsk, ConsentRecord, CustodyBar, OptOut, Way
from schoolgate.office.ledger.students import student_code
from schoolgate.policy.consents import plain

_READERS = frozenset({Who.ANALYST, Who.STEWARD, Who.AUDITOR})
_READ = cells(opened=_READERS, otherwise=Answer.FORBIDDEN)
_KEEP = cells(opened=frozenset({Who.ANALYST}), otherwise=Answer.FORBIDDEN)
_STUDENT, _MOTHER = "900700501", "mother@family.example"

ENTRIES = (
    *(Entry(name, _READ) for name in ("consents", "consent", "custody", "opt_outs")),
    *(Entry(name, _KEEP) for name in ("consent_import", "consent_ask")),
    *(Entry(name, _KEEP, method="POST") for name in ("consent_withdraw", "custody_end", "opt_out_end")),
    Entry("consent_thanks", EVERYBODY),
    Entry("consent_sign", EVERYBODY, records={"token": "signing_token"}),
    Entry("consent_kept", EVERYBODY, records={"token": "keeping_token"}),
)


def plant(ground: Ground) -> None:
    """Plant a consent, a question to a family, a court paper and an opt-out, all of one student."""
    analyst, at = ground.people[Who.ANALYST], now()
    student = {"student_code": student_code(_STUDENT), "student_sealed": identities.sealed_student(_STUDENT)}
    asked = {"elements": ["attendance_by_quarter"], "recipient": "Harbor Tutors", "purpose": "services"}
    record = ConsentRecord.objects.create(
        **student,
        **asked,
        recipient_plain=plain("Harbor Tutors"),
        signer="parent",
        signed_on=day_of(at),
        expires_on=date(2099, 6, 30),
        way=Way.ONLINE,
        identity="0" * 64,
        keeper_digest=identities.digest_of("keeping-token"),
        kept_at=at,
    )
    ConsentAsk.objects.create(
        **student,
        **asked,
        signer="parent",
        email_sealed=identities.sealed_email(_MOTHER),
        email_code=identities.email_code(_MOTHER),
        token_digest=identities.digest_of("signing-token"),
        asked_at=at,
        asked_by=analyst,
        expires_at=at + timedelta(days=14),
        expires_on=date(2099, 6, 30),
    )
    father = "father@family.example"
    bar = CustodyBar.objects.create(
        **student,
        email_sealed=identities.sealed_email(father),
        email_code=identities.email_code(father),
        paper="An order of the court.",
        recorded_at=at,
        recorded_by=analyst,
    )
    opt_out = OptOut.objects.create(**student, school_year_ends_in=2026, recorded_on=day_of(at), recorded_by=analyst)
    ground.records |= {
        "consent_id": record.pk,
        "bar_id": bar.pk,
        "opt_out_id": opt_out.pk,
        "signing_token": "signing-token",
        "keeping_token": "keeping-token",
    }
    ground.guarded |= {_STUDENT: _READERS, father: _READERS}
