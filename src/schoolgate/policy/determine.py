"""The whole decision: facts in, a determination out. Nothing else in the system decides."""

from collections.abc import Callable
from dataclasses import replace

from schoolgate.policy.alternatives import nearest_allowed
from schoolgate.policy.case import Case, lane_of
from schoolgate.policy.clock_readings import clocks_of
from schoolgate.policy.conditions import conditions
from schoolgate.policy.determination import (
    ClockReading,
    Determination,
    Finding,
    GateId,
    GateStatus,
    Lane,
    Outcome,
    Redirect,
)
from schoolgate.policy.facts import Facts
from schoolgate.policy.gates import (
    agreements,
    audience,
    consent,
    contents,
    partners,
    population,
    preparation,
    research,
    scope,
)
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.reasons import Reason
from schoolgate.policy.redirects import Route, route_of

Gate = Callable[[Case], Finding]
ClockReader = Callable[[Facts, Lane, PolicyPack], tuple[ClockReading, ...]]

GATES: dict[GateId, Gate] = {
    GateId.PUBLIC_DATA_REVIEW: preparation.public_data_review,
    GateId.PARTNERBPS: partners.partnerbps,
    GateId.SCHOOL_AGREEMENTS: partners.school_agreements,
    GateId.NDA: agreements.nda,
    GateId.STUDY_AGREEMENT: agreements.study_agreement,
    GateId.RESEARCH_PROPOSAL: research.research_proposal,
    GateId.CONSENT: consent.consent,
    GateId.ID_LIST: population.id_list,
    GateId.ROW_SCOPE: scope.row_scope,
    GateId.DIRECTORY_SELECTION: population.directory_selection,
    GateId.AUDIENCE: audience.audience,
    GateId.ELEMENTS: contents.elements,
    GateId.FEE: preparation.fee,
}

_OUTCOMES = {
    GateStatus.REFUSED: Outcome.REFUSED,
    GateStatus.MISSING: Outcome.BLOCKED,
    GateStatus.NEEDS_PERSON: Outcome.NEEDS_PERSON,
}
_SUMMARIES = {
    Outcome.PROCEED: "The data may be built.",
    Outcome.NEEDS_PERSON: "A person has to decide before the data may be built.",
    Outcome.BLOCKED: "Something is still missing before the data may be built.",
    Outcome.REFUSED: "The circular does not allow this. Whoever is refused may ask for reconsideration.",
}


def determine(facts: Facts, pack: PolicyPack, *, clocks: ClockReader = clocks_of) -> Determination:
    """Decide one request under one version of the circular.

    Every gate is asked, whatever the others say, so that all that is missing is told at once. Raises nothing for
    any facts: what can't be judged is missing or needs a person.
    """
    route = route_of(facts, pack)
    if route is not None:
        return _sent_on(facts, pack, route)
    decided = _decide(facts, pack)
    ways = () if decided.allowed else nearest_allowed(facts, pack, decided, _decide)
    return replace(decided, clocks=clocks(facts, decided.lane, pack), alternatives=ways)


def _decide(facts: Facts, pack: PolicyPack) -> Determination:
    case = Case(facts, pack, lane_of(facts))
    findings = tuple(gate(case) for gate in GATES.values())
    outcome = outcome_of(findings)
    redirect = _way_on(findings)
    return Determination(
        policy=pack.label,
        on=facts.on,
        lane=case.lane,
        outcome=outcome,
        summary=summary_of(outcome),
        disclosure=pack.disclosure_for(facts.audience, facts.requester.kind),
        redirect=redirect,
        contact=_contact(pack, outcome, redirect),
        gates=findings,
        conditions=conditions(case),
    )


def outcome_of(findings: tuple[Finding, ...]) -> Outcome:
    """Return what the findings come to: refused before blocked before needs_person before proceed."""
    strictest = max(findings, key=lambda found: found.status.strictness)
    return _OUTCOMES.get(strictest.status, Outcome.PROCEED)


def summary_of(outcome: Outcome) -> str:
    """Return the sentence that stands above the gates."""
    return _SUMMARIES[outcome]


def _way_on(findings: tuple[Finding, ...]) -> Redirect | None:
    """Return the office or process that mends a request which is not open yet."""
    reasons = {found.reason for found in findings}
    if reasons & {Reason.AGENCY_AGGREGATE_ONLY, Reason.AUDIT_NEEDS_LEGAL}:
        return Redirect.LEGAL_ADVISOR
    return Redirect.RESEARCH_PROPOSAL if Reason.PROPOSAL_ABSENT in reasons else None


def _contact(pack: PolicyPack, outcome: Outcome, redirect: Redirect | None) -> str:
    if redirect is not None:
        return pack.contacts.of(redirect)
    return pack.contacts.appeal if outcome is Outcome.REFUSED else pack.contacts.office


def _sent_on(facts: Facts, pack: PolicyPack, route: Route) -> Determination:
    return Determination(
        policy=pack.label,
        on=facts.on,
        lane=Lane.REDIRECT,
        outcome=Outcome.REDIRECT,
        summary=f"{route.text} ({', '.join(route.clauses)})",
        disclosure=pack.disclosure_for(facts.audience, facts.requester.kind),
        redirect=route.redirect,
        contact=pack.contacts.of(route.redirect),
    )
