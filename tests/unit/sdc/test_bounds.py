"""No pattern loses less than the bound: by patterns that were found, and by trying every pattern of small tables."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.unit.sdc.tables import random_table, table_of

from schoolgate import sdc
from schoolgate.sdc import bounds
from schoolgate.sdc.bounds import least_loss
from schoolgate.sdc.rules import Level, Rule, Zeros, known_zeros, primary_cells
from schoolgate.sdc.system import System, build
from schoolgate.sdc.tables import CountTable

EXAMPLE = [12, 14, 4, 31, 25, 28, 22, 30, 33]


def _table(counts: list[int], margins: sdc.Margins | None = None) -> CountTable:
    grades = [str(grade) for grade in range(len(counts) // 3)]
    dimensions = [sdc.flat_dimension("school", ["Adams", "Burke", "Clark"]), sdc.flat_dimension("grade", grades)]
    return table_of(dimensions, counts, margins)


def _system(table: CountTable, rule: Rule) -> System:
    zeros = known_zeros(table, None)
    return build(table, rule, primary_cells(table, rule, zeros), zeros, table.cells.astype(float) + 1e-3)


def test_the_example_of_the_explanation_needs_67_students() -> None:
    protected = sdc.protect(_table(EXAMPLE), level="exact", zeros="show", sums="ignore")
    assert (protected.lower_bound, protected.loss) == (67, 67)


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), level=st.sampled_from(Level), zeros=st.sampled_from(Zeros))
def test_no_pattern_that_is_found_loses_less(seed: int, level: Level, zeros: Zeros) -> None:
    protected = sdc.protect(random_table(seed), level=level, zeros=zeros)
    assume(protected.withheld is None)
    assert protected.lower_bound is not None
    assert 0 <= protected.lower_bound <= protected.loss


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 30), min_size=6, max_size=6))
def test_it_is_the_least_of_all_patterns_that_leave_no_cell_alone(counts: list[int]) -> None:
    table = _table(counts)
    system = _system(table, Rule(10, Level.EXACT, Zeros.SHOW))
    places = system.class_of.reshape(table.shape)
    lines = [set(line.tolist()) - {-1} for line in (*places, *places.T)]
    lines = [line for line in lines if len(line) > 1]
    students = np.bincount(system.cell_class, weights=table.cells.reshape(-1)[system.cells])
    must, free = set(np.flatnonzero(system.must).tolist()), np.flatnonzero(~system.must).tolist()
    losses = [
        students[list(more)].sum()
        for size in range(len(free) + 1)
        for more in combinations(free, size)
        if all(len(line & (must | set(more))) != 1 for line in lines)
    ]
    assume(losses)
    assert least_loss(table, system, always=False) == min(losses)


def test_a_relation_with_a_part_that_is_not_published_asks_nothing() -> None:
    whole = _table(EXAMPLE)
    totals = _table(EXAMPLE, sdc.Margins.crossings([(), ("school",)]))
    rule = Rule(35, Level.EXACT, Zeros.SHOW)
    assert least_loss(whole, _system(whole, rule), always=False)
    assert least_loss(totals, _system(totals, rule), always=False) == 84


def test_a_large_table_has_a_bound_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "_MOST_CLASSES", 5)
    monkeypatch.setattr(bounds, "_WHOLE_CLASSES", 5)
    table = _table(EXAMPLE)
    assert sdc.protect(table, level="exact", zeros="show", sums="ignore").lower_bound is None
    bound = sdc.protect(table, level="exact", zeros="show", sums="ignore", bound=True).lower_bound
    assert bound is not None
    assert 0 < bound <= 67
