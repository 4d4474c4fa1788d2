"""The table `evidence` of a request document: what was handed in, piece by piece."""

from schoolgate.core import SchoolYear
from schoolgate.policy.consents import Consent
from schoolgate.policy.facts import (
    Agreement,
    Evidence,
    PartnerRegistration,
    Partnership,
    ProgramRegistration,
    ResearchProposal,
    SchoolAgreements,
    SchoolOfficialTest,
    StudyAgreement,
)
from schoolgate.policy.pack import AgreementRules, PolicyPack
from schoolgate.policy.table_reader import TableReader
from schoolgate.policy.vocabulary import ProposalStatus, Purpose

_END = "Mend one of the dates: the end is the last day on which it holds."


def read_evidence(table: TableReader, consents: tuple[Consent, ...] | None, pack: PolicyPack) -> Evidence:
    """Read all evidence; what is not there is None or empty, and the gates say what follows from it."""
    evidence = Evidence(
        public_data_reviewed=table.text("public_data_reviewed", required=False),
        nda=_nda(table.table("nda")),
        study_agreement=_study_agreement(table.table("study_agreement"), pack.agreements),
        partnerbps=_partnerbps(table.table("partnerbps")),
        school_agreements=_school_agreements(table.table("school_agreements")),
        consents=consents,
        research_proposal=_proposal(table.table("research_proposal")),
        school_official=_school_official(table.table("school_official")),
        legal_basis=table.text("legal_basis", required=False),
        approvals=table.texts("approvals"),
        fee_accepted=table.flag("fee_accepted"),
    )
    table.close()
    return evidence


def _nda(table: TableReader | None) -> Agreement | None:
    if table is None:
        return None
    agreement = Agreement(
        requester_signed=table.day("requester_signed"),
        district_signed=table.day("district_signed"),
        ends=table.day("ends"),
        terminated_on=table.day("terminated_on"),
        purposes=table.choices("purposes", Purpose),
    )
    if agreement.ends and agreement.executed_on and agreement.ends < agreement.executed_on:
        table.fault("ends", "evidence.dates", "The agreement ends before it is signed.", _END)
    table.close()
    return agreement


def _study_agreement(table: TableReader | None, rules: AgreementRules) -> StudyAgreement | None:
    if table is None:
        return None
    agreement = StudyAgreement(
        signed=table.day("signed"),
        ends=table.day("ends"),
        purpose=table.text("purpose", required=False),
        clauses=table.texts("clauses"),
        destroy_by=table.day("destroy_by"),
    )
    known = frozenset(rules.study_clauses) | frozenset(rules.audit_clauses)
    for clause in agreement.clauses:
        if clause not in known:
            table.fault("clauses", "evidence.clause", f"{clause!r} is no clause.", table.mend_for(clause, known))
    if agreement.ends and agreement.signed and agreement.ends < agreement.signed:
        table.fault("ends", "evidence.dates", "The agreement ends before it is signed.", _END)
    table.close()
    return agreement


def _partnerbps(table: TableReader | None) -> PartnerRegistration | None:
    if table is None:
        return None
    registration = PartnerRegistration(
        school_year_ends_in=_school_year(table),
        organisation=table.flag("organisation", required=True),
        programs=tuple(ProgramRegistration(name, flag) for name, flag in _flags(table, "programs")),
        partnerships=tuple(Partnership(school, flag) for school, flag in _flags(table, "partnerships")),
    )
    table.close()
    return registration


def _school_year(table: TableReader) -> int:
    label = table.text("school_year")
    try:
        return SchoolYear.parse(label).ends_in
    except ValueError as error:
        if label:
            table.fault("school_year", "request.school-year", str(error), "Write it like 2025-26.")
        return 0


def _flags(table: TableReader, name: str) -> tuple[tuple[str, bool], ...]:
    inner = table.table(name)
    return () if inner is None else tuple((key, inner.flag(key)) for key in inner.names())


def _school_agreements(table: TableReader | None) -> SchoolAgreements | None:
    if table is None:
        return None
    answer = SchoolAgreements(table.flag("exist", required=True), table.texts("files"))
    if answer.files and not answer.exist:
        message = "No agreement exists, yet files are named."
        table.fault("files", "evidence.school-agreements", message, "Write exist = true, or take the files out.")
    table.close()
    return answer


def _proposal(table: TableReader | None) -> ResearchProposal | None:
    if table is None:
        return None
    proposal = ResearchProposal(
        status=table.choice("status", ProposalStatus),
        approved=table.day("approved"),
        ends=table.day("ends"),
        declined_schools=table.texts("declined_schools"),
    )
    if proposal.ends and proposal.approved and proposal.ends < proposal.approved:
        table.fault("ends", "evidence.dates", "The approval ends before it begins.", _END)
    table.close()
    return proposal


def _school_official(table: TableReader | None) -> SchoolOfficialTest | None:
    if table is None:
        return None
    test = SchoolOfficialTest(
        service_of_staff=table.flag("service_of_staff"),
        direct_control=table.flag("direct_control"),
        bound_by_redisclosure=table.flag("bound_by_redisclosure"),
    )
    table.close()
    return test
