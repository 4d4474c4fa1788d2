"""The checker sees every single spoiled cell, row and column."""

from collections.abc import Callable

import pyarrow as pa
import pytest

from schoolgate.core import BadInput
from schoolgate.sdc import microdata
from schoolgate.sdc.microdata import Diversity, Hierarchy, Reading, Sensitive, Spec

GRADE = Hierarchy.bands("grade", {"middle": ("07", "08"), "high": ("09", "10")})
RACE = Hierarchy.flat("race", ("Black", "White"))
SPEC = Spec((GRADE, RACE), 3, (Sensitive("iep", 2),))
GOOD: list[dict[str, object]] = [
    {"grade": grade, "race": race, "iep": iep}
    for grade, race in (("09", "Black"), ("high", "Black"), ("07", "*"))
    for iep in ("Yes", "No", "No")
]


def spoiled(row: int, **cells: object) -> pa.Table:
    rows = [line | cells if number == row else line for number, line in enumerate(GOOD)]
    return pa.Table.from_pylist(rows)


def rules(frame: pa.Table, spec: Spec = SPEC, reading: Reading = Reading.PRINTED) -> set[str]:
    return {fault.rule.removeprefix("deidentified.") for fault in microdata.check(frame, spec, reading=reading)}


def test_a_good_file_has_no_fault() -> None:
    assert rules(pa.Table.from_pylist(GOOD)) == set()


@pytest.mark.parametrize("row", range(len(GOOD)))
@pytest.mark.parametrize("label", ["10", "08", "middle"])
def test_one_changed_cell_is_seen_wherever_it_is(row: int, label: str) -> None:
    assert "class-small" in rules(spoiled(row, grade=label))


@pytest.mark.parametrize("row", range(len(GOOD)))
def test_one_missing_row_is_seen(row: int) -> None:
    assert "class-small" in rules(pa.Table.from_pylist(GOOD[:row] + GOOD[row + 1 :]))


@pytest.mark.parametrize("row", [0, 3, 6])
@pytest.mark.parametrize("value", ["No", None, "", "*"])
def test_a_class_that_loses_its_second_value_is_seen(row: int, value: str | None) -> None:
    assert rules(spoiled(row, iep=value)) == {"class-alike"}


def test_an_uneven_class_is_diverse_by_distinct_values_and_not_by_entropy() -> None:
    entropy = Spec((GRADE, RACE), 3, (Sensitive("iep", 2, Diversity.ENTROPY),))
    assert rules(pa.Table.from_pylist(GOOD), entropy) == {"class-alike"}


@pytest.mark.parametrize("label", ["11", None, "", "High"])
def test_a_label_that_no_hierarchy_knows_is_seen(label: str | None) -> None:
    assert "label-unknown" in rules(spoiled(0, grade=label))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda frame: frame.drop_columns(["race"]), "column-missing"),
        (lambda frame: frame.append_column("name", pa.array(["x"] * 9)), "column-undeclared"),
    ],
    ids=["missing", "undeclared"],
)
def test_columns_that_lack_or_that_nobody_declared_are_seen(change: Callable[[pa.Table], pa.Table], rule: str) -> None:
    assert rules(change(pa.Table.from_pylist(GOOD))) == {rule}


def test_a_marked_cell_counts_only_where_the_weak_reading_is_asked_for() -> None:
    rows = [("09", "Black"), ("09", "Black"), ("09", "*"), ("10", "White"), ("10", "White"), ("high", "White")]
    frame = pa.table({"grade": [row[0] for row in rows], "race": [row[1] for row in rows]})
    asked = Spec((GRADE, RACE), 3)
    assert rules(frame, asked) == {"class-small"}
    assert rules(frame, asked, Reading.COULD_MATCH) == set()
    assert rules(frame.slice(0, 4), asked, Reading.COULD_MATCH) == {"class-small"}


def test_a_code_with_two_rows_is_seen() -> None:
    frame = pa.table({"code": ["A", "A", "B"], "grade": ["09"] * 3})
    assert "person-twice" in rules(frame, Spec((GRADE,), 2, person="code"))


def test_a_class_of_rows_that_belong_to_fewer_students_is_seen() -> None:
    frame = pa.table({"code": ["A", "A", "B", "B"], "year": ["1", "2"] * 2, "grade": ["09"] * 4})
    asked = Spec((GRADE,), 3, person="code", period="year")
    assert rules(frame, asked) == {"class-small"}
    assert rules(frame, Spec((GRADE,), 2, person="code", period="year")) == set()


def test_what_is_not_a_table_is_refused() -> None:
    with pytest.raises(BadInput):
        microdata.check([1, 2], SPEC)


def test_the_checker_shares_no_code_with_what_made_the_file() -> None:
    imported = {getattr(value, "__module__", "") for value in microdata.check.__globals__.values() if callable(value)}
    own = {name for name in imported if name.startswith("schoolgate.sdc")}
    assert own <= {f"schoolgate.sdc.microdata.{name}" for name in ("check", "hierarchy", "spec")}
