"""Requests that are odd and lawful, or odd and not: none ends in anything but a release or a word of explanation."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any  # a JSON document holds anything

import pytest
from tests.support import extracts, requests

from schoolgate.core import BadInput, Fault, NotAllowed
from schoolgate.policy.determination import Determination, GateId
from schoolgate.policy.document import read_request
from schoolgate.policy.reasons import Reason
from schoolgate.release.build import NotDetermined, Release, build_release
from schoolgate.release.verify import verify_release
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store

Build = Callable[[dict[str, Any]], Release]


@pytest.fixture
def build(tmp_path: Path, store: Store, release_on: date) -> Build:
    """Return a function that builds and verifies what a document asks for."""

    def build(document: dict[str, Any]) -> Release:
        path = requests.write(tmp_path, document)
        release = build_release(read_request(path), store, tmp_path / "release", on=release_on)
        verify_release(release.path, store, on=release_on)
        return release

    return build


def _stopped(build: Build, document: dict[str, Any]) -> Determination:
    with pytest.raises(NotDetermined) as caught:
        build(document)
    return caught.value.determination


def _fault(build: Build, document: dict[str, Any]) -> Fault:
    with pytest.raises(BadInput) as caught:
        build(document)
    [fault] = caught.value.faults
    return fault


@pytest.mark.parametrize(
    ("changes", "key", "rule"),
    [
        ({"request__school_years": ["2019-20"]}, "request.school_years", "query.unknown-year"),
        ({"population": {"where": {"school": ["ORG-NONE"]}}}, "population.where.school", "population.unknown-value"),
        ({"population": {"where": {"program": ["Chess"]}}}, "population.where.program", "population.unknown-value"),
        ({"population": {"where": {"iep": ["maybe"]}}}, "population.where.iep", "population.unknown-value"),
        ({"data__group_by": ["school_year"]}, "data.group_by", "query.no-grouping"),
    ],
    ids=["year", "school", "program", "flag", "no-grouping"],
)
def test_what_only_the_records_can_refuse_is_refused_at_its_line_of_the_request(
    changes: dict[str, Any], key: str, rule: str, build: Build, tmp_path: Path, store: Store, release_on: date
) -> None:
    document = requests.aggregate(**changes)
    fault = _fault(build, document)
    assert (fault.source, fault.line, fault.column, fault.rule) == ("request.json", 1, key, rule)
    assert len(fault.mend) > 10
    spread = tmp_path / "spread.json"
    spread.write_text(requests.spread(document), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        build_release(read_request(spread), store, tmp_path / "other", on=release_on)
    [placed] = caught.value.faults
    last = key.rsplit(".", maxsplit=1)[-1]
    assert f'"{last}"' in spread.read_text(encoding="utf-8").splitlines()[(placed.line or 0) - 1]


@pytest.mark.parametrize(
    "document",
    [
        requests.aggregate(data__measures=["mean_days_absent"]),
        requests.aggregate(data__group_by=["school_year", "grade"], request__school_years=["2025-26", "2026-27"]),
        requests.aggregate(population={"where": {"grade": ["high"]}}),
        requests.aggregate(population={"where": {"school_year": ["2025-26"]}}),
        requests.aggregate(data__elements=["name"]),
        requests.deidentified(data__elements=["course_marks"]),
        requests.directory(data__elements=["age"]),
        requests.directory(population={"where": {"grade": ["12"]}}),
    ],
    ids=["mean-alone", "two-years", "band", "year-as-condition", "elements-too", "marks-alone", "ages", "grade-12"],
)
def test_an_odd_and_lawful_request_is_released_and_verified(document: dict[str, Any], build: Build) -> None:
    assert build(document).rows > 0


def test_a_table_of_groups_that_nobody_can_be_in_is_withheld(build: Build) -> None:
    with pytest.raises(NotAllowed, match="no student can be in any grade"):
        build(requests.aggregate(population={"where": {"grade": ["other"]}}))


def test_t34_names_in_place_of_numbers_are_answered_by_the_gate_where_a_store_is_asked_too(build: Build) -> None:
    document = requests.own_students("teacher", "NOBODY", population={"where": {"name": ["Ana Diaz", "Ben Low"]}})
    found = _stopped(build, document).gate(GateId.ID_LIST)
    assert found is not None
    assert found.reason is Reason.NAMES_ARE_NO_KEYS


def test_t26_the_missing_partnerships_of_a_cohort_do_not_tell_where_its_students_are(
    build: Build, district: WrittenDistrict
) -> None:
    """Else a partner without any could ask, attribute by attribute, which schools have such students."""
    schools = {row["sourcedId"] for row in extracts.rows(district.extract, "orgs") if row["type"] == "school"}
    named = []
    for where in ({}, {"iep": ["Yes"]}, {"race_ethnicity": ["American Indian"]}, {"program": ["Robotics Club"]}):
        document = requests.roster("", "", [], population={"where": where}, request__purpose="services")
        document["evidence"].pop("consents")
        found = _stopped(build, document).gate(GateId.PARTNERBPS)
        assert found is not None
        named.append(found.details)
    assert len(set(named)) == 1
    assert len(named[0]) == len(schools)


@pytest.mark.parametrize("on", [date.min, date(1999, 1, 1), date.max], ids=str)
def test_the_days_at_the_ends_of_the_calendar_are_days(on: date, store: Store, tmp_path: Path) -> None:
    for name, document in (("a", requests.aggregate()), ("d", requests.directory())):
        path = requests.write(tmp_path, document)
        assert build_release(read_request(path), store, tmp_path / name, on=on).path.is_dir()
