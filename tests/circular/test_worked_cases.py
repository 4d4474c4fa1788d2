"""Worked cases that policy decides, with their neighbours; the number of each case is in the name."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.policy_facts import (
    CONSENT,
    LED,
    NDA,
    ON,
    PACK,
    PARTNERBPS,
    STUDIES,
    STUDY,
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
from schoolgate.policy.consents import Signatory, consented_elements
from schoolgate.policy.determination import GateId, GateStatus, Outcome, Redirect
from schoolgate.policy.facts import Facts, Partnership, ProgramRegistration, RecordFacts, SchoolAgreements, SchoolRef
from schoolgate.policy.reasons import Reason
from schoolgate.policy.surveys import may_release_survey, may_show_survey
from schoolgate.policy.vocabulary import Audience, Purpose, RequesterKind

K = RequesterKind
L = DataLevel
LISTED = request(K.PUBLIC, L.DIRECTORY)
CHILD = Signatory(ON.replace(year=2014), "06")


@pytest.mark.parametrize(("students", "is_hidden"), [(9, True), (10, False), (0, True)])
def test_t1_t2_nine_are_hidden_ten_are_shown_and_zero_is_hidden(students: int, is_hidden: bool) -> None:
    rules = decided(request(K.AGENCY, L.AGGREGATE)).disclosure
    assert (students < rules.threshold and (students > 0 or rules.zeros_hidden)) is is_hidden


def test_t10_least_and_greatest_values_are_refused_and_means_allowed() -> None:
    facts = request(K.AGENCY, L.AGGREGATE)
    assert decided(asking(facts, measures=("min_days_absent",))).outcome is Outcome.REFUSED
    assert decided(asking(facts, measures=("mean_days_absent",))).outcome is Outcome.PROCEED


def test_t12_an_agency_sees_seven_students_only_with_basis_agreement_and_two_approvals_of_people() -> None:
    facts = without(request(K.AGENCY, L.AGGREGATE), "nda")
    assert decided(facts).disclosure.threshold == 10
    asked = given(facts, legal_basis="G.L. c. 69")
    assert decided(asked).outcome is Outcome.BLOCKED
    assert any("Leave the legal basis empty" in way.text for way in decided(asked).alternatives)
    whole = given(asked, nda=NDA, approvals=("Ana", "Ben"))
    assert (decided(whole).outcome, decided(whole).allowed) == (Outcome.NEEDS_PERSON, False)


@pytest.mark.parametrize(
    ("responses", "invited", "shown", "released"),
    [(7, 60, True, False), (6, 20, False, False), (20, 210, False, False), (10, 60, True, True)],
)
def test_t13_surveys_follow_both_rules(responses: int, invited: int, shown: bool, released: bool) -> None:
    assert may_show_survey(responses, invited, PACK) is shown
    assert may_release_survey(responses, invited, PACK) is released


@pytest.mark.parametrize(
    "facts",
    [where(LISTED, school=("ORG-1",)), where(LISTED, iep=("Yes",)), of_group(LISTED, "1000789", "1000790")],
    ids=["school", "iep", "id-list"],
)
def test_t15_a_directory_list_by_a_non_directory_selector_is_refused_and_the_open_list_offered(facts: Facts) -> None:
    answer = decided(facts)
    assert answer.outcome is Outcome.REFUSED
    queries = [way.query for way in answer.alternatives if way.query is not None]
    assert [query.level for query in queries] == [L.DIRECTORY, L.AGGREGATE]
    assert queries[0].population.where == ()


def test_t15_the_table_offered_in_its_place_is_by_school() -> None:
    table = decided(where(LISTED, school=("ORG-1",))).alternatives[1].query
    assert table is not None
    assert table.group_by == ("school", "grade")


def test_t18_date_of_birth_as_directory_information_is_refused_and_age_offered() -> None:
    answer = decided(asking(LISTED, elements=("name", "date_of_birth")))
    assert answer.outcome is Outcome.REFUSED
    first = answer.alternatives[0].query
    assert first is not None
    assert (first.level, first.elements) == (L.DIRECTORY, ("name", "age"))


@pytest.mark.parametrize(("ends_in", "is_told"), [(2025, True), (2026, False)], ids=["last-year", "this-year"])
def test_t23_a_teacher_who_asks_for_earlier_years_is_told_that_left_schools_need_a_grant(
    ends_in: int, is_told: bool
) -> None:
    answer = decided(asking(request(K.TEACHER), school_years=(SchoolYear(ends_in),)))
    assert any("has left" in sentence for sentence in answer.conditions) is is_told


def test_t24_a_partner_without_an_agreement_gets_no_counts_either() -> None:
    answer = decided(without(request(level=L.AGGREGATE), "nda"))
    assert answer.outcome is Outcome.BLOCKED
    assert [found.gate for found in answer.gates if not found.status.is_open] == [GateId.NDA]


def test_t25_the_studies_exception_takes_away_consent_and_nothing_else() -> None:
    facts = without(request(ferpa_exception=STUDIES), "consents")
    assert gate(facts, GateId.CONSENT).status is GateStatus.NOT_NEEDED
    assert gate(facts, GateId.STUDY_AGREEMENT).reason is Reason.STUDY_AGREEMENT_ABSENT
    assert decided(facts).outcome is Outcome.BLOCKED
    assert decided(given(facts, study_agreement=STUDY)).outcome is Outcome.PROCEED
    assert decided(given(facts, study_agreement=STUDY, nda=None)).outcome is Outcome.BLOCKED


def test_t26_one_of_three_programs_unregistered_is_named() -> None:
    programs = tuple(ProgramRegistration(name, name != "Chess") for name in ("Tutoring", "Chess", "Choir"))
    found = gate(given(request(), partnerbps=replace(PARTNERBPS, programs=programs)), GateId.PARTNERBPS)
    assert found.details == ("the program Chess",)


def test_t26_a_school_without_partnership_is_named_by_its_name_where_the_records_know_it() -> None:
    records = RecordFacts(schools=(SchoolRef("ORG-Z", "Zakim Academy"),), student_count=40)
    found = gate(request(records=records), GateId.PARTNERBPS)
    assert found.details == ("the partnership with Zakim Academy",)
    registered = replace(PARTNERBPS, partnerships=(*PARTNERBPS.partnerships, Partnership("ORG-Z", True)))
    assert gate(given(request(records=records), partnerbps=registered), GateId.PARTNERBPS).status is GateStatus.MET


def test_t27_yes_we_have_an_agreement_without_the_file_is_not_enough() -> None:
    assert decided(given(request(), school_agreements=SchoolAgreements(True))).outcome is Outcome.BLOCKED


def test_t28_a_partner_that_evaluates_its_program_is_asked_for_a_research_proposal() -> None:
    facts = without(request(purpose=Purpose.EVALUATION), "research_proposal")
    answer = decided(facts)
    assert (answer.outcome, answer.redirect) == (Outcome.BLOCKED, Redirect.RESEARCH_PROPOSAL)
    assert [found.gate for found in answer.gates if not found.status.is_open] == [GateId.RESEARCH_PROPOSAL]


def test_t30_a_consent_revoked_between_approval_and_build_lets_nothing_out() -> None:
    revoked = replace(CONSENT, revoked_on=ON + timedelta(days=3))
    for days, elements in [(0, set(CONSENT.elements)), (2, set(CONSENT.elements)), (3, set()), (30, set())]:
        view = consented_elements(
            [revoked],
            student=CHILD,
            recipient="Tutors",
            purpose="services",
            on=ON + timedelta(days=days),
            pack=PACK,
        )
        assert view.elements == elements


def test_t31_a_consent_lets_out_what_it_names_and_nothing_more() -> None:
    attendance_only = replace(CONSENT, elements=("attendance_by_quarter",))
    everything = replace(CONSENT, elements=("attendance_by_quarter", "course_marks"))
    asked = {"recipient": "Tutors", "purpose": "services"}
    views = [
        consented_elements([consent], student=CHILD, on=ON, pack=PACK, **asked)
        for consent in (attendance_only, everything)
    ]
    assert ["course_marks" in view.elements for view in views] == [False, True]


@pytest.mark.parametrize(
    ("facts", "redirect"),
    [
        (request(K.MEDIA, L.AGGREGATE), Redirect.COMMUNICATIONS_OFFICE),
        (request(K.PUBLIC, L.AGGREGATE, purpose=Purpose.PUBLIC_RECORDS), Redirect.PUBLIC_RECORDS_CENTER),
        (request(K.FAMILY, L.ROSTER, purpose=Purpose.OWN_CHILD), Redirect.INDIVIDUAL_RECORDS),
        (request(K.AGENCY, L.ROSTER, purpose=Purpose.LEGAL_PROCESS), Redirect.LEGAL_ADVISOR),
    ],
    ids=["media", "public-record", "one-pupil", "subpoena"],
)
def test_t33_what_is_not_the_offices_opens_no_request_and_gives_the_contact(facts: Facts, redirect: Redirect) -> None:
    answer = decided(facts)
    assert (answer.outcome, answer.redirect) == (Outcome.REDIRECT, redirect)
    assert (answer.gates, answer.clocks, answer.alternatives) == ((), (), ())
    assert answer.contact == PACK.contacts.of(redirect)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (of_group(request(), listed=False), Reason.ID_LIST_ABSENT),
        (of_group(request()), Reason.ID_LIST_NAMES_ONLY),
        (of_group(request(), "Ana Diaz", "Ben Low"), Reason.ID_LIST_MALFORMED),
        (where(request(), name=("Ana Diaz", "Ben Low")), Reason.NAMES_ARE_NO_KEYS),
        (where(request(), date_of_birth=("2010-01-01",)), Reason.NAMES_ARE_NO_KEYS),
    ],
    ids=["nothing", "no-number-column", "names-as-numbers", "names-as-attribute", "birth-dates"],
)
def test_t34_a_specific_group_without_numbers_is_blocked(facts: Facts, reason: Reason) -> None:
    assert gate(facts, GateId.ID_LIST).reason is reason
    assert decided(facts).outcome is Outcome.BLOCKED


def test_t34_one_bad_number_of_thirty_is_named_by_its_line_and_the_rest_goes_on_without_it() -> None:
    numbers = [f"{number}" for number in range(1000000, 1000030)]
    bad = [*numbers[:16], "12", *numbers[17:]]
    found = gate(of_group(request(), *bad), GateId.ID_LIST)
    assert (found.status, found.details) == (GateStatus.MISSING, ("18",))
    assert "12" not in found.text.replace("18", "")
    assert gate(of_group(request(), *numbers), GateId.ID_LIST).status is GateStatus.MET


def test_t34_the_answer_does_not_depend_on_whether_a_number_belongs_to_anybody() -> None:
    listed = of_group(request(), "1000789", "9999999")
    answers = [decided(replace(listed, records=RecordFacts(student_count=count))).to_document() for count in (0, 1, 2)]
    assert answers[0] == answers[1] == answers[2]


def test_t35_student_rows_are_refused_to_an_agency_and_the_ways_on_are_shown() -> None:
    answer = decided(request(K.AGENCY, L.ROSTER))
    assert (answer.outcome, answer.redirect) == (Outcome.REFUSED, Redirect.LEGAL_ADVISOR)
    told = " ".join(way.text for way in answer.alternatives)
    assert "audit agreement" in told
    assert "counts of groups" in told


def test_t36_grant_funded_research_without_a_proposal_is_blocked_and_told_what_a_grant_means() -> None:
    answer = decided(without(request(K.RESEARCHER, L.DEIDENTIFIED, grant_funded=True), "research_proposal"))
    assert answer.outcome is Outcome.BLOCKED
    assert any("grant does not guarantee" in condition for condition in answer.conditions)


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (request(K.AGENCY, L.ROSTER), L.AGGREGATE),
        (without(request(), "consents"), L.DEIDENTIFIED),
        (request(K.PUBLIC, L.DEIDENTIFIED), L.AGGREGATE),
        (replace(request(), audience=(Audience.PUBLIC,)), L.AGGREGATE),
        (where(request(K.SCHOOL_LEADER, records=LED), school=("ORG-2",)), L.AGGREGATE),
    ],
    ids=["agency", "partner-without-consent", "public", "public-audience", "other-school"],
)
def test_the_nearest_allowed_way_is_computed(facts: Facts, level: DataLevel) -> None:
    offered = [way.query for way in decided(facts).alternatives if way.query is not None]
    assert offered[0].level is level
    assert decided(replace(facts, query=offered[0])).outcome is Outcome.PROCEED


def test_a_request_that_proceeds_is_offered_nothing_else() -> None:
    assert decided(request()).alternatives == ()
    assert decided(by(request(K.TEACHER), name="Ana")).alternatives == ()
