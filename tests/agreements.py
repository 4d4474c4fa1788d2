"""Agreements for tests, made through the real actions."""

from datetime import date, datetime

from tests.office import AT

from schoolgate.office.agreements.actions import drafting, signing
from schoolgate.office.agreements.actions.drafting import Terms
from schoolgate.office.agreements.actions.signing import Click
from schoolgate.office.agreements.models import Agreement, Side
from schoolgate.office.agreements.wordings import Kind
from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest

TERMS = Terms(
    starts_on=date(2026, 4, 1),
    ends_on=date(2026, 12, 31),
    destroy_by=date(2027, 3, 31),
    blanks={
        "purpose": "To tutor students where they need it.",
        "information": "Grade and attendance.",
        "persons": "Pat Partner.",
        "scope": "Students of grade 9 in one year.",
        "representative": "Pat Partner",
        "activity": "An evaluation of the tutoring program by comparing attendance before and after.",
        "safeguards": "Encrypted disks; two named accounts.",
    },
    study_purpose="improve_instruction",
)


def make_out(
    party: User,
    analyst: User,
    kind: Kind = Kind.NDA,
    *,
    at: datetime = AT,
    request: DataRequest | None = None,
    terms: Terms = TERMS,
) -> Agreement:
    """Return an agreement that is out for signature."""
    made = drafting.draft(kind=kind, party=party, by=analyst, at=at, request=request, terms=terms)
    return drafting.send(agreement=made, by=analyst, at=at)


def sign(agreement: Agreement, side: Side, by: User, at: datetime = AT) -> Agreement:
    """Sign for a side with a click."""
    click = Click(agreement.text_sha256, str(by), f"account {by.email}; signed in by password")
    return signing.sign(agreement=agreement, side=side, click=click, by=by, at=at)


def sign_both(agreement: Agreement, releaser: User, at: datetime = AT) -> Agreement:
    """Sign for both sides and return the agreement as it is then."""
    sign(agreement, Side.REQUESTER, agreement.party, at)
    return sign(agreement, Side.DISTRICT, releaser, at)
