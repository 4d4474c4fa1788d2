"""One request as the gates see it: the facts, the version of the circular, and the lane it is on."""

from dataclasses import dataclass
from datetime import date

from schoolgate.core import DataLevel
from schoolgate.policy.determination import Lane
from schoolgate.policy.facts import Evidence, Facts
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.vocabulary import FerpaException, Purpose, RequesterKind


@dataclass(frozen=True, slots=True)
class Case:
    """What every gate is asked about."""

    facts: Facts
    pack: PolicyPack
    lane: Lane

    @property
    def kind(self) -> RequesterKind:
        """Who asks."""
        return self.facts.requester.kind

    @property
    def on(self) -> date:
        """The day it is decided for."""
        return self.facts.on

    @property
    def evidence(self) -> Evidence:
        """What was handed in."""
        return self.facts.evidence

    @property
    def exception(self) -> FerpaException:
        """The exception to consent that the request names."""
        return self.facts.ferpa_exception

    @property
    def has_student_rows(self) -> bool:
        """The data holds rows about single students that are more than directory information."""
        return self.lane in {Lane.DEIDENTIFIED, Lane.ROSTER, Lane.OWN_STUDENTS}

    @property
    def asks_for_small_groups(self) -> bool:
        """An agency names a legal basis: it asks to see groups that are hidden otherwise (R46)."""
        is_agency_table = self.kind is RequesterKind.AGENCY and self.lane is Lane.AGGREGATE
        return is_agency_table and bool(self.facts.evidence.legal_basis.strip())


def lane_of(facts: Facts) -> Lane:
    """Return the lane of a request that is not sent elsewhere.

    A leader or teacher who asks for a roster asks for her own students, unless she asks as a researcher (R21).
    """
    if facts.query.level is DataLevel.ROSTER and facts.requester.kind.is_school and not asks_as_researcher(facts):
        return Lane.OWN_STUDENTS
    return Lane(str(facts.query.level))


def asks_as_researcher(facts: Facts) -> bool:
    """Whether a request is research whatever the requester's post; the district's own evaluation is not."""
    if facts.purpose is Purpose.EVALUATION:
        return not is_internal_evaluation(facts)
    return facts.purpose is Purpose.RESEARCH


def is_internal_evaluation(facts: Facts) -> bool:
    """Whether staff evaluate as school officials, which a person has to confirm (R21)."""
    is_official = facts.ferpa_exception is FerpaException.SCHOOL_OFFICIAL
    return facts.purpose is Purpose.EVALUATION and facts.requester.kind.is_staff and is_official
