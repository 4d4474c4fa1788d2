"""Every reason a gate can give, each reached by one request."""

import string
from dataclasses import replace
from datetime import date

import pytest
from tests.policy_facts import (
    AUDIT,
    AUDITS,
    LED,
    NDA,
    OFFICIAL,
    OFFICIALS,
    ON,
    PACK,
    PARTNERBPS,
    PROPOSAL,
    STUDIES,
    STUDY,
    TAUGHT,
    asking,
    by,
    given,
    of_group,
    request,
    where,
    without,
)

from schoolgate.core import DataLevel, IdList, Population, SchoolYear
from schoolgate.policy.clauses import CLAUSES
from schoolgate.policy.consents import Consent
from schoolgate.policy.determination import Determination, GateStatus
from schoolgate.policy.determine import determine
from schoolgate.policy.facts import (
    Agreement,
    Facts,
    PartnerRegistration,
    ResearchProposal,
    SchoolAgreements,
    StudyAgreement,
)
from schoolgate.policy.reasons import Reason
from schoolgate.policy.sentences import rules
from schoolgate.policy.vocabulary import Audience, ProposalStatus, Purpose, RequesterKind

K = RequesterKind
L = DataLevel
R = Reason
PARTNER = request()
COUNTS = request(K.PARTNER, L.AGGREGATE)
ROWS = request(K.PARTNER, L.DEIDENTIFIED)
LISTED = request(K.PUBLIC, L.DIRECTORY)
SCHOLAR = request(K.RESEARCHER, L.DEIDENTIFIED)
LEADER = request(K.SCHOOL_LEADER, records=LED)
TEACHER = request(K.TEACHER)
STAFF = request(K.CENTRAL_STAFF, ferpa_exception=OFFICIALS)
AGENCY = request(K.AGENCY, L.AGGREGATE)
AUDITOR = given(request(K.AGENCY, ferpa_exception=AUDITS, purpose=Purpose.AUDIT), study_agreement=AUDIT)
STUDIED = given(request(ferpa_exception=STUDIES), study_agreement=STUDY)
BASED = given(AGENCY, legal_basis="G.L. c. 69", approvals=("Ana", "Ben"))
LATER, EARLIER = date(2026, 5, 1), date(2026, 4, 1)


def _nda(**changes: object) -> Facts:
    return given(PARTNER, nda=replace(NDA, **changes))  # type: ignore[arg-type]  # the agreement's own fields


def _study(**changes: object) -> Facts:
    return given(STUDIED, study_agreement=replace(STUDY, **changes))  # type: ignore[arg-type]  # its own fields


def _proposal(**changes: object) -> Facts:
    return given(SCHOLAR, research_proposal=replace(PROPOSAL, **changes))  # type: ignore[arg-type]  # its own fields


def _consent(**changes: object) -> Facts:
    consents: tuple[Consent, ...] = PARTNER.evidence.consents or ()
    return given(PARTNER, consents=(replace(consents[0], **changes),))  # type: ignore[arg-type]  # its own fields


def _fees(**rates: float) -> Determination:
    accepted = rates.pop("accepted", 0) == 1
    pack = replace(PACK, fees=replace(PACK.fees, **rates))  # type: ignore[arg-type]  # the table's own fields
    return determine(replace(PARTNER, evidence=replace(PARTNER.evidence, fee_accepted=accepted)), pack)


