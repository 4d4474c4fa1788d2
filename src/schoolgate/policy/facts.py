"""What a determination is made from: who asks, for what, with which evidence, on which day."""

from dataclasses import dataclass
from datetime import date, datetime

from schoolgate.core import Query
from schoolgate.policy.consents import Consent
from schoolgate.policy.vocabulary import Audience, Channel, FerpaException, ProposalStatus, Purpose, RequesterKind

__all__ = [
    "Agreement",
    "Audience",
    "Channel",
    "Evidence",
    "Facts",
    "FerpaException",
    "PartnerRegistration",
    "Partnership",
    "ProgramRegistration",
    "ProposalStatus",
    "Purpose",
    "RecordFacts",
    "Requester",
    "RequesterKind",
    "ResearchProposal",
    "SchoolAgreements",
    "SchoolOfficialTest",
    "SchoolRef",
    "StudyAgreement",
]


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks. `person_id` is a staff member's users.sourcedId; `debarred_until` is exclusive."""

    kind: RequesterKind
    name: str = ""
    email: str = ""
    organisation: str = ""
    person_id: str = ""
    debarred_until: date | None = None

    @property
    def recipient(self) -> str:
        """The name by which a consent must name the recipient: the organisation, else the person."""
        return self.organisation or self.name


@dataclass(frozen=True, slots=True)
class Agreement:
    """A non-disclosure agreement. `ends` is its last day; `purposes` empty means that it is not limited to some."""

    requester_signed: date | None = None
    district_signed: date | None = None
    ends: date | None = None
    terminated_on: date | None = None
    purposes: tuple[Purpose, ...] = ()

    @property
    def executed_on(self) -> date | None:
        """The day of the last signature; None unless both have signed."""
        if self.requester_signed is None or self.district_signed is None:
            return None
        return max(self.requester_signed, self.district_signed)

    def is_signed_by(self, day: date) -> bool:
        """Both signatures were given on or before the day."""
        return self.executed_on is not None and self.executed_on <= day

    def is_over(self, day: date) -> bool:
        """It has ended, or was terminated, before or on the day. An agreement without an end date counts as over."""
        terminated = self.terminated_on is not None and self.terminated_on <= day
        return terminated or self.ends is None or self.ends < day


@dataclass(frozen=True, slots=True)
class StudyAgreement:
    """The written agreement that a studies or audit exception asks for. `ends` is its last day."""

    signed: date | None = None
    ends: date | None = None
    purpose: str = ""
    clauses: tuple[str, ...] = ()
    destroy_by: date | None = None


@dataclass(frozen=True, slots=True)
class ProgramRegistration:
    """One program of a partner, and whether it is registered."""

    name: str
    is_registered: bool


@dataclass(frozen=True, slots=True)
class Partnership:
    """One partnership with a school (orgs.sourcedId), and whether it is registered."""

    school_id: str
    is_registered: bool


@dataclass(frozen=True, slots=True)
class PartnerRegistration:
    """What PartnerBPS says of a partner in one school year, known by the year in which it ends."""

    school_year_ends_in: int
    organisation: bool = False
    programs: tuple[ProgramRegistration, ...] = ()
    partnerships: tuple[Partnership, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolAgreements:
    """A partner's word whether agreements with schools exist, and the files handed in."""

    exist: bool
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResearchProposal:
    """A research proposal. `ends` is the last day of the approval; leaders who declined are known by school id."""

    status: ProposalStatus
    approved: date | None = None
    ends: date | None = None
    declined_schools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolOfficialTest:
    """The three parts a person who is not an employee must meet (34 CFR 99.31(a)(1)(i)(B))."""

    service_of_staff: bool = False
    direct_control: bool = False
    bound_by_redisclosure: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was handed in with a request. `approvals` are names of people; None means that nothing was handed in."""

    public_data_reviewed: str = ""
    nda: Agreement | None = None
    study_agreement: StudyAgreement | None = None
    partnerbps: PartnerRegistration | None = None
    school_agreements: SchoolAgreements | None = None
    consents: tuple[Consent, ...] | None = None
    research_proposal: ResearchProposal | None = None
    school_official: SchoolOfficialTest | None = None
    legal_basis: str = ""
    approvals: tuple[str, ...] = ()
    fee_accepted: bool = False


@dataclass(frozen=True, slots=True)
class SchoolRef:
    """A school of the snapshot: orgs.sourcedId and name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What the district's records say about a request. The policy reads it and never computes it.

    schools: of the students asked for; where an ID list is used, only of students whose consent is in force, and
    without one every school with the grades asked for, so that naming one tells nothing about others.
    staff_schools: where the requester works now. student_count: how many students the population selects in the
    requester's scope.
    """

    schools: tuple[SchoolRef, ...] = ()
    student_count: int = 0
    staff_schools: tuple[SchoolRef, ...] = ()
    staff_sections: int = 0
    person_known: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a determination depends on. `submitted_at` is aware; `on` is the day it is decided for."""

    query: Query
    requester: Requester
    purpose: Purpose
    use: str
    audience: tuple[Audience, ...]
    submitted_at: datetime
    on: date
    ferpa_exception: FerpaException = FerpaException.NONE
    grant_funded: bool = False
    channel: Channel = Channel.FORM
    evidence: Evidence = Evidence()
    records: RecordFacts | None = None
