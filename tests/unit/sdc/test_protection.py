"""The promise on small tables, judged by trying every table that would print the same."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.unit.sdc.brute_force import possible_tables
from tests.unit.sdc.tables import PASSED, RACES, SCHOOLS, random_table, table_of

from schoolgate import sdc

RULES = [
    pytest.param("exact", "show", id="exact, zeros shown"),
    pytest.param("exact", "hide", id="exact, zeros hidden"),
    pytest.param("ambiguous", "show", id="ambiguous, zeros shown"),
    pytest.param("ambiguous", "hide", id="ambiguous, zeros hidden"),
]


def assert_promise_kept(protected: sdc.ProtectedTable, *, most: int) -> None:
    possible = possible_tables(protected, most=most)
    threshold = protected.rule.threshold
    primary = protected.status == sdc.PRIMARY
    high, low = possible.max(axis=0)[primary], possible.min(axis=0)[primary]
    assert (high > low).all()
    if protected.rule.level is sdc.Level.AMBIGUOUS:
        assert (high >= threshold).all()
        assert (high - low >= threshold - 1).all()
    unknown = possible.max(axis=0) > possible.min(axis=0)
    for axis, dimension in enumerate(protected.table.dimensions):
        cells, hidden = np.moveaxis(protected.table.cells, axis, 0), np.moveaxis(unknown, axis, 0)
        for parent, children in dimension.families:
            left = np.where(hidden[children], cells[children], 0).sum(axis=0)
            seen = ~hidden[parent] & hidden[children].any(axis=0)
            assert (left[seen] >= threshold).all(), "a reader can form a small group by taking shown parts off a total"


@pytest.mark.parametrize(("level", "zeros"), RULES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(counts=st.lists(st.integers(0, 7), min_size=6, max_size=6))
def test_no_reader_pins_a_small_group_in_a_table_with_a_hierarchy(level: str, zeros: str, counts: list[int]) -> None:
    protected = sdc.protect(table_of([SCHOOLS, RACES], counts), threshold=3, level=level, zeros=zeros)
    assume(protected.withheld is None)
    assert_promise_kept(protected, most=10)


@pytest.mark.parametrize(("level", "zeros"), RULES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(counts=st.lists(st.integers(0, 4), min_size=8, max_size=8))
def test_no_reader_pins_a_small_group_where_two_outcomes_stand_side_by_side(
    level: str, zeros: str, counts: list[int]
) -> None:
    late = sdc.flat_dimension("late", ["Yes", "No"])
    margins = sdc.Margins.without_crossing([["late"], ["passed"]])
    table = table_of([RACES, PASSED, late], counts, margins)
    protected = sdc.protect(table, threshold=3, level=level, zeros=zeros)
    assume(protected.withheld is None)
    assert_promise_kept(protected, most=6)


def test_protecting_twice_gives_the_same_pattern_and_the_same_proof() -> None:
    counts = [40, 3, 25, 18, 60, 12]
    first, second = (sdc.protect(table_of([SCHOOLS, RACES], counts)) for _ in range(2))
    assert (first.status == second.status).all()
    for one, other in zip(first.proof.alternatives, second.proof.alternatives, strict=True):
        assert (one.leaves == other.leaves).all()
        assert (one.changes == other.changes).all()


def test_a_table_of_too_few_students_is_withheld_with_the_reason() -> None:
    protected = sdc.protect(table_of([RACES, PASSED], [3, 2, 1, 1]))
    assert protected.withheld == "The table counts fewer than 10 students in all."
    assert not ((protected.status == sdc.PUB) & (protected.table.cells > 0)).any()


def test_a_total_that_only_hiding_everything_protects_is_withheld() -> None:
    protected = sdc.protect(table_of([RACES], [4, 10]), zeros="show")
    assert protected.status[0] == sdc.PUB
    alone = sdc.CountTable.from_counts([sdc.flat_dimension("race", ["Asian"])], rows=[[1]], counts=[4])
    assert sdc.protect(alone, zeros="show").withheld is not None


def test_structural_zeros_are_shown_where_other_zeros_are_hidden() -> None:
    table = table_of([SCHOOLS, RACES], [40, 0, 50, 0, 60, 20])
    structural = np.zeros(table.shape, dtype=bool)
    position = (SCHOOLS.index["A"], RACES.index["Black"])
    structural[position] = True
    protected = sdc.protect(table, structural_zeros=structural)
    assert protected.status[position] == sdc.PUB
    assert protected.status[SCHOOLS.index["B"], RACES.index["Black"]] == sdc.PRIMARY


def test_cells_that_the_margins_leave_out_are_not_published() -> None:
    late = sdc.flat_dimension("late", ["Yes", "No"])
    table = table_of([RACES, PASSED, late], [20] * 8, sdc.Margins.without_crossing([["late"], ["passed"]]))
    protected = sdc.protect(table)
    assert (protected.status[:, 1:, 1:] == sdc.NOTPUB).all()
    assert (protected.status[:, 0, :] == sdc.PUB).all()


@pytest.mark.parametrize("zeros", ["show", "hide"])
@pytest.mark.parametrize("seed", range(4))
def test_calling_the_codes_otherwise_and_listing_them_otherwise_changes_nothing(seed: int, zeros: str) -> None:
    table = random_table(seed)
    order = np.random.default_rng(seed).permutation(8)
    races = table.dimensions[1]
    others = sdc.flat_dimension("school", [f"X{number}" for number in order])
    old = np.concatenate([[0], order + 1])
    counts = table.cells[np.ix_(old, np.arange(5))][1:, 1:].reshape(-1).tolist()
    other = sdc.protect(table_of([others, races], counts), zeros=zeros)
    assert (other.status == sdc.protect(table, zeros=zeros).status[old]).all()


def test_a_total_that_the_caller_weighs_dearly_stays_shown() -> None:
    table = table_of([RACES, PASSED], [4, 60, 30, 5])
    weights = table.cells.astype(np.float64)
    weights[0, :] = weights[:, 0] = 1e9
    protected = sdc.protect(table, zeros="show", weights=weights)
    assert (protected.status[0, :] == sdc.PUB).all()
    assert (protected.status[:, 0] == sdc.PUB).all()


def test_the_loss_counts_students_in_secondary_cells() -> None:
    protected = sdc.protect(random_table(3), zeros="show")
    second = protected.status == sdc.SECONDARY
    assert protected.loss == protected.table.cells[second].sum()
    assert protected.secondary_count == second.sum()
