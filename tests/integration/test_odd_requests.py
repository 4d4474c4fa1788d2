"""Requests that are odd and lawful, or odd and not: none ends in anything but a release or a word of explanation."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any  # a JSON document holds anything

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import extracts, requests

from schoolgate.core import BadInput, DataLevel, Fault, NotAllowed, SchoolgateError
from schoolgate.policy.determination import Determination, GateId
from schoolgate.policy.document import read_request
from schoolgate.policy.reasons import Reason
from schoolgate.policy.vocabulary import FerpaException, RequesterKind
from schoolgate.release.build import NotDetermined, Release, build_release, decide
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
    submitted = f"{min(on, date(2026, 1, 5))}T12:00:00-00:00"
    for name, ask in (("a", requests.aggregate), ("d", requests.directory)):
        path = requests.write(tmp_path, ask(request__submitted=submitted))
        assert build_release(read_request(path), store, tmp_path / name, on=on).path.is_dir()


@pytest.mark.parametrize("level", list(DataLevel))
@pytest.mark.parametrize("kind", list(RequesterKind))
def test_t34_no_determination_tells_whether_a_listed_number_belongs_to_anybody(
    kind: RequesterKind, level: DataLevel, district: WrittenDistrict, store: Store, release_on: date, tmp_path: Path
) -> None:
    """Of three numbers one is exchanged: a student's, another student's, nobody's. No word of the answer changes."""
    one, two, three, four = list(extracts.current_students(district.extract).values())[:4]
    answers = []
    for number in (three.number, four.number, four.state_id, "9999998"):
        document = requests.roster(
            requests.write_ids(tmp_path, [one.number, two.number, number]),
            requests.write_consents(
                tmp_path, [[one.number, "name", "Example House", "services", "parent", "2026-09-20", "", ""]]
            ),
            [one.school],
            requester__kind=str(kind),
            requester__person_id=extracts.rows(district.extract, "enrollments")[0]["userSourcedId"],
            request__level=str(level),
            request__school_years=["2026-27"],
            data__group_by=["grade"],
            data__measures=["students"],
        )
        asked = read_request(requests.write(tmp_path, document))
        answers.append(decide(asked, store.snapshot(), release_on).determination.to_document())
    assert answers[1:] == answers[:1] * 3


_WHERE = st.dictionaries(
    st.sampled_from(["grade", "iep", "gender", "race_ethnicity", "name", "school", "program"]),
    st.lists(
        st.sampled_from(["09", "high", "Yes", "Female", "Asian", "ORG-S0001", "Tutoring", "", "\u0000", "'"]),
        min_size=1,
        max_size=2,
        unique=True,
    ),
    max_size=2,
)
_ELEMENTS = ["name", "grade", "age", "school", "iep", "course_marks", "chronic_absence", "birth_name", "home_address"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(RequesterKind),
    level=st.sampled_from(DataLevel),
    where=_WHERE,
    elements=st.lists(st.sampled_from(_ELEMENTS), min_size=1, max_size=4, unique=True),
    exception=st.sampled_from(FerpaException),
)
def test_no_request_ends_in_anything_but_a_release_or_an_error_of_the_house(
    kind: RequesterKind,
    level: DataLevel,
    where: dict[str, list[str]],
    elements: list[str],
    exception: FerpaException,
    store: Store,
    release_on: date,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    document = requests.roster("", "", ["ORG-S0001"], requester__kind=str(kind), request__level=str(level))
    document["population"] = {"where": where}
    document["data"] = {"elements": elements, "group_by": ["grade"], "measures": ["students"]}
    document["request"] |= {"ferpa_exception": str(exception), "purpose": "services"}
    document["evidence"].pop("consents")
    released = False
    with suppress(SchoolgateError):
        asked = read_request(requests.write(folder, document))
        released = build_release(asked, store, folder / "release", on=release_on).path.is_dir()
    assert (folder / "release").exists() is released
