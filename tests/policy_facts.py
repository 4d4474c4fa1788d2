"""Requests for tests: for every requester one that has everything, to take something away from."""

from dataclasses import replace
from datetime import UTC, date, datetime

from schoolgate.core import Condition, DataLevel, IdList, ListedId, Population, Query, SchoolYear
from schoolgate.policy.consents import Consent, Signer
from schoolgate.policy.determination import Determination, Finding, GateId
from schoolgate.policy.determine import determine
from schoolgate.policy.facts import (
    Agreement,
    Evidence,
    Facts,
    PartnerRegistration,
    Partnership,
    ProgramRegistration,
    RecordFacts,
    Requester,
    ResearchProposal,
    SchoolAgreements,
    SchoolOfficialTest,
    SchoolRef,
    StudyAgreement,
)
from schoolgate.policy.versions import current_pack
from schoolgate.policy.vocabulary import Audience, FerpaException, ProposalStatus, Purpose, RequesterKind

ON = date(2026, 4, 14)
SUBMITTED = datetime(2026, 4, 10, 10, tzinfo=UTC)
PACK = current_pack(ON)
BURKE = SchoolRef("ORG-1", "Burke High")
LATIN = SchoolRef("ORG-2", "Latin Academy")
YEAR = (SchoolYear(2026),)

NDA = Agreement(date(2026, 1, 10), date(2026, 1, 12), date(2026, 12, 31))
STUDY = StudyAgreement(
    date(2026, 1, 10),
    date(2026, 12, 31),
    "improve_instruction",
    PACK.agreements.study_clauses,
    date(2027, 6, 30),
)
AUDIT = replace(STUDY, purpose="audit", clauses=PACK.agreements.audit_clauses)
PARTNERBPS = PartnerRegistration(
    2026, True, (ProgramRegistration("Tutoring", True),), (Partnership(BURKE.id, True), Partnership(LATIN.id, True))
)
PROPOSAL = ResearchProposal(ProposalStatus.APPROVED, date(2026, 3, 1), date(2027, 2, 28))
CONSENT = Consent(
    2,
    "1000789",
    ("name", "grade", "attendance_by_quarter"),
    "Tutors",
    "services",
    Signer.PARENT,
    date(2026, 1, 5),
)
OFFICIAL = SchoolOfficialTest(True, True, True)
COMPLETE = Evidence(
    public_data_reviewed="None of the reports shows these groups together.",
    nda=NDA,
    partnerbps=PARTNERBPS,
    school_agreements=SchoolAgreements(True, ("mou.pdf",)),
    consents=(CONSENT,),
    research_proposal=PROPOSAL,
)
LED = RecordFacts(schools=(BURKE,), student_count=400, staff_schools=(BURKE,), staff_sections=0, person_known=True)
TAUGHT = replace(LED, staff_sections=5, student_count=90)

QUERIES = {
    DataLevel.AGGREGATE: Query(
        DataLevel.AGGREGATE, YEAR, group_by=("school", "grade"), measures=("students", "attendance_rate")
    ),
    DataLevel.DEIDENTIFIED: Query(DataLevel.DEIDENTIFIED, YEAR, elements=("grade", "attendance_rate")),
    DataLevel.ROSTER: Query(DataLevel.ROSTER, YEAR, elements=("name", "grade", "attendance_by_quarter")),
    DataLevel.DIRECTORY: Query(DataLevel.DIRECTORY, YEAR, elements=("name", "age", "grade", "enrollment_dates")),
}
PURPOSES = {RequesterKind.RESEARCHER: Purpose.RESEARCH, RequesterKind.PARTNER: Purpose.SERVICES}


def request(
    kind: RequesterKind = RequesterKind.PARTNER, level: DataLevel = DataLevel.ROSTER, **changes: object
) -> Facts:
    """Return a request that has every piece of evidence, with `changes` to the facts."""
    purpose = changes.get("purpose", PURPOSES.get(kind, Purpose.PLANNING))
    consent = replace(CONSENT, purpose=str(purpose))
    facts = Facts(
        query=QUERIES[level],
        requester=Requester(kind, "Ana Example", "ana@example.org", "Tutors", "STAFF-1"),
        purpose=Purpose(str(purpose)),
        use="To plan tutoring.",
        audience=(Audience.INTERNAL,),
        submitted_at=SUBMITTED,
        on=ON,
        evidence=replace(COMPLETE, consents=(consent,)),
        records=TAUGHT if kind.is_school else None,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]  # the names of the facts' own fields


def without(facts: Facts, *names: str) -> Facts:
    """Return the request without some pieces of evidence."""
    empty = Evidence()
    return given(facts, **{name: getattr(empty, name) for name in names})


def given(facts: Facts, **evidence: object) -> Facts:
    """Return the request with some pieces of evidence changed."""
    changed = replace(facts.evidence, **evidence)  # type: ignore[arg-type]  # the names of the evidence's own fields
    return replace(facts, evidence=changed)


def asking(facts: Facts, **query: object) -> Facts:
    """Return the request with its query changed."""
    return replace(facts, query=replace(facts.query, **query))  # type: ignore[arg-type]  # the query's own fields


def of_group(facts: Facts, *numbers: str, listed: bool = True, **where: tuple[str, ...]) -> Facts:
    """Return the request for a specific group, with an ID list unless not listed."""
    ids = IdList("ids.csv", tuple(ListedId(line, number) for line, number in enumerate(numbers, start=2)))
    conditions = tuple(Condition(name, values) for name, values in where.items())
    return asking(facts, population=Population(True, ids if listed else None, conditions))


def where(facts: Facts, **attributes: tuple[str, ...]) -> Facts:
    """Return the request for whom attributes select."""
    conditions = tuple(Condition(name, values) for name, values in attributes.items())
    return asking(facts, population=Population(where=conditions))


def by(facts: Facts, **requester: object) -> Facts:
    """Return the request with its requester changed."""
    changed = replace(facts.requester, **requester)  # type: ignore[arg-type]  # the requester's own fields
    return replace(facts, requester=changed)


def decided(facts: Facts) -> Determination:
    """Return the determination under the circular in force."""
    return determine(facts, PACK)


def gate(facts: Facts, gate_id: GateId) -> Finding:
    """Return the finding of one gate."""
    found = decided(facts).gate(gate_id)
    assert found is not None
    return found


STUDIES = FerpaException.STUDIES
AUDITS = FerpaException.AUDIT
OFFICIALS = FerpaException.SCHOOL_OFFICIAL
