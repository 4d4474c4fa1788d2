"""The clocks of a determination: which of them run for a request, and from when."""

from datetime import date

from schoolgate.core import BadInput
from schoolgate.policy.calendar_file import district_calendar
from schoolgate.policy.clocks import ClockId, ClockLane, ClockReading, ClockState, read_clocks
from schoolgate.policy.determination import Lane
from schoolgate.policy.facts import Facts
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.vocabulary import ProposalStatus, Purpose, RequesterKind


def clocks_of(facts: Facts, lane: Lane, pack: PolicyPack) -> tuple[ClockReading, ...]:
    """Return how the clocks of a request stand; staff see their own students at once, so none runs for them.

    A day outside the calendar's years starts no clock; the reading says so. Source: ODA-03, "Process" (R55 to R59).
    """
    if lane in {Lane.OWN_STUDENTS, Lane.REDIRECT}:
        return ()
    try:
        return read_clocks(
            lane=clock_lane(facts),
            submitted_at=facts.submitted_at,
            nda_executed_on=agreement_executed_on(facts),
            approved_on=proposal_approved_on(facts),
            on=facts.on,
            days=pack.days,
            calendar=district_calendar(),
        )
    except BadInput as error:
        reason = " ".join(fault.message for fault in error.faults)
        return tuple(ClockReading(clock, ClockState.NOT_STARTED, None, reason) for clock in ClockId)


def clock_lane(facts: Facts) -> ClockLane:
    """Return which turnaround applies: research whoever asks, then partners, then everybody else."""
    is_research = facts.purpose in {Purpose.RESEARCH, Purpose.EVALUATION}
    if is_research or facts.requester.kind is RequesterKind.RESEARCHER:
        return ClockLane.RESEARCH
    return ClockLane.PARTNER if facts.requester.kind is RequesterKind.PARTNER else ClockLane.GENERAL


def agreement_executed_on(facts: Facts) -> date | None:
    """Return the day of the last signature under the agreement, None while one is missing on the day asked about."""
    nda = facts.evidence.nda
    return nda.executed_on if nda is not None and nda.is_signed_by(facts.on) else None


def proposal_approved_on(facts: Facts) -> date | None:
    """Return the day on which the research proposal was approved, None where it is not by the day asked about."""
    proposal = facts.evidence.research_proposal
    if proposal is None or proposal.status is not ProposalStatus.APPROVED:
        return None
    return proposal.approved if proposal.approved is not None and proposal.approved <= facts.on else None
