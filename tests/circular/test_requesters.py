"""R33 to R46: who asks."""

from dataclasses import replace
from datetime import date

import pytest
from tests.policy_facts import (
    AUDIT,
    AUDITS,
    BURKE,
    LATIN,
    LED,
    NDA,
    PARTNERBPS,
    STUDIES,
    STUDY,
    TAUGHT,
    asking,
    by,
    decided,
    gate,
    given,
    of_group,
    request,
    where,
    without,
)

from schoolgate.core import DataLevel, SchoolYear
from schoolgate.policy.determination import GateId, GateStatus, Lane, Outcome, Redirect
from schoolgate.policy.facts import Facts, Partnership, ProgramRegistration, SchoolAgreements
from schoolgate.policy.reasons import Reason
from schoolgate.policy.vocabulary import Purpose, RequesterKind

K = RequesterKind
L = DataLevel
LEADER = request(K.SCHOOL_LEADER, records=LED)


def test_r33_a_leader_gets_the_students_of_her_school_at_once_without_consent_or_agreement() -> None:
    answer = decided(without(LEADER, "nda", "consents", "public_data_reviewed"))
    assert (answer.lane, answer.outcome, answer.clocks) == (Lane.OWN_STUDENTS, Outcome.PROCEED, ())


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (where(LEADER, school=(BURKE.id,)), Reason.OWN_STUDENTS_ONLY),
        (where(LEADER, school=(LATIN.id,)), Reason.OTHER_SCHOOL),
        (replace(LEADER, records=replace(LED, staff_schools=())), Reason.NO_SCHOOL_LED),
        (by(LEADER, person_id=""), Reason.NO_PERSON_ID),
        (replace(LEADER, records=replace(LED, person_known=False)), Reason.PERSON_UNKNOWN),
    ],
    ids=["own", "other", "none-now", "no-person", "unknown"],
)
def test_r33_a_leader_reaches_no_other_school(facts: Facts, reason: Reason) -> None:
    assert gate(facts, GateId.ROW_SCOPE).reason is reason


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (request(K.TEACHER), Reason.OWN_STUDENTS_ONLY),
        (asking(request(K.TEACHER), school_years=(SchoolYear(2025),)), Reason.OWN_STUDENTS_ONLY),
        (
            asking(of_group(request(K.TEACHER), "1000789", "1000790"), school_years=(SchoolYear(2025),)),
            Reason.PRIOR_YEARS_OF_LISTED_STUDENTS,
        ),
        (request(K.TEACHER, records=replace(TAUGHT, staff_sections=0)), Reason.NO_SECTION_TAUGHT),
        (request(K.TEACHER, L.DEIDENTIFIED), Reason.BEYOND_OWN_SCHOOL),
    ],
    ids=["this-year", "those-taught-last-year", "last-year-of-a-list", "teaches-nobody", "rows-of-others"],
)
def test_r34_a_teacher_reaches_the_students_she_teaches_in_that_year(facts: Facts, reason: Reason) -> None:
    assert gate(facts, GateId.ROW_SCOPE).reason is reason


@pytest.mark.parametrize("purpose", [p for p in Purpose if p in {Purpose.PLANNING, Purpose.AUDIT, Purpose.SERVICES}])
def test_r35_a_researcher_needs_a_proposal_whatever_the_purpose_is_called(purpose: Purpose) -> None:
    facts = without(request(K.RESEARCHER, L.AGGREGATE, purpose=purpose), "research_proposal")
    assert gate(facts, GateId.RESEARCH_PROPOSAL).status is GateStatus.MISSING


def test_r36_a_partner_with_everything_gets_its_data() -> None:
    assert decided(request()).outcome is Outcome.PROCEED


@pytest.mark.parametrize("level", L, ids=str)
def test_r37_a_partner_registers_before_any_data(level: L) -> None:
    assert gate(without(request(level=level), "partnerbps"), GateId.PARTNERBPS).status is GateStatus.MISSING


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (given(request(), partnerbps=replace(PARTNERBPS, organisation=False)), ("the organisation",)),
        (
            given(
                request(),
                partnerbps=replace(
                    PARTNERBPS,
                    programs=(
                        ProgramRegistration("Tutoring", True),
                        ProgramRegistration("Chess", False),
                        ProgramRegistration("Choir", True),
                    ),
                ),
            ),
            ("the program Chess",),
        ),
        (given(request(), partnerbps=replace(PARTNERBPS, programs=())), ("at least one program",)),
        (
            given(request(), partnerbps=replace(PARTNERBPS, partnerships=(Partnership("ORG-1", False),))),
            ("the partnership with ORG-1",),
        ),
        (where(request(), school=("ORG-9",)), ("the partnership with ORG-9",)),
        (
            given(
                request(records=replace(LED, schools=(BURKE, LATIN))),
                partnerbps=replace(PARTNERBPS, partnerships=(Partnership(BURKE.id, True),)),
            ),
            ("the partnership with Latin Academy",),
        ),
    ],
    ids=[
        "organisation",
        "one-of-three-programs",
        "no-program",
        "partnership-not-approved",
        "school-asked",
        "school-found",
    ],
)
def test_r38_registration_is_of_organisation_every_program_and_every_partnership(
    facts: Facts, missing: tuple[str, ...]
) -> None:
    found = gate(facts, GateId.PARTNERBPS)
    assert (found.status, found.details) == (GateStatus.MISSING, missing)
    assert all(part in found.text for part in missing)