CASES: dict[Reason, Facts | Determination] = {
    R.PUBLIC_DATA_REVIEWED: PARTNER,
    R.PUBLIC_DATA_NOT_REVIEWED: given(PARTNER, public_data_reviewed=" "),
    R.OWN_RECORDS_ARE_NOT_PUBLIC: TEACHER,
    R.NOT_A_PARTNER: SCHOLAR,
    R.PARTNERBPS_COMPLETE: where(PARTNER, school=("ORG-1",)),
    R.PARTNERBPS_SCHOOLS_UNSEEN: PARTNER,
    R.PARTNERBPS_ABSENT: without(PARTNER, "partnerbps"),
    R.PARTNERBPS_LAPSED: given(PARTNER, partnerbps=replace(PARTNERBPS, school_year_ends_in=2025)),
    R.PARTNERBPS_INCOMPLETE: given(PARTNER, partnerbps=PartnerRegistration(2026)),
    R.SCHOOL_AGREEMENTS_NOT_ASKED: SCHOLAR,
    R.SCHOOL_AGREEMENTS_PROVIDED: PARTNER,
    R.SCHOOL_AGREEMENTS_NONE: given(PARTNER, school_agreements=SchoolAgreements(False)),
    R.SCHOOL_AGREEMENTS_UNANSWERED: without(PARTNER, "school_agreements"),
    R.SCHOOL_AGREEMENTS_NOT_PROVIDED: given(PARTNER, school_agreements=SchoolAgreements(True)),
    R.NDA_NOT_NEEDED_AGGREGATE: AGENCY,
    R.NDA_NOT_NEEDED_DIRECTORY: LISTED,
    R.NDA_NOT_NEEDED_OWN_STUDENTS: TEACHER,
    R.NDA_IN_FORCE: PARTNER,
    R.NDA_ABSENT: without(PARTNER, "nda"),
    R.NDA_UNSIGNED: _nda(district_signed=None),
    R.NDA_NOT_YET_SIGNED: _nda(district_signed=LATER),
    R.NDA_WITHOUT_END: _nda(ends=None),
    R.NDA_ENDED: _nda(ends=EARLIER),
    R.NDA_TERMINATED: _nda(terminated_on=EARLIER),
    R.NDA_OTHER_PURPOSE: _nda(purposes=(Purpose.RESEARCH,)),
    R.REQUESTER_DEBARRED: by(PARTNER, debarred_until=LATER),
    R.NO_EXCEPTION_CLAIMED: PARTNER,
    R.EXCEPTION_NOT_FOR_LEVEL: replace(COUNTS, ferpa_exception=STUDIES),
    R.SCHOOL_OFFICIAL_NEEDS_NO_STUDY: STAFF,
    R.STUDY_AGREEMENT_IN_FORCE: STUDIED,
    R.STUDY_AGREEMENT_ABSENT: without(STUDIED, "study_agreement"),
    R.STUDY_AGREEMENT_UNSIGNED: given(STUDIED, study_agreement=StudyAgreement()),
    R.STUDY_AGREEMENT_NOT_YET_SIGNED: _study(signed=LATER),
    R.STUDY_AGREEMENT_ENDED: _study(ends=EARLIER),
    R.STUDY_PURPOSE_UNFIT: _study(purpose="marketing"),
    R.AUDIT_PURPOSE_UNFIT: replace(AUDITOR, purpose=Purpose.PLANNING),
    R.AGREEMENT_CLAUSES_MISSING: _study(clauses=("purpose",)),
    R.DESTRUCTION_DATE_MISSING: _study(destroy_by=None),
    R.AUDIT_NEEDS_LEGAL: AUDITOR,
    R.NOT_RESEARCH: PARTNER,
    R.PROPOSAL_APPROVED: SCHOLAR,
    R.PROPOSAL_ABSENT: without(SCHOLAR, "research_proposal"),
    R.PROPOSAL_UNDECIDED: given(SCHOLAR, research_proposal=ResearchProposal(ProposalStatus.SUBMITTED)),
    R.PROPOSAL_DECLINED: _proposal(status=ProposalStatus.DECLINED),
    R.PROPOSAL_WITHDRAWN: _proposal(status=ProposalStatus.WITHDRAWN),
    R.PROPOSAL_NOT_YET_APPROVED: _proposal(approved=LATER),
    R.PROPOSAL_ENDED: _proposal(ends=EARLIER),
    R.PROPOSAL_SCHOOL_DECLINED: _proposal(declined_schools=("ORG-2",)),
    R.INTERNAL_EVALUATION: without(replace(STAFF, purpose=Purpose.EVALUATION), "research_proposal"),
    R.CONSENT_NOT_NEEDED_AGGREGATE: COUNTS,
    R.CONSENT_NOT_NEEDED_DEIDENTIFIED: ROWS,
    R.CONSENT_NOT_NEEDED_DIRECTORY: LISTED,
    R.CONSENT_NOT_NEEDED_OWN_STUDENTS: TEACHER,
    R.CONSENT_LIFTED: STUDIED,
    R.STAFF_NEED_NO_CONSENT: STAFF,
    R.SCHOOL_OFFICIAL_TEST_UNMET: replace(PARTNER, ferpa_exception=OFFICIALS),
    R.SCHOOL_OFFICIAL_NEEDS_PERSON: given(replace(PARTNER, ferpa_exception=OFFICIALS), school_official=OFFICIAL),
    R.CONSENT_ABSENT: without(PARTNER, "consents"),
    R.CONSENT_NONE_IN_FORCE: _consent(revoked_on=EARLIER),
    R.CONSENT_COVERS_NOTHING_ASKED: _consent(elements=("discipline",)),
    R.CONSENT_DOES_NOT_COVER_SELECTION: where(PARTNER, iep=("Yes",)),
    R.CONSENT_IN_FORCE: PARTNER,
    R.ID_LIST_NOT_NEEDED: PARTNER,
    R.ID_LIST_GIVEN: of_group(PARTNER, "1000789", "1234567890"),
    R.ID_LIST_ABSENT: of_group(PARTNER, listed=False),
    R.ID_LIST_NAMES_ONLY: asking(PARTNER, population=Population(True, IdList("names.csv", ()))),
    R.NAMES_ARE_NO_KEYS: where(PARTNER, name=("Ana Diaz", "Ben Low")),
    R.ID_LIST_MALFORMED: of_group(PARTNER, "1000789", "Ana Diaz"),
    R.SCOPE_NOT_PERSONAL: PARTNER,
    R.OWN_STUDENTS_ONLY: TEACHER,
    R.NO_PERSON_ID: by(TEACHER, person_id=""),
    R.PERSON_UNKNOWN: replace(TEACHER, records=replace(TAUGHT, person_known=False)),
    R.NO_SCHOOL_LED: replace(LEADER, records=replace(LED, staff_schools=())),
    R.NO_SECTION_TAUGHT: replace(TEACHER, records=LED),
    R.OTHER_SCHOOL: where(LEADER, school=("ORG-1", "ORG-2")),
    R.PRIOR_YEARS_OF_LISTED_STUDENTS: asking(of_group(TEACHER, "1000789", "1000790"), school_years=(SchoolYear(2025),)),
    R.LEGITIMATE_INTEREST: STAFF,
    R.BEYOND_OWN_SCHOOL: request(K.TEACHER, L.DEIDENTIFIED),
    R.AGENCY_AGGREGATE_ONLY: request(K.AGENCY, L.DEIDENTIFIED),
    R.PUBLIC_AGGREGATE_ONLY: request(K.PUBLIC, L.ROSTER),
    R.NOT_A_DIRECTORY: PARTNER,
    R.SELECTION_IS_DIRECTORY: where(LISTED, grade=("11", "12")),
    R.SELECTION_NOT_DIRECTORY: where(LISTED, school=("ORG-1",)),
    R.AUDIENCE_FITS: PARTNER,
    R.RESULTS_ONLY: replace(SCHOLAR, audience=(Audience.INTERNAL, Audience.PUBLICATION)),
    R.USE_UNSTATED: replace(PARTNER, use=" "),
    R.AUDIENCE_UNSTATED: replace(PARTNER, audience=()),
    R.PUBLIC_GETS_NO_STUDENT_ROWS: replace(PARTNER, audience=(Audience.PUBLIC,)),
    R.SCHOOL_MAY_NOT_SHARE: replace(TEACHER, audience=(Audience.NAMED_PARTNERS,)),
    R.REDISCLOSURE_NEEDS_APPROVAL: replace(PARTNER, audience=(Audience.FUNDER,)),
    R.ELEMENTS_FIT: PARTNER,
    R.NO_SCHOOL_YEAR: asking(PARTNER, school_years=()),
    R.NO_ELEMENTS: asking(PARTNER, elements=()),
    R.NO_MEASURES: asking(COUNTS, measures=()),
    R.ELEMENT_UNKNOWN: asking(PARTNER, elements=("shoe_size",)),
    R.ELEMENT_NOT_DIRECTORY: asking(LISTED, elements=("name", "date_of_birth")),
    R.ELEMENT_RESTRICTED: asking(PARTNER, elements=("name", "birth_name")),
    R.ELEMENT_NOT_IN_LANE: asking(ROWS, elements=("grade", "name")),
    R.GROUPING_UNKNOWN: asking(COUNTS, group_by=("shoe_size",)),
    R.MEASURE_UNKNOWN: asking(COUNTS, measures=("joy",)),
    R.MEASURE_SHOWS_ONE_STUDENT: asking(COUNTS, measures=("max_days_absent",)),
    R.SMALL_GROUPS_NEED_APPROVALS: given(BASED, approvals=("Ana", "ANA ")),
    R.SMALL_GROUPS_NEED_PERSON: BASED,
    R.NO_FEE: PARTNER,
    R.SMALL_GROUPS_ARE_NEVER_PUBLISHED: replace(BASED, audience=(Audience.INTERNAL, Audience.PUBLICATION)),
    R.FEE_ACCEPTED: _fees(per_hour=25.0, accepted=1),
    R.FEE_NOT_ACCEPTED: _fees(per_hour=25.0),
}


