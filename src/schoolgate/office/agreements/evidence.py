"""What the agreements say of a request: the source that determinations, clocks and releases read."""

from datetime import date

from schoolgate.office.agreements import selectors
from schoolgate.office.agreements.models import Agreement, Side
from schoolgate.office.agreements.texts import Text, wording_of
from schoolgate.office.agreements.transitions import State
from schoolgate.office.agreements.wordings import Kind
from schoolgate.office.clock import day_of
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy import facts
from schoolgate.policy.versions import current_pack
from schoolgate.policy.vocabulary import FerpaException, Purpose

_SENT = (State.OUT, State.SIGNED, State.TERMINATED)
_OF_EXCEPTION = {FerpaException.STUDIES.value: Kind.STUDIES, FerpaException.AUDIT.value: Kind.AUDIT}


def source(request: DataRequest, asked: Draft, on: date) -> facts.Evidence:
    """Return the agreements that speak of a request, each as the policy reads it; nothing where none went out.

    The policy knows no first day: one that both have signed and that begins later is left out until then.
    """
    sent = selectors.covering(request).filter(state__in=_SENT).exclude(state=State.SIGNED, starts_on__gt=on)
    found = list(sent.prefetch_related("signatures"))
    nda = _best([one for one in found if one.kind == Kind.NDA], asked.purpose, on)
    kind = _OF_EXCEPTION.get(asked.ferpa_exception)
    study = _best([one for one in found if one.kind == kind], "", on)
    return facts.Evidence(
        nda=None if nda is None else nda_of(nda),
        study_agreement=None if study is None else study_agreement_of(study),
    )


def nda_of(agreement: Agreement) -> facts.Agreement:
    """Return a non-disclosure agreement as the policy reads it."""
    signed = _signed_on(agreement)
    return facts.Agreement(
        requester_signed=signed.get(Side.REQUESTER),
        district_signed=signed.get(Side.DISTRICT),
        ends=agreement.ends_on,
        terminated_on=agreement.terminated_on,
        purposes=tuple(Purpose(value) for value in agreement.purposes),
    )


def study_agreement_of(agreement: Agreement) -> facts.StudyAgreement:
    """Return a studies agreement or an audit designation as the policy reads it, with the clauses that it holds.

    The policy knows no termination of these: one that was terminated ends the day before.
    """
    signed = _signed_on(agreement)
    ends = agreement.ends_on
    if agreement.terminated_on is not None:
        last = date.fromordinal(agreement.terminated_on.toordinal() - 1)
        ends = last if ends is None else min(ends, last)
    is_signed = len(signed) == len(Side)
    return facts.StudyAgreement(
        signed=max(signed.values()) if is_signed else None,
        ends=ends,
        purpose=agreement.study_purpose,
        clauses=_clauses_of_law(agreement),
        destroy_by=agreement.destroy_by,
    )


def _clauses_of_law(agreement: Agreement) -> tuple[str, ...]:
    """Return the clauses that the law asks for and the agreement holds, complete as they went out."""
    if agreement.text is None:
        return ()
    needed = wording_of(agreement).needed(current_pack(day_of(agreement.sent_at or agreement.created_at)).agreements)
    return tuple(clause.id for clause in Text.of(agreement.text).clauses if clause.id in needed)


def _best(found: list[Agreement], purpose: str, on: date) -> Agreement | None:
    """Return the agreement to judge by: one in force for the purpose, of several the one signed first; else the newest.

    Of several in force the first to be signed counts, so that a renewal in good time moves no clock.
    """
    if not found:
        return None
    holding = [one for one in found if one.is_in_force(on) and (not one.purposes or purpose in one.purposes)]
    if holding:
        return min(holding, key=lambda one: max(_signed_on(one).values()))
    return max(found, key=lambda one: one.created_at)


def _signed_on(agreement: Agreement) -> dict[Side, date]:
    return {Side(signature.side): signature.signed_on for signature in agreement.signatures.all()}
