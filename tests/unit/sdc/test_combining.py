"""What a combination is said to be worth is what it turns out to be; cells that change in proportion are told."""

from itertools import permutations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.unit.sdc.tables import random_table

from schoolgate.core import silent
from schoolgate.sdc import arrangement, elimination
from schoolgate.sdc.combining import LOST, make, pair, weigh
from schoolgate.sdc.moves import NONE, moves_at, value_at
from schoolgate.sdc.patterns import Change, Pattern
from schoolgate.sdc.relations import no_relations, relations_of
from schoolgate.sdc.rules import Level, Rule, Sums, Zeros, known_zeros, primary_cells
from schoolgate.sdc.shadows import PRIME, gives_away, hold, shadows
from schoolgate.sdc.system import System, build
from schoolgate.sdc.tables import CountTable

Ints = NDArray[np.int64]


def _system(table: CountTable, rule: Rule) -> System:
    zeros = known_zeros(table, None)
    return build(table, rule, primary_cells(table, rule, zeros), zeros, table.cells.astype(float) + 1e-3)


def _changes(run: elimination.Run) -> Ints:
    """Every move as a line over all rows. Shape (moves, rows); those gone are 0."""
    lines = np.zeros((len(run.moves.start), len(run.rows.counts)), dtype=np.int64)
    for move in np.flatnonzero(run.moves.alive):
        for row in range(lines.shape[1]):
            lines[move, row] = value_at(run.moves, int(move), row)
    return lines


def _lawful(run: elimination.Run, line: Ints, *, two_way: bool) -> tuple[int, int]:
    """How often a move is lawful forth and back, counted one by one."""
    most, fall = run.limits.most_times, run.rows.fall
    up = next((times for times in range(most) if (-(times + 1) * line > fall).any()), most)
    down = next((times for times in range(most) if ((times + 1) * line > fall).any()), most)
    return up, down if two_way else 0


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000), level=st.sampled_from(Level))
def test_what_is_weighed_is_what_is_made(seed: int, level: Level) -> None:
    rule = Rule(10, level, Zeros.SHOW)
    run, order = _half_done(random_table(seed), rule, seed)
    moves, rows, desk = run.moves, run.rows, run.desk
    for row in order:
        count = moves_at(moves, int(row), desk.which, desk.what, desk.place)
        places = [place for place in range(count) if moves.two_way[desk.which[place]]]
        if len(places) < 2:
            continue
        before = _changes(run)
        for pivot, place in permutations(places[:3], 2):
            both = pair(desk, place, pivot)
            weigh(moves, rows, run.limits, desk, place, both)
            line = both.times * before[both.one] + both.others * before[both.pivot]
            assert line[row] == 0
            if desk.fate[place] == LOST:
                assert not line.any() or np.abs(line).max() > run.limits.most_value
                continue
            assert desk.shared[place] == np.gcd.reduce(line)
            line //= desk.shared[place]
            assert (desk.up[place], desk.down[place]) == _lawful(run, line, two_way=True)
        if desk.fate[place] != LOST:
            make(moves, run.limits, desk, place, both)
            assert (_changes(run)[both.one] == line).all()
            assert set(np.flatnonzero(line)) <= {each for each in range(len(line)) if both.one in _near(run, each)}