@pytest.mark.parametrize("reason", Reason, ids=str)
def test_each_reason_is_given_by_its_gate_with_its_status(reason: Reason) -> None:
    case = CASES[reason]
    answer = case if isinstance(case, Determination) else determine(case, PACK)
    found = answer.gate(rules()[reason].gate)
    assert found is not None
    assert found.reason is reason
    assert found.status is rules()[reason].status


@pytest.mark.parametrize("reason", Reason, ids=str)
def test_each_reason_rests_on_numbers_of_the_circular_and_says_so_in_a_plain_sentence(reason: Reason) -> None:
    rule = rules()[reason]
    assert rule.clauses
    assert set(rule.clauses) <= set(CLAUSES)
    assert rule.sentence[-1] == "."
    assert "  " not in rule.sentence
    assert max(len(sentence.split()) for sentence in rule.sentence.split(". ")) <= 35


@pytest.mark.parametrize("reason", Reason, ids=str)
def test_the_blanks_of_each_sentence_are_filled(reason: Reason) -> None:
    case = CASES[reason]
    answer = case if isinstance(case, Determination) else determine(case, PACK)
    found = answer.gate(rules()[reason].gate)
    assert found is not None
    assert "{" not in found.text
    assert "None" not in found.text.split()
    literal = next(text for text, *_ in string.Formatter().parse(rules()[reason].sentence))
    assert literal in found.text


def test_an_open_gate_has_no_reason_in_the_document_and_a_shut_one_has() -> None:
    document = determine(without(PARTNER, "nda"), PACK).to_document()
    gates = document["gates"]
    assert isinstance(gates, list)
    for row in gates:
        assert (row["reason"] is None) == GateStatus(row["status"]).is_open


def test_an_agreement_is_executed_on_the_day_of_its_last_signature() -> None:
    assert Agreement(date(2026, 1, 10), date(2026, 1, 12)).executed_on == date(2026, 1, 12)
    assert Agreement(date(2026, 1, 14), date(2026, 1, 12)).executed_on == date(2026, 1, 14)
    assert Agreement(date(2026, 1, 14)).executed_on is None


@pytest.mark.parametrize(
    ("ends", "is_over"), [(ON, False), (date(2026, 4, 13), True), (None, True)], ids=["last day", "day after", "open"]
)
def test_an_agreement_holds_through_its_last_day(ends: date | None, is_over: bool) -> None:
    assert Agreement(date(2026, 1, 10), date(2026, 1, 12), ends).is_over(ON) is is_over
