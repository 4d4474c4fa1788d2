"""Research and evaluation need an approved proposal first, whoever asks (R21, R35, D15)."""

from schoolgate.policy.case import Case, is_internal_evaluation
from schoolgate.policy.determination import Finding
from schoolgate.policy.facts import ResearchProposal
from schoolgate.policy.reasons import Reason
from schoolgate.policy.sentences import finding
from schoolgate.policy.vocabulary import ProposalStatus, Purpose, RequesterKind

_RESEARCH = {Purpose.RESEARCH, Purpose.EVALUATION}
_NOT_APPROVED = {
    ProposalStatus.SUBMITTED: Reason.PROPOSAL_UNDECIDED,
    ProposalStatus.DECLINED: Reason.PROPOSAL_DECLINED,
    ProposalStatus.WITHDRAWN: Reason.PROPOSAL_WITHDRAWN,
}


def research_proposal(case: Case) -> Finding:
    """A researcher, and anybody whose purpose is research or evaluation, needs a proposal approved for the day.

    Source: ODA-03, "Legal Guidelines" (R21) and "Who is requesting data?", researchers (R35); approvals run a year,
    and each school's leader has the last word (D15). A grant changes nothing (R22).
    """
    clauses = ("R22",) if case.facts.grant_funded else ()
    if case.kind is not RequesterKind.RESEARCHER and case.facts.purpose not in _RESEARCH:
        return finding(Reason.NOT_RESEARCH)
    proposal = case.evidence.research_proposal
    fault = finding(Reason.PROPOSAL_ABSENT, clauses=clauses) if proposal is None else _fault(proposal, case, clauses)
    if fault is None:
        return finding(Reason.PROPOSAL_APPROVED, clauses=clauses, on=case.on)
    if is_internal_evaluation(case.facts):
        return finding(Reason.INTERNAL_EVALUATION, clauses=clauses)
    return fault


def _fault(proposal: ResearchProposal, case: Case, clauses: tuple[str, ...]) -> Finding | None:
    if proposal.status in _NOT_APPROVED:
        return finding(_NOT_APPROVED[proposal.status], clauses=clauses)
    if proposal.approved is None or proposal.approved > case.on:
        return finding(Reason.PROPOSAL_NOT_YET_APPROVED, clauses=clauses, on=case.on)
    if proposal.ends is None or proposal.ends < case.on:
        return finding(Reason.PROPOSAL_ENDED, clauses=clauses, ended_on=proposal.ends or "no day")
    declined = _declined_schools(proposal, case)
    if declined:
        return finding(Reason.PROPOSAL_SCHOOL_DECLINED, clauses=clauses, details=declined, schools=", ".join(declined))
    return None


def _declined_schools(proposal: ResearchProposal, case: Case) -> tuple[str, ...]:
    """Return the declined schools that are asked for; all of them where the request names no school."""
    asked = set(case.facts.query.population.values("school"))
    return tuple(school for school in proposal.declined_schools if not asked or school in asked)
