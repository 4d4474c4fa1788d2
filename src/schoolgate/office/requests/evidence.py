"""The evidence of a request: what the requester stated, what staff recorded, and what other records of the office say.

A package that keeps evidence (agreements, consents, registrations) registers a source when it is loaded; nothing here
has to know it.
"""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from schoolgate.core import SchoolYear
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.models import AttachmentKind, DataRequest, FeeOffer
from schoolgate.policy.consents import Consent
from schoolgate.policy.facts import Evidence, PartnerRegistration

Tables = dict[str, object]
Source = Callable[[DataRequest, Draft, date], Evidence]
CONSENTS_FILE = "consents.csv"
RECORDED = ("nda", "study_agreement", "partnerbps", "research_proposal", "school_official")
_COLUMNS = [
    "student_id",
    "elements",
    "recipient",
    "purpose",
    "signer",
    "signed_on",
    "expires_on",
    "revoked_on",
    "signer_barred",
]
_sources: list[Source] = []


@dataclass(frozen=True, slots=True)
class Gathered:
    """The table `evidence` of a request document, and the consents that lie beside it as CSV; None for none."""

    tables: Tables
    consents_csv: str | None


def register(source: Source) -> None:
    """Add a source of evidence; of several that speak of the same thing, the one registered last is believed.

    A source is told the request, what is asked and the day, and returns what its records say of that; it leaves out
    what they don't hold. What is asked is what was submitted, or the draft where that is judged.
    """
    if source not in _sources:
        _sources.append(source)


def gather(request: DataRequest, draft: Draft, on: date) -> Gathered:
    """Return all evidence of a request on a day."""
    tables = {**_stated(request, draft), **{key: request.evidence[key] for key in RECORDED if key in request.evidence}}
    consents: tuple[Consent, ...] | None = None
    for source in _sources:
        found = source(request, draft, on)
        tables.update(tables_of(found))
        consents = found.consents if found.consents is not None else consents
    if consents is not None:
        tables["consents"] = CONSENTS_FILE
    return Gathered(tables, None if consents is None else consents_csv(consents))


def tables_of(evidence: Evidence) -> Tables:
    """Return evidence as tables of a request document, without what is not there."""
    tables: Tables = {
        "public_data_reviewed": evidence.public_data_reviewed,
        "legal_basis": evidence.legal_basis,
        "approvals": list(evidence.approvals),
        "fee_accepted": evidence.fee_accepted,
    }
    if evidence.partnerbps is not None:
        tables["partnerbps"] = _registration(evidence.partnerbps)
    for name in ("nda", "study_agreement", "school_agreements", "research_proposal", "school_official"):
        part = getattr(evidence, name)
        if part is not None:
            tables[name] = {key: _plain(getattr(part, key)) for key in part.__slots__}
    return _without_blanks(tables)


def consents_csv(consents: tuple[Consent, ...]) -> str:
    """Return consents in the form of `consents.csv`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in consents:
        dates = [day.isoformat() if day else "" for day in (one.signed_on, one.expires_on, one.revoked_on)]
        signer = one.signer.value if one.signer else ""
        barred = "yes" if one.signer_barred else ""
        writer.writerow([one.student_id, ";".join(one.elements), one.recipient, one.purpose, signer, *dates, barred])
    return text.getvalue()


def _stated(request: DataRequest, draft: Draft) -> Tables:
    tables: Tables = {"public_data_reviewed": draft.public_data_reviewed, "legal_basis": draft.legal_basis}
    if draft.school_agreements:
        handed_in = request.attachments.filter(kind=AttachmentKind.SCHOOL_AGREEMENT, removed_at=None)
        exist = draft.school_agreements == "yes"
        tables["school_agreements"] = {
            "exist": exist,
            "files": sorted(set(handed_in.values_list("name", flat=True))) if exist else [],
        }
    offer = FeeOffer.objects.filter(request=request).last()
    if offer is not None and offer.accepted:
        tables["fee_accepted"] = True
    return _without_blanks(tables)


def _registration(registration: PartnerRegistration) -> Tables:
    return {
        "school_year": str(SchoolYear(registration.school_year_ends_in)),
        "organisation": registration.organisation,
        "programs": {program.name: program.is_registered for program in registration.programs},
        "partnerships": {one.school_id: one.is_registered for one in registration.partnerships},
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return [str(item) for item in value] if isinstance(value, tuple) else value


def _without_blanks(tables: Mapping[str, object]) -> Tables:
    """Leave out what was not answered, one level down too: the reader takes what is not there for not handed in."""
    kept: Tables = {}
    for key, value in tables.items():
        if isinstance(value, dict):
            kept[key] = {name: inner for name, inner in value.items() if inner not in (None, "", [])}
        elif value not in (None, "", [], False):
            kept[key] = value
    return kept
