"""The attacker finds exactly what every table that prints the same has in common: no more, no less."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.unit.sdc.tables import RACES, SCHOOLS, table_of

from schoolgate import sdc
from schoolgate.core import BadInput

THRESHOLD = 3
SCHOOL, RACE = SCHOOLS, RACES
LEAVES = 6
MOST = 7


def all_tables(total: int) -> NDArray[np.int64]:
    """Return the cells of every table of so many students: tables x cells."""
    bars = itertools.combinations(range(total + LEAVES - 1), LEAVES - 1)
    ends = np.array([(-1, *bar, total + LEAVES - 1) for bar in bars])
    counts = np.diff(ends, axis=1) - 1
    table = table_of([SCHOOL, RACE], [1] * LEAVES)
    units = np.stack([table.aggregate(np.array([leaf]), np.array([1])).reshape(-1) for leaf in table.leaves])
    return np.asarray(counts @ units)


@st.composite
def printed_tables(draw: st.DrawFn, *, hides_zeros: bool) -> sdc.PublishedTable:
    """Draw a printed table whose grand total is shown: numbers, marks, and cells that are not there."""
    counts = draw(st.lists(st.integers(0, 2), min_size=LEAVES, max_size=LEAVES))
    cells = table_of([SCHOOL, RACE], counts).cells
    states = np.array(draw(st.lists(st.sampled_from("phha"), min_size=cells.size, max_size=cells.size)))
    states[0] = "p"
    hidden = (states.reshape(cells.shape) == "h") & ((cells > 0) | hides_zeros)
    absent = states.reshape(cells.shape) == "a"
    return sdc.PublishedTable("drawn", (SCHOOL, RACE), cells, hidden, absent, hidden & (cells < THRESHOLD))


def possible(table: sdc.PublishedTable, model: str, least: int) -> NDArray[np.int64]:
    """Return every table that a reader of the model must think possible."""
    flat = {name: getattr(table, name).reshape(-1) for name in ("counts", "hidden", "absent", "targets")}
    found = all_tables(int(flat["counts"][0]))
    shown = ~(flat["hidden"] | flat["absent"])
    keep = (found[:, shown] == flat["counts"][shown]).all(axis=1)
    if model != "nonneg":
        keep &= (found[:, flat["hidden"]] >= least).all(axis=1)
    if model == "labelled":
        keep &= (found[:, flat["targets"]] < THRESHOLD).all(axis=1)
        keep &= (found[:, flat["hidden"] & ~flat["targets"]] >= THRESHOLD).all(axis=1)
    return np.asarray(found[keep])


@pytest.mark.parametrize("zeros", ["show", "hide"])
@pytest.mark.parametrize("model", ["nonneg", "hidden", "labelled"])
def test_ranges_are_those_of_all_tables_that_print_the_same(model: str, zeros: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(printed_tables(hides_zeros=zeros == "hide"))
    def holds(table: sdc.PublishedTable) -> None:
        tables = possible(table, model, 1 if zeros == "show" else 0)[:, np.flatnonzero(table.targets)]
        found = sdc.audit([table], threshold=THRESHOLD, zeros=zeros, model=model)
        assert found.low.tolist() == tables.min(axis=0).tolist()
        assert found.high.tolist() == tables.max(axis=0).tolist()
        assert found.seen_low.tolist() == found.low.tolist()
        assert not found.undecided(width=1).any()

    holds()


@settings(max_examples=60, deadline=None)
@given(printed_tables(hides_zeros=True))
def test_linear_algebra_finds_the_cells_that_no_other_solution_moves(table: sdc.PublishedTable) -> None:
    units = np.zeros((LEAVES, table.counts.size))
    full = table_of([SCHOOL, RACE], [1] * LEAVES)
    for row, leaf in enumerate(full.leaves):
        units[row] = full.aggregate(np.array([leaf]), np.array([1])).reshape(-1)
    shown = ~(table.hidden | table.absent).reshape(-1)
    rank = np.linalg.matrix_rank(units[:, shown])
    fixed = [
        np.linalg.matrix_rank(np.column_stack([units[:, shown], units[:, cell]])) == rank
        for cell in np.flatnonzero(table.targets)
    ]
    found = sdc.audit([table], threshold=THRESHOLD, model="linear")
    assert (found.low == found.high).tolist() == fixed


@settings(max_examples=40, deadline=None)
@given(printed_tables(hides_zeros=True), st.integers(0, 2**20))
def test_two_prints_of_one_table_are_attacked_as_one(table: sdc.PublishedTable, draw: int) -> None:
    """Each cell goes dark in one of two prints at random; what both hide is what the first table hid."""
    first = np.random.default_rng(draw).random(table.counts.shape) < 0.5
    first[0, 0] = True
    prints = [
        sdc.PublishedTable(name, table.dimensions, table.counts, table.hidden, table.absent | there, table.targets)
        for name, there in (("one", ~first & ~table.hidden), ("two", first & ~table.hidden))
    ]
    alone = sdc.audit([table], threshold=THRESHOLD)
    together = sdc.audit(prints, threshold=THRESHOLD)
    ranges = [dict(zip(each.cells, zip(each.low, each.high, strict=True), strict=True)) for each in (alone, together)]
    assert ranges[0] == ranges[1]


def print_of(counts: list[int], hidden: list[int]) -> sdc.PublishedTable:
    schools = sdc.flat_dimension("school", [f"S{number}" for number in range(len(counts))])
    cells = table_of([schools], counts).cells
    dark = np.isin(np.arange(len(cells)), hidden)
    return sdc.PublishedTable("print", (schools,), cells, dark, dark & False, dark)


def test_a_single_unknown_comes_back_with_the_subtraction_that_a_reader_does() -> None:
    found = sdc.audit([print_of([4, 12, 14], [1])])
    assert found.explain(0) == ("school=S0 = 30 - 12 - 14 = 4",)


def test_bounds_alone_can_give_counts_away() -> None:
    """Two hidden cells of 2 students, none of them 0: 1 each."""
    found = sdc.audit([print_of([1, 1, 14], [1, 2])], zeros="show")
    assert found.high.tolist() == [1, 1]
    assert found.how == ("propagation", "propagation")
    assert "at most 16 - 1 - 14 = 1" in found.explain(0)[-1]


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    table = print_of(list(range(1, 30)), list(range(1, 29)))
    one, two = (sdc.audit([table], sample=5, seed=3) for _ in range(2))
    assert one.cells == two.cells
    assert (len(one.cells), one.targets) == (5, 28)


def test_no_time_is_told_as_no_time() -> None:
    table = print_of([3, 5, 14, 9], [1, 2])
    found = sdc.audit([table], seconds=0.0)
    assert found.out_of_time == 2
    assert found.undecided().all()
    assert not found.broken().any()


def test_tables_that_contradict_each_other_are_refused() -> None:
    one, other = print_of([4, 12, 14], [1]), print_of([4, 13, 13], [1])
    with pytest.raises(BadInput, match="shows 13"):
        sdc.audit([one, other])


def test_a_print_with_one_mark_for_all_tells_no_reader_which_are_small() -> None:
    table = print_of([4, 12, 14, 9], [1, 2])
    with pytest.raises(BadInput, match="do not tell"):
        sdc.audit([replace(table, labelled=False)], model="labelled")


def test_a_rule_that_cannot_be_is_told() -> None:
    with pytest.raises(BadInput, match="contradict"):
        sdc.audit([print_of([0, 12, 14], [1])], zeros="show")
