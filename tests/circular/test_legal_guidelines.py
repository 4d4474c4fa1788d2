"""R12 to R26: public data, the law, research, agreements, individual records."""

from dataclasses import replace

import pytest
from tests.policy_facts import (
    AUDIT,
    AUDITS,
    OFFICIALS,
    PACK,
    STUDIES,
    STUDY,
    asking,
    decided,
    gate,
    given,
    of_group,
    request,
    where,
    without,
)

from schoolgate.core import DataLevel
from schoolgate.policy.clauses import CLAUSES
from schoolgate.policy.determination import GateId, GateStatus, Outcome, Redirect
from schoolgate.policy.reasons import Reason
from schoolgate.policy.vocabulary import FerpaException, Purpose, RequesterKind

K = RequesterKind
L = DataLevel


def test_r12_who_did_not_look_is_shown_what_is_public() -> None:
    counts = asking(request(K.PUBLIC, L.AGGREGATE), group_by=("grade",), measures=("students",))
    answer = decided(without(counts, "public_data_reviewed"))
    assert any("Enrollment by Grade" in way.text for way in answer.alternatives)


@pytest.mark.parametrize("kind", [K.PARTNER, K.AGENCY, K.PUBLIC, K.CENTRAL_STAFF, K.RESEARCHER], ids=str)
def test_r13_the_public_data_is_reviewed_before_asking(kind: K) -> None:
    whole = request(kind, L.AGGREGATE)
    assert gate(whole, GateId.PUBLIC_DATA_REVIEW).status is GateStatus.MET
    unread = without(whole, "public_data_reviewed")
    assert gate(unread, GateId.PUBLIC_DATA_REVIEW).status is GateStatus.MISSING
    assert decided(unread).outcome is Outcome.BLOCKED


def test_r17_nobody_is_entitled_to_data_beyond_the_public() -> None:
    assert "R17" in gate(request(), GateId.PUBLIC_DATA_REVIEW).clauses
    assert decided(request(K.PUBLIC, L.ROSTER)).outcome is Outcome.REFUSED


def test_r18_findings_about_students_cite_federal_and_state_law() -> None:
    law = " ".join(gate(without(request(), "consents"), GateId.CONSENT).law)
    assert "34 CFR 99.30" in law
    assert "603 CMR 23.07(4)" in law
    assert CLAUSES["R18"].law


def test_r19_no_identifiable_data_without_consent() -> None:
    found = gate(without(request(), "consents"), GateId.CONSENT)
    assert found.status is GateStatus.MISSING
    assert "R19" in found.clauses


@pytest.mark.parametrize(
    ("exception", "kind", "purpose", "agreement"),
    [
        (STUDIES, K.PARTNER, Purpose.SERVICES, STUDY),
        (AUDITS, K.PARTNER, Purpose.AUDIT, AUDIT),
        (OFFICIALS, K.CENTRAL_STAFF, Purpose.PLANNING, None),
    ],
    ids=str,
)
def test_r20_the_three_exceptions_take_the_place_of_consent_only(
    exception: FerpaException, kind: K, purpose: Purpose, agreement: object
) -> None:
    facts = request(kind, ferpa_exception=exception, purpose=purpose)
    facts = given(without(facts, "consents"), study_agreement=agreement)
    assert gate(facts, GateId.CONSENT).status is GateStatus.NOT_NEEDED
    assert gate(facts, GateId.STUDY_AGREEMENT).status.is_open
    assert gate(without(facts, "nda"), GateId.NDA).status is GateStatus.MISSING


@pytest.mark.parametrize("purpose", [Purpose.RESEARCH, Purpose.EVALUATION], ids=str)
@pytest.mark.parametrize("level", L, ids=str)
@pytest.mark.parametrize(
    "kind", [K.PARTNER, K.AGENCY, K.CENTRAL_STAFF, K.TEACHER, K.SCHOOL_LEADER, K.PUBLIC, K.RESEARCHER], ids=str
)
def test_r21_research_and_evaluation_need_a_proposal_whoever_asks_for_whatever(
    kind: K, level: L, purpose: Purpose
) -> None:
    whole = request(kind, level, purpose=purpose)
    assert gate(whole, GateId.RESEARCH_PROPOSAL).status is GateStatus.MET
    bare = decided(without(whole, "research_proposal"))
    found = bare.gate(GateId.RESEARCH_PROPOSAL)
    assert found is not None
    assert (found.status, found.reason) == (GateStatus.MISSING, Reason.PROPOSAL_ABSENT)
    assert bare.outcome in {Outcome.BLOCKED, Outcome.REFUSED}


