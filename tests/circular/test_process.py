"""R47 to R67 but the clocks: the process, denials, redirects, fees, contacts."""

from dataclasses import replace

import pytest
from tests.policy_facts import PACK, asking, decided, gate, given, of_group, request, where

from schoolgate.core import DataLevel
from schoolgate.policy.determination import GateId, GateStatus, Outcome, Redirect
from schoolgate.policy.determine import determine
from schoolgate.policy.facts import Facts
from schoolgate.policy.fees import estimate_fee
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.reasons import Reason
from schoolgate.policy.vocabulary import Audience, Channel, Purpose, RequesterKind

K = RequesterKind
L = DataLevel


def test_r47_a_request_that_came_by_telephone_is_marked_so() -> None:
    answer = decided(request(channel=Channel.PHONE))
    assert any("came by phone" in condition for condition in answer.conditions)


def test_r48_purpose_and_use_are_stated() -> None:
    assert gate(request(use=""), GateId.AUDIENCE).reason is Reason.USE_UNSTATED


def test_r49_the_audience_is_stated() -> None:
    assert gate(request(audience=()), GateId.AUDIENCE).reason is Reason.AUDIENCE_UNSTATED


@pytest.mark.parametrize(
    ("audience", "level", "status"),
    [
        ((Audience.PUBLIC,), L.AGGREGATE, GateStatus.MET),
        ((Audience.PUBLIC,), L.DIRECTORY, GateStatus.MET),
        ((Audience.PUBLIC,), L.DEIDENTIFIED, GateStatus.REFUSED),
        ((Audience.INTERNAL, Audience.PUBLIC), L.ROSTER, GateStatus.REFUSED),
        ((Audience.PUBLICATION,), L.DEIDENTIFIED, GateStatus.MET),
        ((Audience.FUNDER,), L.ROSTER, GateStatus.NEEDS_PERSON),
        ((Audience.NAMED_PARTNERS, Audience.PUBLICATION), L.ROSTER, GateStatus.NEEDS_PERSON),
        ((Audience.SCHOOL_COMMITTEE,), L.DEIDENTIFIED, GateStatus.NEEDS_PERSON),
        ((Audience.FUNDER, Audience.SCHOOL_COMMITTEE), L.AGGREGATE, GateStatus.MET),
    ],
    ids=str,
)
def test_r50_some_data_is_not_for_every_audience(audience: tuple[Audience, ...], level: L, status: GateStatus) -> None:
    assert gate(request(level=level, audience=audience), GateId.AUDIENCE).status is status


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (asking(request(), school_years=()), Reason.NO_SCHOOL_YEAR),
        (asking(request(), elements=()), Reason.NO_ELEMENTS),
        (asking(request(level=L.AGGREGATE), measures=()), Reason.NO_MEASURES),
        (where(request(), shoe_size=("40",)), Reason.GROUPING_UNKNOWN),
    ],
    ids=["years", "elements", "measures", "population"],
)
def test_r51_years_students_attributes_and_scope_are_described(facts: Facts, reason: Reason) -> None:
    assert gate(facts, GateId.ELEMENTS).reason is reason


@pytest.mark.parametrize("numbers", [("1000789", "1000790"), ("1234567890", "9876543210"), ("12345", "1234567890")])
def test_r52_a_specific_group_is_named_by_bps_or_state_numbers_mixed_if_need_be(numbers: tuple[str, ...]) -> None:
    assert gate(of_group(request(), *numbers), GateId.ID_LIST).status is GateStatus.MET


def test_r52_a_cohort_that_attributes_describe_needs_no_numbers() -> None:
    facts = where(request(), grade=("09",), school=("ORG-1", "ORG-2"))
    assert gate(facts, GateId.ID_LIST).status is GateStatus.NOT_NEEDED


@pytest.mark.parametrize("level", [L.AGGREGATE, L.DEIDENTIFIED, L.ROSTER], ids=str)
def test_r53_a_specific_group_without_numbers_is_blocked_and_a_cohort_offered(level: L) -> None:
    answer = decided(of_group(request(level=level), listed=False))
    assert answer.outcome is Outcome.BLOCKED
    assert any("cohort" in way.text for way in answer.alternatives)


def test_r61_a_denial_has_a_reason_a_citation_a_sentence_and_a_way_to_ask_again() -> None:
    answer = decided(request(K.PUBLIC, L.ROSTER))
    assert answer.outcome is Outcome.REFUSED
    refused = [found for found in answer.gates if found.status is GateStatus.REFUSED]
    assert all(found.reason and found.clauses and found.text for found in refused)
    assert "reconsider" in (answer.contact or "")


def test_r62_the_media_are_told_how_to_reach_the_communications_office() -> None:
    contact = decided(request(K.MEDIA, L.AGGREGATE)).contact or ""
    assert "617-635-9265" in contact
    assert "communications@bostonpublicschools.org" in contact


@pytest.mark.parametrize("kind", [k for k in K if k is not K.MEDIA], ids=str)
def test_r63_public_records_requests_go_to_the_public_records_center(kind: K) -> None:
    answer = decided(request(kind, L.AGGREGATE, purpose=Purpose.PUBLIC_RECORDS))
    assert (answer.outcome, answer.redirect) == (Outcome.REDIRECT, Redirect.PUBLIC_RECORDS_CENTER)


def _priced(**rates: float) -> PolicyPack:
    return replace(PACK, fees=replace(PACK.fees, **rates))  # type: ignore[arg-type]  # the table's own fields


def test_r64_there_is_no_fee_until_the_district_sets_rates_by_size_time_and_scope() -> None:
    assert gate(request(), GateId.FEE).reason is Reason.NO_FEE
    facts = of_group(request(), *(f"{number}" for number in range(1000000, 1000500)))
    table = _priced(per_1000_students=20.0, per_hour=25.0, per_school_year=5.0, per_element=1.0).fees
    estimate = estimate_fee(facts, table)
    assert (estimate.size, estimate.time, estimate.scope) == (10.0, 100.0, 8.0)
    assert estimate.amount == "118.00 USD"


@pytest.mark.parametrize(("accepted", "status"), [(False, GateStatus.MISSING), (True, GateStatus.MET)])
def test_r65_work_starts_once_the_estimate_is_accepted(accepted: bool, status: GateStatus) -> None:
    found = determine(given(request(), fee_accepted=accepted), _priced(per_hour=25.0)).gate(GateId.FEE)
    assert found is not None
    assert found.status is status
    assert "100.00 USD" in found.text


def test_r66_every_answer_says_whom_to_ask() -> None:
    contact = decided(request()).contact or ""
    for part in ("2300 Washington Street", "617-635-9450", "rc069@bostonpublicschools.org"):
        assert part in contact


def test_r67_the_version_names_the_superintendent() -> None:
    assert "Mary Skipper" in PACK.issuer
