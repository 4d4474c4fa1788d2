"""Writing an agreement, sending it out, renewing it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from schoolgate.office.agreements import papers, permissions, selectors, texts, transitions
from schoolgate.office.agreements.actions import telling
from schoolgate.office.agreements.models import Agreement
from schoolgate.office.agreements.transitions import State, Step
from schoolgate.office.agreements.wordings import Kind, newest
from schoolgate.office.clock import day_of
from schoolgate.office.errors import Hidden
from schoolgate.office.people.models import User
from schoolgate.office.requests import moves
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.seals import SealedFiles
from schoolgate.policy.versions import current_pack


@dataclass(frozen=True, slots=True)
class Terms:
    """What an analyst fills in. `blanks` are those of the wording by name; `struck` the clauses to leave out."""

    organisation: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    destroy_by: date | None = None
    purposes: tuple[str, ...] = ()
    study_purpose: str = ""
    blanks: Mapping[str, str] = field(default_factory=dict)
    struck: tuple[str, ...] = ()


@transaction.atomic
def draft(
    *, kind: Kind, party: User, by: User, at: datetime, request: DataRequest | None = None, terms: Terms | None = None
) -> Agreement:
    """Begin an agreement from the newest wording. Raises Forbidden."""
    permissions.may_draft(by, party).require()
    if request is not None and request.owner_id != party.pk:
        raise Hidden
    agreement = Agreement.objects.create(
        kind=kind,
        wording_version=newest(kind).version,
        party=party,
        organisation=party.organisation or party.name,
        request=request,
        created_at=at,
        created_by=by,
    )
    telling.note(agreement, "agreement.drafted", by=by, at=at, details={"kind": kind.value})
    return agreement if terms is None else write(agreement=agreement, terms=terms, by=by, at=at)


@transaction.atomic
def write(*, agreement: Agreement, terms: Terms, by: User, at: datetime) -> Agreement:
    """Fill in a draft. Raises Forbidden, and NotNow where it has gone out already."""
    current = telling.locked(agreement.pk)
    permissions.may_draft(by, current.party).require()
    transitions.require(Step.WRITE, current.state)
    current.organisation = terms.organisation.strip() or current.organisation
    current.starts_on, current.ends_on, current.destroy_by = terms.starts_on, terms.ends_on, terms.destroy_by
    current.purposes, current.study_purpose = list(terms.purposes), terms.study_purpose
    current.terms, current.struck = {name: text.strip() for name, text in terms.blanks.items()}, list(terms.struck)
    current.save()
    telling.note(current, "agreement.written", by=by, at=at)
    return current


@transaction.atomic
def send(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """Send it out for signature; from then on its words are fixed.

    Raises ClausesMissing where a mandatory clause is struck or not filled in, Forbidden and NotNow.
    """
    current = telling.locked(agreement.pk)
    permissions.may_draft(by, current.party).require()
    current.state = transitions.require(Step.SEND, current.state)
    pack = current_pack(day_of(at))
    texts.require_complete(current, pack)
    text = texts.text_of(current, pack)
    current.text, current.text_sha256, current.sent_at = dataclasses.asdict(text), text.sha256, at
    current.paper_key = SealedFiles().put([papers.paper(text, (), at)]).key
    current.save()
    details = {"text_sha256": text.sha256, "wording": text.version}
    telling.note(current, "agreement.sent", by=by, at=at, details=details)
    telling.tell_party(current, "to_sign", at)
    telling.tell_signers(current, at)
    return current


@transaction.atomic
def withdraw(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """Take back what was not signed by both. Raises Forbidden and NotNow."""
    current = telling.locked(agreement.pk)
    permissions.may_draft(by, current.party).require()
    was_sent = current.state == State.OUT
    current.state = transitions.require(Step.WITHDRAW, current.state)
    current.save()
    telling.note(current, "agreement.withdrawn", by=by, at=at)
    if was_sent:
        telling.tell_party(current, "withdrawn", at)
    return current


@transaction.atomic
def renew(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """Begin the agreement that follows: the same terms in the newest wording, for as long again."""
    current = telling.locked(agreement.pk)
    permissions.may_draft(by, current.party).require()
    transitions.require(Step.RENEW, current.state)
    made = draft(kind=Kind(current.kind), party=current.party, request=current.request, by=by, at=at)
    made.renews, made.organisation, made.terms, made.struck = current, current.organisation, current.terms, []
    made.purposes, made.study_purpose = current.purposes, current.study_purpose
    if current.starts_on and current.ends_on and current.destroy_by:
        span = current.ends_on - current.starts_on
        made.starts_on = max(current.ends_on + timedelta(days=1), day_of(at))
        made.ends_on = made.starts_on + span
        made.destroy_by = made.ends_on + (current.destroy_by - current.ends_on)
    made.save()
    made.colleagues.set(current.colleagues.all())
    telling.note(current, "agreement.renewal_begun", by=by, at=at, details={"renewal": made.subject})
    return made


def cover(*, agreement: Agreement, colleague: User, by: User, at: datetime) -> None:
    """Let an agreement speak of a colleague's requests too. Raises Forbidden."""
    with transaction.atomic():
        current = telling.locked(agreement.pk)
        permissions.may_draft(by, current.party).require()
        permissions.may_draft(by, colleague).require()
        current.colleagues.add(colleague)
        telling.note(current, "agreement.covers", by=by, at=at, details={"person": f"user:{colleague.pk}"})
    refresh_requests(current, at)


def refresh_requests(agreement: Agreement, at: datetime) -> None:
    """Determine the open requests that an agreement speaks of again. Run after the transaction."""
    for request_id in selectors.open_requests_of(agreement).values_list("pk", flat=True):
        moves.refresh(request_id, at=at)