def test_r21_the_districts_own_evaluation_by_staff_needs_a_persons_word() -> None:
    facts = request(K.CENTRAL_STAFF, purpose=Purpose.EVALUATION, ferpa_exception=OFFICIALS)
    found = gate(without(facts, "research_proposal"), GateId.RESEARCH_PROPOSAL)
    assert found.status is GateStatus.NEEDS_PERSON


def test_r21_a_dissertation_by_a_teacher_is_research_and_no_use_of_her_own_students() -> None:
    answer = decided(request(K.TEACHER, purpose=Purpose.RESEARCH))
    assert answer.lane.value == "roster"
    assert answer.outcome is Outcome.NEEDS_PERSON


def test_r22_a_grant_changes_nothing_and_the_answer_says_so() -> None:
    funded = request(K.RESEARCHER, L.DEIDENTIFIED, grant_funded=True)
    plain = request(K.RESEARCHER, L.DEIDENTIFIED)
    for facts in (funded, without(funded, "research_proposal")):
        assert decided(facts).outcome is decided(replace(facts, grant_funded=False)).outcome
        assert "R22" in gate(facts, GateId.RESEARCH_PROPOSAL).clauses
        assert any("does not guarantee" in condition for condition in decided(facts).conditions)
    assert not any("grant" in condition for condition in decided(plain).conditions)


def test_r23_a_researcher_without_a_proposal_is_shown_where_to_hand_one_in() -> None:
    answer = decided(without(request(K.RESEARCHER, L.AGGREGATE), "research_proposal"))
    assert answer.redirect is Redirect.RESEARCH_PROPOSAL
    assert answer.contact == PACK.contacts.of(Redirect.RESEARCH_PROPOSAL)
    assert "guidelines and application" in (answer.contact or "")


@pytest.mark.parametrize("level", [L.DEIDENTIFIED, L.ROSTER], ids=str)
@pytest.mark.parametrize("kind", [K.PARTNER, K.RESEARCHER, K.CENTRAL_STAFF], ids=str)
def test_r24_student_level_data_needs_a_signed_agreement(kind: K, level: L) -> None:
    found = gate(without(request(kind, level), "nda"), GateId.NDA)
    assert found.status is GateStatus.MISSING
    assert "R24" in found.clauses


def test_r25_an_agreement_that_is_not_executed_yet_lets_nothing_out() -> None:
    facts = request()
    assert facts.evidence.nda is not None
    half = replace(facts.evidence.nda, district_signed=None)
    assert gate(given(facts, nda=half), GateId.NDA).reason is Reason.NDA_UNSIGNED
    assert not decided(given(facts, nda=half)).allowed


@pytest.mark.parametrize(
    "facts",
    [
        request(K.FAMILY, L.ROSTER),
        request(K.TEACHER, L.ROSTER, purpose=Purpose.OWN_CHILD),
        of_group(request(K.PARTNER), "1000789"),
        where(request(K.RESEARCHER), name=("Ana Diaz",)),
    ],
    ids=["family", "own-child-of-a-teacher", "one-number", "one-name"],
)
def test_r26_the_record_of_one_student_is_asked_for_at_the_school(facts: object) -> None:
    answer = decided(facts)  # type: ignore[arg-type]  # parametrised facts
    assert (answer.outcome, answer.redirect) == (Outcome.REDIRECT, Redirect.INDIVIDUAL_RECORDS)
    assert answer.gates == ()


def test_r26_a_teacher_may_ask_about_one_of_her_own_students() -> None:
    assert decided(of_group(request(K.TEACHER), "1000789")).outcome is Outcome.PROCEED
