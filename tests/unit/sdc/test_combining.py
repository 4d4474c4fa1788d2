"""What a combination is said to be worth is what it turns out to be; cells that change in proportion are told."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.unit.sdc.tables import random_table

from schoolgate.core import silent
from schoolgate.sdc import elimination
from schoolgate.sdc.combining import LOST, TOUCHED, TURN, make, pair, weigh
from schoolgate.sdc.moves import moves_at, value_at
from schoolgate.sdc.publishing import publish
from schoolgate.sdc.relations import no_relations, relations_of
from schoolgate.sdc.rules import Level, Rule, Sums, Zeros, known_zeros, primary_cells
from schoolgate.sdc.shadows import PRIME, gives_away, hold, shadows
from schoolgate.sdc.system import System, build
from schoolgate.sdc.tables import CountTable

Ints = NDArray[np.int64]


def _system(table: CountTable, rule: Rule) -> System:
    zeros = known_zeros(table, None)
    return build(table, rule, primary_cells(table, rule, zeros), zeros, table.cells.astype(float) + 1e-3)


def _changes(run: elimination._Run) -> Ints:
    """Every move as a line over all rows. Shape (moves, rows); those gone are 0."""
    lines = np.zeros((len(run.moves.start), len(run.rows.counts)), dtype=np.int64)
    for move in np.flatnonzero(run.moves.alive):
        for row in range(lines.shape[1]):
            lines[move, row] = value_at(run.moves, int(move), row)
    return lines


def _lawful(run: elimination._Run, line: Ints, *, two_way: bool) -> tuple[int, int]:
    """How often a move is lawful forth and back, counted one by one."""
    most, fall = run.limits.most_times, run.rows.fall
    up = next((times for times in range(most) if (-(times + 1) * line > fall).any()), most)
    down = next((times for times in range(most) if ((times + 1) * line > fall).any()), most)
    return up, down if two_way else 0


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000), level=st.sampled_from(Level))
def test_what_is_weighed_is_what_is_made(seed: int, level: Level) -> None:
    rule = Rule(10, level, Zeros.SHOW)
    table = random_table(seed)
    system = _system(table, rule)
    run = elimination._Run.begin(system, rule, np.zeros(len(system.counts), dtype=bool))
    order = np.flatnonzero(~system.must)
    publish(
        run.moves, run.rows, run.limits, no_relations(len(system.counts)), run.desk, order[: len(order) // 2], 0, 2, 0
    )
    moves, rows, desk = run.moves, run.rows, run.desk
    for row in order[len(order) // 2 :]:
        count = moves_at(moves, int(row), desk.which, desk.what)
        places = [place for place in range(count) if moves.two_way[desk.which[place]]]
        if count < 2 or not places:
            continue
        before, pivot = _changes(run), places[0]
        place = next(each for each in range(count) if each != pivot)
        both = pair(desk, place, pivot)
        desk.used[TOUCHED] = 0
        desk.used[TURN] += 1
        weigh(moves, rows, run.limits, desk, place, both)
        line = both.times * before[both.one] + both.others * before[both.pivot]
        assert line[row] == 0
        if desk.fate[place] == LOST:
            assert not line.any() or np.abs(line).max() > run.limits.most_value
            continue
        line //= np.gcd.reduce(line)
        two_way = bool(moves.two_way[both.one] and moves.two_way[both.pivot])
        assert (desk.up[place], desk.down[place]) == _lawful(run, line, two_way=two_way)
        make(moves, run.limits, desk, place, both)
        assert (_changes(run)[both.one] == line).all()
        assert set(np.flatnonzero(line)) <= {each for each in range(len(line)) if both.one in _near(run, each)}


def _near(run: elimination._Run, row: int) -> set[int]:
    first = run.moves.near_start[row]
    return set(run.moves.near[first : first + run.moves.near_length[row]].tolist())


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000), level=st.sampled_from(Level), sums=st.sampled_from(Sums))
def test_the_cover_of_every_asked_row_is_the_moves_that_do_what_it_asks(seed: int, level: Level, sums: Sums) -> None:
    rule = Rule(10, level, Zeros.SHOW)
    table = random_table(seed)
    system = _system(table, rule)
    run = elimination._Run.begin(system, rule, np.zeros(len(system.counts), dtype=bool))
    relations = relations_of(table, system) if sums is Sums.PROTECT else no_relations(len(system.counts))
    for _ in run.publish(relations, np.flatnonzero(~system.must), ((1.0, 3),), seed):
        pass
    covered = np.zeros(len(run.rows.counts), dtype=np.int64)
    lines = _changes(run)
    for move in run._lawful():
        row = np.flatnonzero(lines[move])
        covered[row] += run._does(row, lines[move][row], int(move))
    asked = run.rows.asked
    assert (run.rows.cover[asked] == covered[asked]).all()


@pytest.mark.parametrize("seed", range(20))
def test_two_points_tell_which_cells_change_in_proportion(seed: int) -> None:
    random = np.random.default_rng(seed)
    sums = random.integers(0, 2, (8, 6)).astype(np.float64)
    points = shadows(sp.csr_array(sums), seed)
    assert (points >= 0).all()
    assert (points < PRIME).all()
    move = random.integers(-2, 3, 6)
    what = sums.astype(np.int64) @ move
    shown = np.flatnonzero(what)
    if not len(shown):
        return
    at = int(shown[0])
    rows = np.flatnonzero(what).astype(np.int32)
    hold(points, at, rows, what[rows].astype(np.int32), int(what[at]))
    for one in range(8):
        for two in range(8):
            left = np.linalg.matrix_rank(np.vstack([sums[at], sums[one], sums[two]]))
            in_proportion = left <= np.linalg.matrix_rank(sums[[at]]) + 1
            assert gives_away(points, one, two) == in_proportion


def test_an_elimination_is_the_same_each_time_for_a_seed() -> None:
    rule = Rule(10, Level.EXACT, Zeros.SHOW)
    table = random_table(7)
    system = _system(table, rule)
    asked = np.zeros(len(system.counts), dtype=bool)
    found = [
        elimination.eliminated(table, system, rule, sums=Sums.PROTECT, asked=asked, seed=3, progress=silent)
        for _ in range(2)
    ]
    assert found[0] is not None
    assert found[1] is not None
    assert (found[0].hidden == found[1].hidden).all()
