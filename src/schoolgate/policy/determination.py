"""What the circular answers: a lane, one finding for each gate, the clocks, and the way on."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schoolgate.core import Query
from schoolgate.policy.clocks import ClockReading, ClockState
from schoolgate.policy.reasons import Reason

__all__ = [
    "Alternative",
    "ClockReading",
    "ClockState",
    "Determination",
    "DisclosureRules",
    "Finding",
    "GateId",
    "GateStatus",
    "Lane",
    "Outcome",
    "Redirect",
]


class Lane(StrEnum):
    """The way a request takes; what may be built depends on it."""

    AGGREGATE = "aggregate"
    DEIDENTIFIED = "deidentified"
    ROSTER = "roster"
    DIRECTORY = "directory"
    OWN_STUDENTS = "own_students"
    REDIRECT = "redirect"


class GateId(StrEnum):
    """What a request has to pass, in the order in which it is told."""

    PUBLIC_DATA_REVIEW = "public_data_review"
    PARTNERBPS = "partnerbps"
    SCHOOL_AGREEMENTS = "school_agreements"
    NDA = "nda"
    STUDY_AGREEMENT = "study_agreement"
    RESEARCH_PROPOSAL = "research_proposal"
    CONSENT = "consent"
    ID_LIST = "id_list"
    ROW_SCOPE = "row_scope"
    DIRECTORY_SELECTION = "directory_selection"
    AUDIENCE = "audience"
    ELEMENTS = "elements"
    FEE = "fee"


class GateStatus(StrEnum):
    """How a gate stands."""

    MET = "met"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"
    NEEDS_PERSON = "needs_person"
    REFUSED = "refused"

    @property
    def is_open(self) -> bool:
        """The gate lets the request through."""
        return self in {GateStatus.MET, GateStatus.NOT_NEEDED}

    @property
    def strictness(self) -> int:
        """0 lets through, 3 refuses."""
        return {GateStatus.NEEDS_PERSON: 1, GateStatus.MISSING: 2, GateStatus.REFUSED: 3}.get(self, 0)


class Outcome(StrEnum):
    """The whole answer."""

    PROCEED = "proceed"
    NEEDS_PERSON = "needs_person"
    BLOCKED = "blocked"
    REFUSED = "refused"
    REDIRECT = "redirect"

    @property
    def strictness(self) -> int:
        """0 for proceed; a larger number allows less."""
        return list(Outcome).index(self)


class Redirect(StrEnum):
    """The office or process that a requester is sent to."""

    COMMUNICATIONS_OFFICE = "communications_office"
    PUBLIC_RECORDS_CENTER = "public_records_center"
    INDIVIDUAL_RECORDS = "individual_records"
    LEGAL_ADVISOR = "legal_advisor"
    RESEARCH_PROPOSAL = "research_proposal"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one gate stands and why. `details` names what is meant (elements, lines, schools) as data."""

    gate: GateId
    status: GateStatus
    reason: Reason
    clauses: tuple[str, ...]
    law: tuple[str, ...]
    text: str
    details: tuple[str, ...] = ()

    def to_document(self) -> dict[str, object]:
        """Return the contract's JSON object; an open gate has no reason."""
        return {
            "id": str(self.gate),
            "status": str(self.status),
            "reason": None if self.status.is_open else str(self.reason),
            "clauses": list(self.clauses),
            "law": list(self.law),
            "text": self.text,
            "details": list(self.details),
        }


@dataclass(frozen=True, slots=True)
class DisclosureRules:
    """What the build must keep: hide groups under `threshold`; k of de-identified rows; bands of rates, in percent.

    Rates below `rate_band_percent` or above 100 minus it are shown as a band. `zeros_hidden` is the default that
    a reviewer may lift for impossible groups only where `reviewer_may_show_zeros`.
    """

    threshold: int
    level: str
    zeros_hidden: bool
    reviewer_may_show_zeros: bool
    k: int
    rate_band_percent: int

    def stricter(self, other: "DisclosureRules") -> "DisclosureRules":
        """Return the rules that keep both promises."""
        return DisclosureRules(
            threshold=max(self.threshold, other.threshold),
            level="ambiguous" if "ambiguous" in {self.level, other.level} else self.level,
            zeros_hidden=self.zeros_hidden or other.zeros_hidden,
            reviewer_may_show_zeros=self.reviewer_may_show_zeros and other.reviewer_may_show_zeros,
            k=max(self.k, other.k),
            rate_band_percent=max(self.rate_band_percent, other.rate_band_percent),
        )


@dataclass(frozen=True, slots=True)
class Alternative:
    """A nearer way that the circular allows: a sentence, and the changed query where one was computed."""

    text: str
    query: Query | None = None


@dataclass(frozen=True, slots=True)
class Determination:
    """The answer to one request on one day, under one version of the circular.

    redirect names where the requester is sent; with outcome `redirect` it is the whole answer, with others it is
    the way to mend it. conditions are sentences that go with the data. rechecked_under is the version in force on
    the day of release, where it is another than the one in force at submission.
    """

    policy: str
    on: date
    lane: Lane
    outcome: Outcome
    summary: str
    disclosure: DisclosureRules
    redirect: Redirect | None = None
    contact: str | None = None
    gates: tuple[Finding, ...] = ()
    clocks: tuple[ClockReading, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    conditions: tuple[str, ...] = ()
    rechecked_under: str | None = None

    @property
    def allowed(self) -> bool:
        """Whether the data may be built."""
        return self.outcome is Outcome.PROCEED

    def gate(self, gate: GateId) -> Finding | None:
        """Return the finding of a gate; None where the request was sent on before any gate."""
        return next((finding for finding in self.gates if finding.gate is gate), None)

    def reasons(self) -> tuple[str, ...]:
        """Return the sentences that say why the data may not be built (yet)."""
        return tuple(finding.text for finding in self.gates if not finding.status.is_open) or (self.summary,)

    def to_document(self) -> dict[str, object]:
        """Return the JSON document of the contract."""
        return {
            "policy": self.policy,
            "on": self.on.isoformat(),
            "lane": str(self.lane),
            "outcome": str(self.outcome),
            "summary": self.summary,
            "redirect": None if self.redirect is None else str(self.redirect),
            "contact": self.contact,
            "gates": [finding.to_document() for finding in self.gates],
            "clocks": [_clock_document(clock) for clock in self.clocks],
            "alternatives": [alternative.text for alternative in self.alternatives],
            "conditions": list(self.conditions),
            "rechecked_under": self.rechecked_under,
        }


def _clock_document(clock: ClockReading) -> dict[str, object]:
    due = None if clock.due is None else clock.due.isoformat()
    return {"id": str(clock.id), "state": str(clock.state), "due": due, "text": clock.text}
