"""The finest cuboid: counts that add up, of students counted once."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.districts import small_district

from schoolgate.core import BadInput, Condition, Population, SchoolYear
from schoolgate.warehouse import (
    GROUPINGS,
    MEASURES,
    OUTCOMES,
    SUMS,
    CodeLabel,
    Cuboid,
    DuckDbEngine,
    Scope,
    Snapshot,
    Store,
)

YEAR = SchoolYear(2025)
EVERYBODY = Population()


def cuboid(
    snapshot: Snapshot,
    group_by: Sequence[str],
    outcomes: Sequence[str] = (),
    sums: Sequence[str] = (),
    population: Population = EVERYBODY,
) -> Cuboid:
    """Return a cuboid of the whole district in 2024-25."""
    return DuckDbEngine().cuboid(snapshot, Scope.district(), population, YEAR, group_by, outcomes, sums)


def test_a_student_of_two_schools_counts_once_in_the_last(snapshot: Snapshot) -> None:
    assert cuboid(snapshot, ["school"]).table.to_pylist() == [{"school": "A", "n": 1}, {"school": "B", "n": 2}]


def test_dimensions_come_coarse_to_fine_with_outcomes_n_and_sums_after(snapshot: Snapshot) -> None:
    found = cuboid(snapshot, ["school", "grade"], ["suspension_rate"], ["days_absent", "days_enrolled"])
    assert found.table.column_names == [
        "school",
        "grade_band",
        "grade",
        "suspension_rate",
        "n",
        "days_absent",
        "days_enrolled",
    ]
    assert found.table.to_pylist()[1] == {
        "school": "B",
        "grade_band": "elementary",
        "grade": "05",
        "suspension_rate": True,
        "n": 1,
        "days_absent": 15.0,
        "days_enrolled": 160.0,
    }


@pytest.mark.parametrize("grouping", GROUPINGS)
def test_every_grouping_adds_up_to_all_students(snapshot: Snapshot, grouping: str) -> None:
    found = cuboid(snapshot, [grouping])
    assert sum(found.table["n"].to_pylist()) == 3
    (dimension,) = found.dimensions
    known = {(code.column, code.code) for code in dimension.labels}
    assert {(column, value) for column in dimension.columns for value in found.table[column].to_pylist()} <= known


def test_no_grouping_gives_one_row(snapshot: Snapshot) -> None:
    assert cuboid(snapshot, []).table.to_pylist() == [{"n": 3}]


def test_outcomes_are_empty_where_there_is_no_record_to_judge_by(snapshot: Snapshot) -> None:
    found = cuboid(snapshot, ["gender"], tuple(OUTCOMES)).table.to_pylist()
    assert {row["gender"]: [row[outcome] for outcome in OUTCOMES] for row in found} == {
        "Female": [False, False, True],
        "Male": [False, True, False],
        "Nonbinary": [False, False, None],
    }


def test_sums_count_each_student_s_records_once(snapshot: Snapshot) -> None:
    (row,) = cuboid(snapshot, [], (), tuple(SUMS)).table.to_pylist()
    assert row == {
        "n": 3,
        "days_present": 343.0,
        "days_enrolled": 360.0,
        "days_absent": 17.0,
        "attendance_students": 3,
        "assessment_score": 992.0,
        "assessment_scores": 2,
    }


def test_codes_name_every_group_that_the_scope_and_conditions_leave(snapshot: Snapshot) -> None:
    grades = cuboid(snapshot, ["grade"], population=Population(where=(Condition("grade", ("05", "07")),)))
    assert grades.dimensions[0].labels == (
        CodeLabel("grade_band", "elementary", "Elementary"),
        CodeLabel("grade", "05", "Grade 5", "elementary"),
    )
    learners = cuboid(snapshot, ["school"], population=Population(where=(Condition("english_learner", ("Yes",)),)))
    assert [code.code for code in learners.dimensions[0].labels] == ["A", "B"]  # B has none, and must not tell so
    assert learners.table.num_rows == 1


def test_regions_stand_between_district_and_schools(tmp_path: Path) -> None:
    district = small_district()
    district.org("North", "local", "D", "North region")
    district.org("South", "local", "D", "South region")
    for row in district.rows["orgs"]:
        row["parentSourcedId"] = {"A": "North", "B": "South"}.get(row["sourcedId"], row["parentSourcedId"])
    store = Store(tmp_path / "store")
    store.load(district.write(tmp_path / "extract"))
    found = cuboid(store.snapshot(), ["school"])
    assert found.dimensions[0].columns == ("region", "school")
    assert found.table.to_pylist() == [
        {"region": "North", "school": "A", "n": 1},
        {"region": "South", "school": "B", "n": 2},
    ]
    assert CodeLabel("school", "B", "B School", "South") in found.dimensions[0].labels
    north = cuboid(store.snapshot(), [], population=Population(where=(Condition("school", ("North",)),)))
    assert north.table.to_pylist() == [{"n": 1}]


def test_unknown_groupings_outcomes_and_sums_are_bad_input(snapshot: Snapshot) -> None:
    with pytest.raises(BadInput) as caught:
        cuboid(snapshot, ["postcode", "grade", "grade"], ["median_age"], ["max_score"])
    assert [fault.rule for fault in caught.value.faults] == [
        "query.unknown-grouping",
        "query.unknown-outcome",
        "query.unknown-sum",
        "query.grouping-twice",
    ]


def test_every_measure_is_made_of_columns_that_a_cuboid_has() -> None:
    for measure in MEASURES:
        assert measure.outcome is None or measure.outcome in OUTCOMES
        assert {measure.numerator, measure.denominator} - {None} <= set(SUMS)
