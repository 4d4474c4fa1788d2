"""D1 to D24: what follows from the law and the sister circulars."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.policy_facts import (
    AUDIT,
    AUDITS,
    CONSENT,
    OFFICIALS,
    ON,
    PACK,
    PARTNERBPS,
    PROPOSAL,
    STUDIES,
    STUDY,
    asking,
    by,
    decided,
    gate,
    given,
    request,
    where,
)

from schoolgate.core import DataLevel, SchoolYear
from schoolgate.policy.consents import Consent, Signatory, Signer, consented_elements
from schoolgate.policy.determination import GateId, GateStatus, Outcome, Redirect
from schoolgate.policy.elements import ElementClass, HealthTier
from schoolgate.policy.facts import Facts, SchoolOfficialTest
from schoolgate.policy.reasons import Reason
from schoolgate.policy.surveys import may_show_survey
from schoolgate.policy.vocabulary import Audience, Purpose, RequesterKind

K = RequesterKind
L = DataLevel
STUDIED = given(request(ferpa_exception=STUDIES), study_agreement=STUDY)


def _elements(consent: Consent, student: Signatory) -> frozenset[str]:
    view = consented_elements([consent], student=student, recipient="Tutors", purpose="services", on=ON, pack=PACK)
    return view.elements


def test_d1_opt_outs_are_taken_until_30_september_and_honoured_after_leaving() -> None:
    assert PACK.opt_out_by.in_year(2025) == date(2025, 9, 30)
    told = decided(request(K.PUBLIC, L.DIRECTORY)).conditions
    assert any("opted out" in sentence and "former students" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("born", "grade", "parent", "student"),
    [
        (date(2015, 1, 1), "05", True, False),
        (date(2011, 1, 1), "08", True, True),
        (date(2012, 6, 1), "09", True, True),
        (date(2008, 1, 1), "12", False, True),
    ],
    ids=["child", "fourteen", "grade-nine", "eighteen"],
)
def test_d2_who_may_sign_depends_on_age_or_grade(born: date, grade: str, parent: bool, student: bool) -> None:
    signatory = Signatory(born, grade)
    assert bool(_elements(replace(CONSENT, signer=Signer.PARENT), signatory)) is parent
    assert bool(_elements(replace(CONSENT, signer=Signer.STUDENT), signatory)) is student


@pytest.mark.parametrize(
    "change",
    [
        {"signer": None},
        {"signed_on": None},
        {"elements": ()},
        {"purpose": ""},
        {"recipient": ""},
        {"recipient": "Somebody else"},
        {"purpose": "research"},
    ],
    ids=str,
)
def test_d3_a_consent_names_records_purpose_and_party_and_is_signed_and_dated(change: dict[str, object]) -> None:
    consent = replace(CONSENT, **change)  # type: ignore[arg-type]  # the consent's own fields
    assert _elements(CONSENT, Signatory(date(2015, 1, 1), "05")) == set(CONSENT.elements)
    assert _elements(consent, Signatory(date(2015, 1, 1), "05")) == frozenset()


def test_d4_a_parent_whom_a_court_paper_bars_cannot_consent() -> None:
    assert _elements(replace(CONSENT, signer_barred=True), Signatory(date(2015, 1, 1), "05")) == frozenset()
    barred = (replace(CONSENT, signer_barred=True),)
    assert gate(given(request(), consents=barred), GateId.CONSENT).reason is Reason.CONSENT_NONE_IN_FORCE


def test_d6_the_recipient_is_told_not_to_pass_data_on_and_further_parties_need_approval() -> None:
    assert any("99.33" in condition for condition in decided(request()).conditions)
    passing = request(audience=(Audience.NAMED_PARTNERS,))
    assert gate(passing, GateId.AUDIENCE).status is GateStatus.NEEDS_PERSON


@pytest.mark.parametrize("clause", PACK.agreements.study_clauses)
def test_d7_a_study_agreement_short_of_one_clause_is_not_enough(clause: str) -> None:
    short = replace(STUDY, clauses=tuple(name for name in STUDY.clauses if name != clause))
    found = gate(given(STUDIED, study_agreement=short), GateId.STUDY_AGREEMENT)
    assert (found.reason, found.details) == (Reason.AGREEMENT_CLAUSES_MISSING, (clause,))


@pytest.mark.parametrize("clause", PACK.agreements.audit_clauses)
def test_d7_an_audit_agreement_short_of_one_clause_is_not_enough(clause: str) -> None:
    audited = request(ferpa_exception=AUDITS, purpose=Purpose.AUDIT)
    short = replace(AUDIT, clauses=tuple(name for name in AUDIT.clauses if name != clause))
    assert gate(given(audited, study_agreement=AUDIT), GateId.STUDY_AGREEMENT).status is GateStatus.MET
    assert gate(given(audited, study_agreement=short), GateId.STUDY_AGREEMENT).details == (clause,)


@pytest.mark.parametrize("purpose", ["predictive_tests", "student_aid", "improve_instruction"])
def test_d7_a_study_serves_one_of_three_purposes(purpose: str) -> None:
    study = replace(STUDY, purpose=purpose)
    assert gate(given(STUDIED, study_agreement=study), GateId.STUDY_AGREEMENT).status is GateStatus.MET
    thesis = replace(STUDY, purpose="thesis")
    assert gate(given(STUDIED, study_agreement=thesis), GateId.STUDY_AGREEMENT).reason is Reason.STUDY_PURPOSE_UNFIT


def test_d8_the_agreement_names_the_day_of_destruction_and_the_recipient_is_told_it() -> None:
    undated = given(STUDIED, study_agreement=replace(STUDY, destroy_by=None))
    assert gate(undated, GateId.STUDY_AGREEMENT).reason is Reason.DESTRUCTION_DATE_MISSING
    assert any("2027-06-30" in condition for condition in decided(STUDIED).conditions)


@pytest.mark.parametrize(
    ("test", "status"),
    [
        (None, GateStatus.MISSING),
        (SchoolOfficialTest(True, True, False), GateStatus.MISSING),
        (SchoolOfficialTest(True, False, True), GateStatus.MISSING),
        (SchoolOfficialTest(False, True, True), GateStatus.MISSING),
        (SchoolOfficialTest(True, True, True), GateStatus.NEEDS_PERSON),
    ],
    ids=["nothing", "may-pass-on", "no-control", "no-service", "all-three"],
)
def test_d9_a_contractor_counts_as_a_school_official_only_under_the_three_part_test(
    test: SchoolOfficialTest | None, status: GateStatus
) -> None:
    facts = given(request(ferpa_exception=OFFICIALS), school_official=test)
    assert gate(facts, GateId.CONSENT).status is status


@pytest.mark.parametrize("kind", [K.TEACHER, K.SCHOOL_LEADER], ids=str)
def test_d10_staff_are_kept_to_their_own_students(kind: K) -> None:
    assert gate(by(request(kind), person_id=""), GateId.ROW_SCOPE).status is GateStatus.MISSING
    assert gate(request(kind, L.DEIDENTIFIED), GateId.ROW_SCOPE).status is GateStatus.NEEDS_PERSON


@pytest.mark.parametrize(
    "element", ["name", "student_id", "state_id", "date_of_birth", "student_email", "enrollment_dates"]
)
def test_d11_deidentified_rows_hold_nothing_that_names_a_student(element: str) -> None:
    facts = asking(request(level=L.DEIDENTIFIED), elements=("grade", element))
    assert gate(facts, GateId.ELEMENTS).reason is Reason.ELEMENT_NOT_IN_LANE
    assert decided(facts).disclosure.k == 10


@pytest.mark.parametrize("level", [L.ROSTER, L.DEIDENTIFIED, L.DIRECTORY], ids=str)
@pytest.mark.parametrize("kind", [K.TEACHER, K.PARTNER, K.CENTRAL_STAFF], ids=str)
@pytest.mark.parametrize("element", ["birth_name", "sex_assigned_at_birth"])
def test_d12_birth_name_and_assigned_sex_leave_on_no_lane(element: str, kind: K, level: L) -> None:
    found = gate(asking(request(kind, level), elements=(element,)), GateId.ELEMENTS)
    assert (found.status, found.reason) == (GateStatus.REFUSED, Reason.ELEMENT_RESTRICTED)
    assert "D12" in found.clauses


def test_d13_health_data_of_every_tier_is_known_and_never_given() -> None:
    tiers = {element.health for element in PACK.elements}
    assert tiers == set(HealthTier)
    for element in PACK.elements:
        if element.health is not HealthTier.NONE:
            assert element.kind is ElementClass.RESTRICTED
            found = gate(asking(request(K.TEACHER), elements=(element.id,)), GateId.ELEMENTS)
            assert (found.status, "D13" in found.clauses) == (GateStatus.REFUSED, True)


@pytest.mark.parametrize(
    "facts",
    [
        request(K.PUBLIC, L.DIRECTORY, purpose=Purpose.RECRUITMENT),
        request(K.AGENCY, L.ROSTER, use="A list for a military recruiter."),
    ],
    ids=["purpose", "use"],
)
def test_d14_recruiters_are_sent_to_the_legal_advisor(facts: Facts) -> None:
    assert decided(facts).redirect is Redirect.LEGAL_ADVISOR


@pytest.mark.parametrize(
    ("proposal", "reason"),
    [
        (replace(PROPOSAL, ends=ON), Reason.PROPOSAL_APPROVED),
        (replace(PROPOSAL, ends=ON - timedelta(days=1)), Reason.PROPOSAL_ENDED),
        (replace(PROPOSAL, ends=None), Reason.PROPOSAL_ENDED),
        (replace(PROPOSAL, declined_schools=("ORG-1",)), Reason.PROPOSAL_SCHOOL_DECLINED),
        (replace(PROPOSAL, declined_schools=("ORG-2",)), Reason.PROPOSAL_APPROVED),
    ],
    ids=["last-day", "day-after", "no-end", "leader-of-the-school-declined", "another-leader-declined"],
)
def test_d15_approval_is_renewed_and_the_leader_of_a_school_has_the_last_word(proposal: object, reason: Reason) -> None:
    facts = where(request(K.RESEARCHER, L.DEIDENTIFIED), school=("ORG-1",))
    assert gate(given(facts, research_proposal=proposal), GateId.RESEARCH_PROPOSAL).reason is reason


@pytest.mark.parametrize(
    ("responses", "invited", "shown"),
    [(7, 60, True), (6, 20, False), (20, 210, False), (21, 210, False), (22, 210, True), (0, 0, False)],
)
def test_d16_survey_results_need_a_rate_over_ten_percent_and_seven_responses(
    responses: int, invited: int, shown: bool
) -> None:
    assert may_show_survey(responses, invited, PACK) is shown


def test_d18_families_are_told_that_they_see_their_own_records_within_ten_days() -> None:
    assert "within 10 days" in (decided(request(K.FAMILY, L.ROSTER)).contact or "")


@pytest.mark.parametrize(
    "facts",
    [
        request(K.AGENCY, L.ROSTER, purpose=Purpose.LEGAL_PROCESS),
        request(K.PUBLIC, L.ROSTER, use="We hold a subpoena for these records."),
        by(request(K.AGENCY, L.ROSTER), organisation="Department of Children and Families"),
        by(request(K.AGENCY, L.DEIDENTIFIED), organisation="Suffolk Probation"),
        given(request(K.AGENCY, L.ROSTER), legal_basis="Court order of 3 March"),
    ],
    ids=["legal-process", "subpoena", "child-protection", "probation", "court-order"],
)
def test_d19_courts_and_agencies_that_act_officially_are_the_legal_advisors(facts: Facts) -> None:
    answer = decided(facts)
    assert (answer.outcome, answer.redirect) == (Outcome.REDIRECT, Redirect.LEGAL_ADVISOR)
    assert "legal@bostonpublicschools.org" in (answer.contact or "")


def test_d19_such_an_agency_may_ask_for_counts_of_groups() -> None:
    agency = by(request(K.AGENCY, L.AGGREGATE), organisation="Department of Children and Families")
    assert decided(agency).outcome is Outcome.PROCEED


def test_d20_country_of_birth_never_leaves_and_sharing_with_third_parties_is_reviewed() -> None:
    found = gate(asking(request(), elements=("country_of_birth",)), GateId.ELEMENTS)
    assert (found.status, "D20" in found.clauses) == (GateStatus.REFUSED, True)
    shared = gate(request(audience=(Audience.NAMED_PARTNERS,)), GateId.AUDIENCE)
    assert (shared.status, "D20" in shared.clauses) == (GateStatus.NEEDS_PERSON, True)


@pytest.mark.parametrize(
    ("on", "ends_in", "status"),
    [
        (date(2026, 9, 30), 2026, GateStatus.MET),
        (date(2026, 10, 1), 2026, GateStatus.MISSING),
        (date(2026, 10, 1), 2027, GateStatus.MET),
        (date(2026, 9, 30), 2025, GateStatus.MISSING),
        (date(2026, 6, 30), 2026, GateStatus.MET),
    ],
    ids=["30-september", "1-october", "updated", "a-year-older", "end-of-year"],
)
def test_d21_a_partner_updates_its_registration_by_30_september(on: date, ends_in: int, status: GateStatus) -> None:
    facts = given(request(on=on), partnerbps=replace(PARTNERBPS, school_year_ends_in=ends_in))
    assert gate(facts, GateId.PARTNERBPS).status is status


def test_d22_chronic_absence_is_ten_percent_of_the_days() -> None:
    assert PACK.chronic_absence_percent == 10
    element = PACK.element("chronic_absence")
    assert element is not None
    assert "10 %" in element.title


def test_d23_rows_of_long_ago_may_be_destroyed_and_the_answer_says_so() -> None:
    old = asking(request(), school_years=(SchoolYear(2018), SchoolYear(2026)))
    told = [sentence for sentence in decided(old).conditions if "603 CMR 23.06" in sentence]
    assert len(told) == 1
    assert "2017-18" in told[0]
    assert "2025-26" not in told[0]


@pytest.mark.parametrize(("on", "is_told"), [(date(2026, 6, 30), False), (date(2026, 7, 1), True)])
def test_d23_temporary_records_are_kept_seven_years(on: date, is_told: bool) -> None:
    old = asking(request(on=on), school_years=(SchoolYear(2019),))
    assert any("603 CMR 23.06" in sentence for sentence in decided(old).conditions) is is_told


@pytest.mark.parametrize(
    ("days", "reason"), [(0, Reason.STUDY_AGREEMENT_IN_FORCE), (1, Reason.STUDY_AGREEMENT_NOT_YET_SIGNED)]
)
def test_d7_a_study_agreement_counts_from_the_day_it_is_signed(days: int, reason: Reason) -> None:
    study = replace(STUDY, signed=ON + timedelta(days=days))
    assert gate(given(STUDIED, study_agreement=study), GateId.STUDY_AGREEMENT).reason is reason
