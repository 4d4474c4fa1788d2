"""A consent or an agreement of the office falls: what rests on it is taken back at once, and is in no later file."""

import pytest
from tests.agreements import make_out, sign_both
from tests.office import make_submitted
from tests.office_releases import ROSTER_AT, TUTORED, approve, hand_over, run_build
from tests.support import extracts

from schoolgate.core import NotAllowed
from schoolgate.office.agreements.actions import ending
from schoolgate.office.agreements.models import Agreement
from schoolgate.office.builds.models import Build
from schoolgate.office.builds.transitions import BuildState
from schoolgate.office.clock import day_of
from schoolgate.office.consents.actions import imports, withdrawing
from schoolgate.office.consents.models import ConsentRecord
from schoolgate.office.deliveries import actions as deliveries
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.deliveries.transitions import DeliveryState
from schoolgate.office.people.models import User
from schoolgate.office.requests import determinations
from schoolgate.office.requests.actions import desk
from schoolgate.office.requests.models import DataRequest
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store

_HEADER = "student_id,elements,recipient,purpose,signer,signed_on,expires_on,revoked_on"


@pytest.fixture
def numbers(district: WrittenDistrict, analyst: User, partner: User, records: Store) -> tuple[str, ...]:
    """Twenty young students, whose parents' consents to the partner the office took in."""
    found = [s.number for s in extracts.current_students(district.extract).values() if s.grade in {"02", "03", "04"}]
    chosen = tuple(number for number in found if number)[:20]
    elements = ";".join(TUTORED.elements)
    lines = [f"{each},{elements},{partner.organisation},services,parent,2026-09-10,2027-06-30," for each in chosen]
    content = "\n".join([_HEADER, *lines, ""]).encode()
    imports.take_in(name="consents.csv", content=content, by=analyst, at=ROSTER_AT)
    return chosen


@pytest.fixture
def agreement(partner: User, analyst: User, releaser: User) -> Agreement:
    return sign_both(make_out(partner, analyst, at=ROSTER_AT), releaser, ROSTER_AT)


@pytest.fixture
def request_of_partner(numbers: tuple[str, ...], agreement: Agreement, partner: User, analyst: User) -> DataRequest:
    """The partner's request for the twenty, being worked on, that rests on the office's own records."""
    request = make_submitted(partner, TUTORED, numbers=numbers, at=ROSTER_AT)
    schools = determinations.current(request, day_of(ROSTER_AT)).facts.records
    registered = {
        "school_year": "2026-27",
        "organisation": True,
        "programs": {"Tutoring": True},
        "partnerships": {school.id: True for school in (schools.schools if schools else ())},
    }
    desk.record_evidence(request=request, name="partnerbps", table=registered, by=analyst, at=ROSTER_AT)
    return desk.start(request=request, by=analyst, at=ROSTER_AT)


@pytest.fixture
def approved(request_of_partner: DataRequest, analyst: User, reviewer: User, second_reviewer: User) -> Build:
    build = run_build(request_of_partner, analyst, at=ROSTER_AT)
    assert (build.state, build.rows) == (BuildState.BUILT, 20), build.reasons
    return approve(build, reviewer, second_reviewer, at=ROSTER_AT)


@pytest.fixture
def handed(approved: Build, releaser: User) -> Delivery:
    [delivery] = hand_over(approved, releaser, at=ROSTER_AT, destroy_in_days=100)
    return delivery


def withdraw_one(analyst: User) -> None:
    withdrawing.withdraw_for(record=ConsentRecord.objects.all()[3], by=analyst, at=ROSTER_AT)


def test_a_consent_withdrawn_before_the_build_leaves_its_student_out_of_the_file(
    request_of_partner: DataRequest, analyst: User
) -> None:
    withdraw_one(analyst)
    build = run_build(request_of_partner, analyst, at=ROSTER_AT)
    assert (build.state, build.rows, build.withheld) == (BuildState.BUILT, 19, 1)


def test_a_consent_withdrawn_between_the_build_and_the_download_takes_the_file_back(
    handed: Delivery, analyst: User, releaser: User
) -> None:
    withdraw_one(analyst)
    handed.refresh_from_db()
    assert handed.state == DeliveryState.WITHDRAWN
    deliveries.recall(request=handed.build.request, reason="A consent was withdrawn.", by=releaser, at=ROSTER_AT)
    again = run_build(handed.build.request, analyst, at=ROSTER_AT)
    assert (again.rows, again.withheld) == (19, 1)


def test_a_consent_withdrawn_between_approval_and_delivery_keeps_the_file_in(
    approved: Build, analyst: User, releaser: User
) -> None:
    withdraw_one(analyst)
    with pytest.raises(NotAllowed):
        hand_over(approved, releaser, at=ROSTER_AT, destroy_in_days=100)


def test_an_agreement_that_is_terminated_takes_the_file_back(
    handed: Delivery, agreement: Agreement, releaser: User
) -> None:
    ending.terminate(agreement=agreement, reason="It was broken.", by=releaser, at=ROSTER_AT)
    handed.refresh_from_db()
    assert handed.state == DeliveryState.WITHDRAWN


def test_another_agreement_in_force_keeps_the_copy_out(
    handed: Delivery, agreement: Agreement, partner: User, analyst: User, releaser: User
) -> None:
    sign_both(make_out(partner, analyst, at=ROSTER_AT), releaser, ROSTER_AT)
    ending.terminate(agreement=agreement, reason="A newer one was signed.", by=releaser, at=ROSTER_AT)
    handed.refresh_from_db()
    assert handed.state == DeliveryState.OPEN
