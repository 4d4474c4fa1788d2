"""What the circular says of public data: R12-R17 as far as the catalogue goes, and Appendix I (R68-R72)."""

from collections import Counter

import pytest

from schoolgate.core import DataLevel, Query, SchoolYear
from schoolgate.policy.catalogue import load_catalogue
from schoolgate.policy.catalogue_search import search
from schoolgate.policy.deflection import public_answers

CATALOGUE = load_catalogue()
APPENDIX = tuple(dataset for dataset in CATALOGUE.datasets if dataset.is_in_appendix)
QUERY = Query(DataLevel.AGGREGATE, (SchoolYear(2025),), group_by=("school", "grade"), measures=("students",))


def _titles(heading: str) -> list[str]:
    return [dataset.title for dataset in APPENDIX if dataset.heading == heading]


def test_r12_the_catalogue_holds_what_the_district_and_the_state_publish() -> None:
    assert len(APPENDIX) == 30
    publishers = " ".join(dataset.publisher for dataset in APPENDIX)
    assert "Boston Public Schools" in publishers
    assert "Elementary and Secondary Education" in publishers


def test_r13_a_request_is_compared_with_what_is_public() -> None:
    best = public_answers(QUERY)[0]
    assert (best.dataset.id, best.complete) == ("dese-enroll-grade", True)


def test_r14_school_committee_materials_are_in_the_catalogue() -> None:
    assert search("school committee presentation")[0].dataset.id == "bps-school-committee"


def test_r15_every_item_of_the_appendix_has_its_heading_and_at_least_one_of_the_six_types() -> None:
    assert len(CATALOGUE.types) == 6
    assert all(dataset.types and dataset.heading in CATALOGUE.headings for dataset in APPENDIX)
    assert {found for dataset in APPENDIX for found in dataset.types} == set(CATALOGUE.types)


@pytest.mark.parametrize("dataset_id", ["dese-attendance", "dese-discipline", "dese-discipline-days"])
def test_r15_attendance_and_discipline_are_a_type_of_their_own_under_another_heading(dataset_id: str) -> None:
    dataset = CATALOGUE.get(dataset_id)
    assert (dataset.heading, dataset.types) == ("enrollment_and_indicators", ("attendance_and_discipline",))


def test_r16_only_school_personnel_see_aspen_and_panorama() -> None:
    more = {dataset.id for dataset in CATALOGUE.visible(school_personnel=True)} - {
        dataset.id for dataset in CATALOGUE.visible()
    }
    assert more == {"aspen", "panorama"}
    assert (
        search("student information system aspen")[:1]
        != search("student information system aspen", school_personnel=True)[:1]
    )
    assert not {answer.dataset.id for answer in public_answers(QUERY)} & more
    assert {answer.dataset.id for answer in public_answers(QUERY, school_personnel=True)} >= more


def test_r17_where_public_reports_do_not_suffice_the_answer_says_what_they_lack() -> None:
    query = Query(DataLevel.AGGREGATE, (SchoolYear(2025),), group_by=("gifted", "grade"), measures=("students",))
    answers = public_answers(query)
    assert answers
    assert all("groups by gifted" in answer.lacks for answer in answers)


def test_r68_the_overview_has_its_six_items() -> None:
    assert len(_titles("overview")) == 6
    assert _titles("overview")[:2] == ["BPS At a Glance", "Facts and Figures"]


def test_r69_the_standardized_tests_are_four() -> None:
    tests = [dataset.id for dataset in APPENDIX if dataset.heading == "standardized_tests"]
    assert tests == ["dese-mcas", "dese-parcc", "naep-boston", "access-ells"]


def test_r70_enrollment_and_indicators_are_eleven() -> None:
    assert len(_titles("enrollment_and_indicators")) == 11


def test_r71_school_climate_is_one() -> None:
    assert _titles("school_climate") == ["School climate reports"]


def test_r72_high_school_and_postsecondary_are_eight() -> None:
    assert len(_titles("high_school_and_postsecondary")) == 8
    assert Counter(dataset.heading for dataset in APPENDIX).total() == 6 + 4 + 11 + 1 + 8