def test_r39_who_is_not_registered_is_pointed_to_partnerbps() -> None:
    found = gate(without(request(), "partnerbps"), GateId.PARTNERBPS)
    assert "R39" in found.clauses
    assert "PartnerBPS" in found.text


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (without(request(), "consents"), GateStatus.MISSING),
        (given(without(request(ferpa_exception=STUDIES), "consents"), study_agreement=STUDY), GateStatus.NOT_NEEDED),
        (without(request(level=L.DEIDENTIFIED), "consents"), GateStatus.NOT_NEEDED),
    ],
    ids=["roster", "exception", "deidentified"],
)
def test_r40_a_partner_needs_consent_for_identifiable_data_unless_an_exception_applies(
    facts: Facts, status: GateStatus
) -> None:
    assert gate(facts, GateId.CONSENT).status is status


@pytest.mark.parametrize("level", L, ids=str)
def test_r41_a_partner_signs_before_any_data_counts_and_directory_lists_among_it(level: L) -> None:
    facts = without(request(level=level), "nda")
    assert gate(facts, GateId.NDA).status is GateStatus.MISSING
    assert "R41" in gate(facts, GateId.NDA).clauses
    assert decided(facts).outcome is Outcome.BLOCKED


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (None, GateStatus.MISSING),
        (SchoolAgreements(True), GateStatus.MISSING),
        (SchoolAgreements(True, ("mou.pdf",)), GateStatus.MET),
        (SchoolAgreements(False), GateStatus.MET),
    ],
    ids=["unanswered", "yes-without-file", "yes-with-file", "no"],
)
def test_r42_agreements_with_schools_are_handed_in_with_the_request(
    answer: SchoolAgreements | None, status: GateStatus
) -> None:
    assert gate(given(request(), school_agreements=answer), GateId.SCHOOL_AGREEMENTS).status is status


def test_r43_the_typical_partner_request_may_leave_on_a_roster() -> None:
    elements = ("name", "grade", "gender", "race_ethnicity", "attendance_by_quarter", "course_marks")
    assert gate(asking(request(), elements=elements), GateId.ELEMENTS).status is GateStatus.MET


@pytest.mark.parametrize(
    "facts",
    [
        request(K.MEDIA, L.AGGREGATE),
        request(K.MEDIA, L.DIRECTORY, purpose=Purpose.PUBLIC_RECORDS),
        request(K.PUBLIC, L.AGGREGATE, purpose=Purpose.JOURNALISM),
        request(K.RESEARCHER, L.DEIDENTIFIED, purpose=Purpose.JOURNALISM),
        by(request(K.PUBLIC, L.AGGREGATE), organisation="WBUR Radio"),
        by(request(K.FAMILY, L.DIRECTORY), organisation="The Daily News"),
    ],
    ids=["media", "media-with-records-request", "public", "researcher", "employer", "employer-of-a-parent"],
)
def test_r44_the_media_go_through_the_communications_office_in_any_guise(facts: Facts) -> None:
    answer = decided(facts)
    assert (answer.outcome, answer.redirect) == (Outcome.REDIRECT, Redirect.COMMUNICATIONS_OFFICE)


def test_r44_a_partner_is_not_taken_for_the_media_by_its_name() -> None:
    assert decided(by(request(level=L.AGGREGATE), organisation="Press Pass Youth")).outcome is Outcome.PROCEED


@pytest.mark.parametrize("level", [L.DEIDENTIFIED, L.ROSTER, L.DIRECTORY], ids=str)
def test_r45_an_agency_gets_counts_of_groups_only(level: L) -> None:
    answer = decided(request(K.AGENCY, level))
    assert (answer.outcome, answer.redirect) == (Outcome.REFUSED, Redirect.LEGAL_ADVISOR)
    counts = next(way.query for way in answer.alternatives if way.query is not None)
    assert counts.level is L.AGGREGATE


@pytest.mark.parametrize(
    ("clauses", "outcome"),
    [(AUDIT.clauses, Outcome.NEEDS_PERSON), (AUDIT.clauses[1:], Outcome.BLOCKED)],
    ids=["complete", "one-clause-short"],
)
def test_r45_an_audit_agreement_goes_to_the_legal_advisor(clauses: tuple[str, ...], outcome: Outcome) -> None:
    facts = request(K.AGENCY, ferpa_exception=AUDITS, purpose=Purpose.AUDIT)
    assert decided(given(facts, study_agreement=replace(AUDIT, clauses=clauses))).outcome is outcome


@pytest.mark.parametrize(
    ("basis", "nda", "approvals", "outcome"),
    [
        ("", None, (), Outcome.PROCEED),
        ("G.L. c. 69", None, ("Ana", "Ben"), Outcome.BLOCKED),
        ("G.L. c. 69", NDA, (), Outcome.BLOCKED),
        ("G.L. c. 69", NDA, ("Ana",), Outcome.BLOCKED),
        ("G.L. c. 69", NDA, ("Ana", " ana"), Outcome.BLOCKED),
        ("G.L. c. 69", NDA, ("Ana", "Ben"), Outcome.NEEDS_PERSON),
        ("G.L. c. 69", replace(NDA, ends=date(2026, 1, 31)), ("Ana", "Ben"), Outcome.BLOCKED),
    ],
    ids=["hidden", "no-agreement", "no-approval", "one", "the-same-twice", "two", "ended"],
)
def test_r46_small_groups_are_hidden_from_agencies_and_shown_by_people_only(
    basis: str, nda: object, approvals: tuple[str, ...], outcome: Outcome
) -> None:
    facts = given(request(K.AGENCY, L.AGGREGATE), legal_basis=basis, nda=nda, approvals=approvals)
    answer = decided(facts)
    assert answer.outcome is outcome
    assert answer.disclosure.threshold == 10
