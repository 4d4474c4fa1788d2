"""Every printed combination holds k rows, nothing is invented, and nothing depends on order."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolgate.core import BadInput
from schoolgate.sdc import microdata
from schoolgate.sdc.microdata import MARK, Diversity, Hierarchy, Recoding, Sensitive, Spec

GRADES = ("KG", "01", "06", "07", "09", "10", "11")
GRADE = Hierarchy.bands("grade", {"elementary": GRADES[:2], "middle": GRADES[2:4], "high": GRADES[4:]})
REGIONS = {"North A": ("North",), "North B": ("North",), "South A": ("South",), "South B": ("South",)}
SCHOOL = Hierarchy.of("school", REGIONS)
AGE = Hierarchy.ranges("age", 4, 11, (2, 4))
HIERARCHIES = (GRADE, SCHOOL, AGE)

cells = [st.one_of(st.none(), st.sampled_from(hierarchy.values)) for hierarchy in HIERARCHIES]
records = st.lists(st.tuples(*cells, st.sampled_from(["Yes", "No", None])), max_size=40)
ks = st.integers(2, 6)
recodings = st.sampled_from(list(Recoding))
Record = tuple[str | None, ...]


def table(rows: Sequence[Record]) -> pa.Table:
    columns = {name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(NAMES)}
    return pa.table(columns | {"number": pa.array(range(len(rows)), pa.int64())})


NAMES = ("grade", "school", "age", "iep")


def spec(k: int, recoding: Recoding = Recoding.BEST, sensitive: tuple[Sensitive, ...] = ()) -> Spec:
    keep = ("number",) if sensitive else ("iep", "number")
    return Spec(HIERARCHIES, k, sensitive, keep, recoding)


def combinations(frame: pa.Table) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(frame.column(hierarchy.column).to_pylist() for hierarchy in HIERARCHIES), strict=True))


@settings(max_examples=150, deadline=None)
@given(records, ks, recodings)
def test_every_printed_combination_holds_k_rows(rows: list[Record], k: int, recoding: Recoding) -> None:
    result = microdata.anonymise(table(rows), spec(k, recoding))
    assert all(count >= k for count in combinations(result.frame).values())
    assert not microdata.check(result.frame, spec(k, recoding))
    assert not microdata.check(result.frame, spec(k, recoding), reading=microdata.Reading.COULD_MATCH)


@settings(max_examples=150, deadline=None)
@given(records, ks, recodings)
def test_nothing_is_invented_and_no_record_is_lost_uncounted(rows: list[Record], k: int, recoding: Recoding) -> None:
    result = microdata.anonymise(table(rows), spec(k, recoding))
    numbers = result.frame.column("number").to_pylist()
    assert sorted([*numbers, *result.dropped_rows]) == list(range(len(rows)))
    assert len(result.dropped_rows) == result.report.dropped
    for place, hierarchy in enumerate(HIERARCHIES):
        lawful = {path[0]: {*path, MARK} for path in hierarchy.paths}
        for number, label in zip(numbers, result.frame.column(hierarchy.column).to_pylist(), strict=True):
            true = rows[number][place]
            assert label in (lawful[true] if true is not None else {MARK})
    kept = [rows[number][3] for number in numbers]
    assert result.frame.column("iep").to_pylist() == kept


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*cells, st.just("Yes")), min_size=6, max_size=40), st.integers(2, 6))
def test_no_record_is_dropped_while_k_records_are_there(rows: list[Record], k: int) -> None:
    assert microdata.anonymise(table(rows), spec(k)).report.dropped == 0


@settings(max_examples=60, deadline=None)
@given(records, ks, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(rows: list[Record], k: int, random: object) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    plain = Spec(HIERARCHIES, k, keep=("iep",))
    one, other = (microdata.anonymise(table(order), plain, seed=5) for order in (rows, shuffled))
    assert one.frame.equals(other.frame)
    assert one.report == other.report


@settings(max_examples=60, deadline=None)
@given(records, ks)
def test_other_names_for_the_same_codes_change_nothing(rows: list[Record], k: int) -> None:
    def renamed(label: str) -> str:
        return label if label == MARK else f"{hash_free(label)}"

    def hash_free(label: str) -> str:
        return label[::-1] + "~"

    others = tuple(
        Hierarchy(hierarchy.column, tuple(tuple(renamed(label) for label in path) for path in hierarchy.paths))
        for hierarchy in HIERARCHIES
    )
    moved = [
        tuple(cell if cell is None or place == 3 else renamed(cell) for place, cell in enumerate(row)) for row in rows
    ]
    plain = microdata.anonymise(table(rows), Spec(HIERARCHIES, k, keep=("number",)))
    other = microdata.anonymise(table(moved), Spec(others, k, keep=("number",)))
    printed = {row["number"]: row for row in plain.frame.to_pylist()}
    for row in other.frame.to_pylist():
        before = printed.pop(row["number"])
        assert all(row[name] == renamed(before[name]) for name in NAMES[:3])
    assert not printed


@settings(max_examples=100, deadline=None)
@given(records, ks, st.sampled_from(list(Diversity)), recodings)
def test_every_printed_combination_is_diverse(
    rows: list[Record], k: int, diversity: Diversity, recoding: Recoding
) -> None:
    asked = spec(k, recoding, (Sensitive("iep", 2, diversity),))
    result = microdata.anonymise(table(rows), asked)
    assert not microdata.check(result.frame, asked)
    values: dict[tuple[str, ...], set[str]] = {}
    for row in result.frame.to_pylist():
        values.setdefault(tuple(row[name] for name in NAMES[:3]), set()).add(row["iep"])
    assert all({"Yes", "No"} <= one for one in values.values())
    assert all(one.classes == 0 for one in result.report.homogeneity)


def _frames(arrow: pa.Table | None = None) -> dict[str, Any]:  # Any: frames of three libraries
    if arrow is None:
        arrow = table([(grade, school, "5", "No") for grade, school in product(GRADES, REGIONS)] * 2)
    return {"arrow": arrow, "pandas": arrow.to_pandas(), "polars": pl.from_arrow(arrow)}


@pytest.mark.parametrize("kind", ["arrow", "pandas", "polars"])
def test_a_frame_of_any_library_comes_back_as_its_own_kind(kind: str) -> None:
    frame = _frames()[kind]
    result = microdata.anonymise(frame, spec(5), seed=2)
    assert type(result.frame) is type(frame)
    arrow = microdata.anonymise(_frames()["arrow"], spec(5), seed=2).frame
    given = result.frame
    rows = given.to_pylist() if kind == "arrow" else given.to_dict("records") if kind == "pandas" else given.to_dicts()
    assert rows == arrow.to_pylist()


def test_the_index_of_a_pandas_frame_does_not_tell_the_input_order() -> None:
    frame = _frames()["pandas"]
    assert isinstance(frame, pd.DataFrame)
    result = microdata.anonymise(frame, spec(5), seed=2).frame
    assert list(result.index) == list(range(len(result)))
    assert list(result["number"]) != sorted(result["number"])


def test_arrow_metadata_does_not_carry_the_input_along() -> None:
    frame = pa.Table.from_pandas(_frames()["pandas"])
    assert frame.schema.metadata
    assert not microdata.anonymise(frame, spec(5)).frame.schema.metadata


def test_another_seed_gives_the_same_rows_in_another_order() -> None:
    frame = _frames()["arrow"]
    one, other = (microdata.anonymise(frame, spec(5), seed=seed).frame for seed in (1, 2))
    assert one.to_pylist() != other.to_pylist()
    assert sorted(one.to_pylist(), key=str) == sorted(other.to_pylist(), key=str)


def test_a_column_that_nobody_declared_is_left_out_and_named() -> None:
    result = microdata.anonymise(_frames()["arrow"], Spec(HIERARCHIES, 5))
    assert result.frame.column_names == ["grade", "school", "age"]
    assert result.report.left_out == ("iep", "number")


def test_missing_columns_are_all_named() -> None:
    with pytest.raises(BadInput) as error:
        microdata.anonymise(pa.table({"grade": ["09"]}), spec(5))
    assert [fault.column for fault in error.value.faults] == ["school", "age", "iep", "number"]


def test_values_that_no_hierarchy_knows_are_all_named() -> None:
    with pytest.raises(BadInput) as error:
        microdata.anonymise(table([("09", "East", "5", "No"), ("13", "East", "99", "No")]), spec(2))
    assert {(fault.column, fault.rule) for fault in error.value.faults} == {
        ("grade", "frame.unknown-value"),
        ("school", "frame.unknown-value"),
        ("age", "frame.unknown-value"),
    }


@pytest.mark.parametrize(
    "frame", [None, 5, {"grade": ["09"]}, pl.LazyFrame({"grade": ["09"]})], ids=["none", "number", "dict", "lazy"]
)
def test_what_is_not_a_table_in_memory_is_refused(frame: object) -> None:
    with pytest.raises(BadInput):
        microdata.anonymise(frame, spec(5))


def test_lists_in_a_released_column_are_refused() -> None:
    frame = pa.table({"grade": ["09"] * 3, "courses": [["a"], ["b"], ["c"]]})
    with pytest.raises(BadInput) as error:
        microdata.anonymise(frame, Spec((GRADE,), 2, keep=("courses",)))
    assert error.value.faults[0].column == "courses"


@pytest.mark.parametrize("blank", [None, "", MARK, float("nan")], ids=["null", "empty", "mark", "nan"])
def test_a_missing_value_prints_the_mark_and_costs_nothing(blank: object) -> None:
    frame = pd.DataFrame({"grade": ["09"] * 5 + [blank] * 5})
    result = microdata.anonymise(frame, Spec((GRADE,), 5))
    assert Counter(result.frame["grade"]) == {"09": 5, MARK: 5}
    assert result.report.loss.ncp == 0
    assert result.report.loss.attributes[0].missing == 0.5


def test_missing_values_too_few_to_hide_draw_others_to_the_mark() -> None:
    frame = pa.table({"grade": ["09"] * 5 + ["10"] * 5 + [None]})
    result = microdata.anonymise(frame, Spec((GRADE,), 5))
    assert sorted(Counter(result.frame.column("grade").to_pylist()).values()) == [5, 6]


def test_a_file_of_fewer_than_k_rows_is_withheld_whole() -> None:
    result = microdata.anonymise(table([("09", "North A", "5", "No")] * 4), spec(5))
    assert result.frame.num_rows == 0
    assert result.frame.column_names == ["grade", "school", "age", "iep", "number"]
    assert result.dropped_rows == (0, 1, 2, 3)
    assert "No record could be released" in result.report.note()


def test_local_recoding_mixes_levels_where_global_recoding_keeps_one_or_marks() -> None:
    rows = [("09", "North A", "5", "No")] * 30 + [(grade, "North A", "5", "No") for grade in ("10", "11")] * 3
    local = microdata.anonymise(table(rows), spec(5, Recoding.LOCAL))
    assert Counter(local.frame.column("grade").to_pylist()) == {"09": 30, "high": 6}
    shared = microdata.anonymise(table(rows), spec(5, Recoding.GLOBAL))
    assert Counter(shared.frame.column("grade").to_pylist()) == {"09": 30, MARK: 6}
    assert microdata.anonymise(table(rows), spec(5)).report.recoding is Recoding.LOCAL


@pytest.mark.parametrize(
    ("values", "hierarchy", "shown"),
    [
        (pd.Categorical(["09", "10"] * 5), GRADE, {"09": 5, "10": 5}),
        (pd.array([5, 6, None, None, None] * 2, "Int64"), AGE, {"4 to 7": 4, MARK: 6}),
        ([5.0, float("nan")] * 5, AGE, {"5": 5, MARK: 5}),
        ([True, False] * 5, Hierarchy.flat("flag", ("true", "false")), {"true": 5, "false": 5}),
        (
            [date(2010, 1, day) for day in range(1, 11)],
            Hierarchy.dates("born", date(2009, 1, 1), date(2010, 12, 31)),
            {"2010-01": 10},
        ),
        (["09", None] * 5, GRADE, {"09": 5, MARK: 5}),
    ],
    ids=["categories", "whole numbers with gaps", "floats", "truth values", "dates", "objects"],
)
def test_values_of_any_type_are_read_as_their_text(values: object, hierarchy: Hierarchy, shown: dict[str, int]) -> None:
    frame = pd.DataFrame({hierarchy.column: values})
    result = microdata.anonymise(frame, Spec((hierarchy,), 4))
    assert Counter(result.frame[hierarchy.column]) == shown


def test_kept_columns_keep_their_types() -> None:
    frame = pd.DataFrame(
        {
            "grade": ["09"] * 6,
            "days": pd.array([1, 2, None, 4, 5, 6], "Int64"),
            "born": pd.to_datetime(["2010-01-01"] * 6),
            "kind": pd.Categorical(["a", "b", "a", "b", "a", "b"]),
        }
    )
    result = microdata.anonymise(frame, Spec((GRADE,), 3, keep=("days", "born", "kind"))).frame
    assert result[["days", "born", "kind"]].dtypes.equals(frame[["days", "born", "kind"]].dtypes)
    assert Counter(result["kind"]) == {"a": 3, "b": 3}


@pytest.mark.parametrize("kind", ["arrow", "pandas", "polars"])
def test_a_file_without_rows_stays_one(kind: str) -> None:
    result = microdata.anonymise(_frames(table([]))[kind], spec(5))
    assert len(result.frame) == 0
    assert list(result.frame.columns if kind != "arrow" else result.frame.column_names) == [*NAMES, "number"]
    assert not microdata.check(result.frame, spec(5))