def _half_done(
    table: CountTable, rule: Rule, seed: int, sums: Sums = Sums.IGNORE, *, all_held: bool = True
) -> tuple[elimination.Run, Ints]:
    """An elimination in which half of the rows were shown or not, and the rows of the other half."""
    system = _system(table, rule)
    run = elimination.Run.begin(system, rule, np.zeros(len(system.counts), dtype=bool), seed, all_held=all_held)
    relations = relations_of(table, system) if sums is Sums.PROTECT else no_relations(len(system.counts))
    order = run.laid.row_of[~system.must]
    for _ in run.publish(relations, order[: len(order) // 2], 3, seed):
        pass
    return run, order[len(order) // 2 :]


def _near(run: elimination.Run, row: int) -> set[int]:
    first = run.moves.near_start[row]
    return set(run.moves.near[first : first + run.moves.near_length[row]].tolist())


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000), level=st.sampled_from(Level), sums=st.sampled_from(Sums))
def test_every_asked_row_rests_on_a_move_that_does_what_it_asks(seed: int, level: Level, sums: Sums) -> None:
    run, _ = _half_done(random_table(seed), Rule(10, level, Zeros.SHOW), seed, sums)
    lines, resting = _changes(run), 0
    for move in range(len(lines)):
        row = int(run.rests.first[move])
        while row != NONE:
            assert run.rests.on[row] == move
            at = np.array([row])
            up, down = _lawful(run, lines[move], two_way=bool(run.moves.two_way[move]))
            assert lines[move, row] != 0
            assert run._does(at, lines[move][at], up, down).all()
            row, resting = int(run.rests.after[row]), resting + 1
    assert resting == run.rows.asked.sum()


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000), level=st.sampled_from(Level))
def test_rows_that_take_turns_are_told_as_if_they_always_were(seed: int, level: Level) -> None:
    run, later = _half_done(random_table(seed), Rule(10, level, Zeros.SHOW), seed, all_held=False)
    sums, before = run.laid.sums.toarray().astype(np.int64), run.laid.held
    for turn in (later[::2], later[1::2]):
        run._take_turns(turn)
        whole, told = _atoms(run) @ sums.T, _changes(run)
        assert (whole[:, :before] == told[:, :before]).all()
        assert (whole[:, turn] == told[:, turn]).all()
        assert (run.rows.points[:, turn] == run.rows.points[:, : sums.shape[1]] @ sums[turn].T % PRIME).all()
        over = np.setdiff1d(np.arange(before, len(sums)), turn)
        assert run.rows.asked[over].any() or not told[:, over].any()


def _atoms(run: elimination.Run) -> Ints:
    """What every move changes every atom by. Shape (moves, atoms)."""
    return _changes(run)[:, : run.laid.sums.shape[1]]


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
    rule, table = Rule(10, Level.EXACT, Zeros.SHOW), random_table(7)
    found = [_found(table, rule, Sums.PROTECT) for _ in range(2)]
    assert found[0] is not None
    assert found[1] is not None
    assert (found[0].hidden == found[1].hidden).all()


def _found(table: CountTable, rule: Rule, sums: Sums) -> Pattern | None:
    system = _system(table, rule)
    asked = np.zeros(len(system.counts), dtype=bool)
    return elimination.eliminated(table, system, rule, sums=sums, asked=asked, seed=3, progress=silent)


@pytest.mark.parametrize("sums", Sums)
def test_room_and_turns_make_no_difference(sums: Sums, monkeypatch: pytest.MonkeyPatch) -> None:
    rule, table = Rule(10, Level.EXACT, Zeros.SHOW), random_table(7)
    before = _found(table, rule, sums)
    monkeypatch.setattr(arrangement, "_ROOM", 1)
    monkeypatch.setattr(elimination, "_TURN", 5)
    after = _found(table, rule, sums)
    assert before is not None
    assert after is not None
    assert (before.hidden == after.hidden).all()


def test_where_a_row_fell_too_low_after_its_turn_all_rows_are_told_always(monkeypatch: pytest.MonkeyPatch) -> None:
    proof, runs = elimination.Run.proof, []

    def fails_once(run: elimination.Run, hidden: NDArray[np.bool_]) -> tuple[Change, ...] | None:
        runs.append(run)
        return proof(run, hidden) if len(runs) > 1 else None

    monkeypatch.setattr(elimination.Run, "proof", fails_once)
    assert _found(random_table(7), Rule(10, Level.EXACT, Zeros.SHOW), Sums.PROTECT) is not None
    assert [run.laid.held == len(run.rows.counts) for run in runs] == [False, True]


@pytest.mark.parametrize("level", Level)
def test_moves_that_take_a_row_too_low_prove_nothing(level: Level) -> None:
    run, _ = _half_done(random_table(7), Rule(10, level, Zeros.SHOW), 0)
    run.rows.fall[:] = 0
    assert run.proof(~run.rows.published[run.laid.row_of]) is None
