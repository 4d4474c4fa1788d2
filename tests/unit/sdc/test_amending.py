"""Small sums: those that one total gives away are moved from the beginning, those seen only at the end afterwards."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.unit.sdc.tables import PASSED, RACES, SCHOOLS, random_table, table_of

from schoolgate import sdc
from schoolgate.core import silent
from schoolgate.sdc.amending import amended
from schoolgate.sdc.elimination import eliminated
from schoolgate.sdc.patterns import Pattern
from schoolgate.sdc.remainders import sums_left
from schoolgate.sdc.rules import Level, Rule, Sums, Zeros, known_zeros, primary_cells
from schoolgate.sdc.smallsums import small_sums
from schoolgate.sdc.system import System, build
from schoolgate.sdc.tables import CountTable

EXACT = Rule(10, Level.EXACT, Zeros.SHOW)


def _system(table: CountTable, rule: Rule) -> System:
    zeros = known_zeros(table, None)
    return build(table, rule, primary_cells(table, rule, zeros), zeros, table.cells.astype(float) + 1e-3)


def _careless(table: CountTable, system: System, rule: Rule) -> Pattern | None:
    """Return a pattern in which every small group moves, and sums of them may not."""
    asked = np.zeros(len(system.counts), dtype=bool)
    return eliminated(table, system, rule, sums=Sums.IGNORE, asked=asked, seed=0, progress=silent)


def _wide_table(seed: int) -> CountTable:
    """Return a table of three dimensions with many groups that are small together."""
    draw = np.random.default_rng(seed)
    schools = sdc.hierarchy("school", ("region", "school"), [(f"{k % 3}", f"S{k}") for k in range(12)])
    races = sdc.flat_dimension("race", [f"R{k}" for k in range(5)])
    return table_of([schools, races, PASSED], np.floor(draw.lognormal(2.4, 1.3, 120)).astype(int).tolist())


@pytest.mark.parametrize("zeros", Zeros)
@pytest.mark.parametrize("seed", range(8))
def test_sums_that_are_seen_at_the_end_are_moved_by_lawful_changes(seed: int, zeros: Zeros) -> None:
    rule = replace(EXACT, zeros=zeros)
    table = _wide_table(seed)
    system = _system(table, rule)
    before = _careless(table, system, rule)
    assert before is not None
    assert sums_left(table, system.unseen(before.hidden), 10)
    after = amended(table, system, rule, before, 0)
    assert not sums_left(table, system.unseen(after.hidden), 10)
    assert not (before.hidden & ~after.hidden).any()
    done = _done(after, system)
    assert not done[:, ~after.hidden].any()
    assert done[:, after.hidden].any(axis=0).all()
    assert (system.counts + done >= np.where(after.hidden, system.least, 0)).all()


def _done(pattern: Pattern, system: System) -> NDArray[np.int64]:
    """What every change of a pattern changes every class by. Shape (changes, classes)."""
    by = np.zeros((len(pattern.changes), len(system.atoms)), dtype=np.int64)
    for number, change in enumerate(pattern.changes):
        by[number, change.atoms] = change.by
    return np.asarray(by @ system.sums.T.toarray()).astype(np.int64)


def test_a_pattern_without_small_sums_stays_as_it_is() -> None:
    table = random_table(7)
    system = _system(table, EXACT)
    found = Pattern(np.ones(len(system.counts), dtype=bool), ())
    assert amended(table, system, EXACT, found, 0) is found


def test_what_an_earlier_release_shows_is_not_hidden_for_a_sum() -> None:
    table = _wide_table(0)
    system = _system(table, EXACT)
    before = _careless(table, system, EXACT)
    assert before is not None
    locked = replace(system, weight=np.full(len(system.counts), np.inf))
    assert amended(table, locked, EXACT, before, 0) is before


@settings(deadline=None, max_examples=60)
@given(counts=st.lists(st.integers(0, 30), min_size=6, max_size=6))
def test_small_sums_are_those_of_small_groups_that_one_total_holds(counts: list[int]) -> None:
    table = table_of([SCHOOLS, RACES], counts)
    system = _system(table, EXACT)
    found = {tuple(row) for row in small_sums(table, system, 10).toarray().astype(int).tolist()}
    classes = {tuple(row) for row in system.sums.toarray().astype(int).tolist()}
    assert found == _by_hand(table, system) - classes


def _by_hand(table: CountTable, system: System) -> set[tuple[int, ...]]:
    """Every total that may be shown, along both dimensions, and the sum of its small parts where that is small."""
    sums = set()
    for axis, dimension in enumerate(table.dimensions):
        for parent, children in dimension.families:
            for other in range(table.shape[1 - axis]):
                at = [(code, other) if axis == 0 else (other, code) for code in (parent, *children)]
                total, *parts = (int(system.class_of[np.ravel_multi_index(place, table.shape)]) for place in at)
                small = [part for part in parts if part >= 0 and system.must[part]]
                is_small = 0 < sum(int(system.counts[part]) for part in small) < 10
                if total >= 0 and not system.must[total] and len(small) > 1 and is_small:
                    sums.add(tuple(system.sums[small].sum(axis=0).astype(int).tolist()))
    return sums


@pytest.mark.parametrize("seed", range(6))
def test_a_sum_that_is_left_consists_of_hidden_cells_that_share_no_student(seed: int) -> None:
    table = _wide_table(seed)
    system = _system(table, EXACT)
    found = _careless(table, system, EXACT)
    assert found is not None
    hidden = system.unseen(found.hidden)
    for cells in sums_left(table, hidden, 10):
        assert hidden.reshape(-1)[cells].all()
        assert 0 < table.cells.reshape(-1)[cells].sum() < 10
        atoms = sp.csr_array(system.sums[system.class_of[cells]]).toarray()
        assert all(not (one * two).any() for one, two in combinations(atoms, 2))
        shown = system.sums.toarray()[~found.hidden]
        known = np.linalg.matrix_rank(shown)
        assert np.linalg.matrix_rank(np.vstack([shown, atoms.sum(axis=0)])) == known
