"""R1 to R11: status and purpose of the circular, and directory information."""

from dataclasses import replace
from datetime import date

import pytest
from tests.policy_facts import PACK, asking, decided, gate, of_group, request, where, without

from schoolgate.core import DataLevel
from schoolgate.policy.at_release import determine_at_release
from schoolgate.policy.clauses import CLAUSES
from schoolgate.policy.determination import GateId, GateStatus, Lane, Outcome
from schoolgate.policy.determine import determine
from schoolgate.policy.reasons import Reason
from schoolgate.policy.versions import current_pack
from schoolgate.policy.vocabulary import Audience, RequesterKind

LISTED = request(RequesterKind.PUBLIC, DataLevel.DIRECTORY)


def test_r1_the_version_in_force_at_submission_decides_and_a_later_one_only_tightens() -> None:
    later = replace(PACK, version="02", disclosure=replace(PACK.disclosure, threshold=15))
    answer = determine_at_release(request(), at_submission=PACK, at_release=later)
    assert (answer.policy, answer.rechecked_under) == ("ODA-03 v01", "ODA-03 v02")
    assert answer.disclosure.threshold == 15
    assert current_pack(date(2040, 1, 1)).label == "ODA-03 v01"


def test_r2_policymakers_may_ask_as_partners_and_the_public_may() -> None:
    assert decided(request(RequesterKind.POLICYMAKER, DataLevel.AGGREGATE)).outcome is Outcome.PROCEED


@pytest.mark.parametrize("kind", RequesterKind, ids=str)
@pytest.mark.parametrize("level", DataLevel, ids=str)
def test_r4_every_request_of_staff_too_is_weighed_and_cites_the_circular(kind: RequesterKind, level: DataLevel) -> None:
    answer = decided(request(kind, level))
    assert answer.policy == "ODA-03 v01"
    if answer.outcome is Outcome.REDIRECT:
        assert answer.summary
    else:
        assert len(answer.gates) == len(GateId)
        assert all(found.clauses for found in answer.gates)


@pytest.mark.parametrize("element", [element.id for element in PACK.elements])
def test_r5_exactly_the_listed_items_are_given_as_directory_information(element: str) -> None:
    status = gate(asking(LISTED, elements=(element,)), GateId.ELEMENTS).status
    is_listed = element in {"name", "age", "grade", "enrollment_dates"}
    assert status is (GateStatus.MET if is_listed else GateStatus.REFUSED)


def test_r6_directory_items_go_out_without_consent_and_opted_out_students_are_left_out() -> None:
    answer = decided(without(LISTED, "consents", "nda", "partnerbps"))
    assert answer.outcome is Outcome.PROCEED
    assert any("opted out" in condition for condition in answer.conditions)


@pytest.mark.parametrize("level", [DataLevel.DEIDENTIFIED, DataLevel.ROSTER], ids=str)
def test_r7_the_public_gets_no_other_student_data(level: DataLevel) -> None:
    found = gate(request(RequesterKind.PUBLIC, level), GateId.ROW_SCOPE)
    assert found.reason is Reason.PUBLIC_AGGREGATE_ONLY
    assert "R7" in found.clauses


@pytest.mark.parametrize("audience", [a for a in Audience if a is not Audience.INTERNAL], ids=str)
@pytest.mark.parametrize("kind", [RequesterKind.TEACHER, RequesterKind.SCHOOL_LEADER], ids=str)
def test_r8_schools_share_student_data_with_nobody_outside(kind: RequesterKind, audience: Audience) -> None:
    found = gate(request(kind, audience=(Audience.INTERNAL, audience)), GateId.AUDIENCE)
    assert (found.status, found.reason) == (GateStatus.REFUSED, Reason.SCHOOL_MAY_NOT_SHARE)
    assert "Office of Data and Accountability" in found.text


@pytest.mark.parametrize("element", ["date_of_birth", "student_id", "school"])
def test_r9_birth_date_number_and_school_are_not_directory_information(element: str) -> None:
    assert gate(asking(LISTED, elements=("name", element)), GateId.ELEMENTS).reason is Reason.ELEMENT_NOT_DIRECTORY


@pytest.mark.parametrize(
    "facts",
    [
        where(LISTED, school=("ORG-1",)),
        where(LISTED, iep=("Yes",)),
        where(LISTED, program=("AVID",)),
        of_group(LISTED, "1000789", "1000790"),
        of_group(LISTED, listed=False),
    ],
    ids=["school", "iep", "program", "id-list", "group"],
)
def test_r9_a_directory_list_is_not_picked_by_anything_else(facts: object) -> None:
    found = determine(facts, PACK).gate(GateId.DIRECTORY_SELECTION)  # type: ignore[arg-type]  # parametrised facts
    assert found is not None
    assert found.reason is Reason.SELECTION_NOT_DIRECTORY


def test_r10_a_school_is_told_to_send_requests_to_the_office() -> None:
    found = gate(request(RequesterKind.TEACHER, audience=(Audience.NAMED_PARTNERS,)), GateId.AUDIENCE)
    assert "R10" in found.clauses
    assert not found.status.is_open
    assert "Office of Data and Accountability" in found.text


def test_r11_directory_information_is_exactly_four_items() -> None:
    answer = decided(LISTED)
    assert (answer.lane, answer.outcome) == (Lane.DIRECTORY, Outcome.PROCEED)
    assert PACK.directory_items == LISTED.query.elements
    assert "603 CMR 23.07(4)(a)" in CLAUSES["R11"].law
