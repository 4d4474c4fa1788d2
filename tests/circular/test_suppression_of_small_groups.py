"""R29: aggregate groups of fewer than 10 students are suppressed, and stay so for a reader who does sums."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from scipy.optimize import linprog

from schoolgate import sdc


def row(*counts: int, structural: tuple[int, ...] = ()) -> sdc.ProtectedTable:
    groups = sdc.flat_dimension("group", [f"group {number}" for number in range(len(counts))])
    rows = np.arange(1, len(counts) + 1).reshape(-1, 1)
    table = sdc.CountTable.from_counts([groups], rows=rows, counts=counts)
    mask = np.zeros(table.shape, dtype=bool)
    mask[[number + 1 for number in structural]] = True
    return sdc.protect(table, structural_zeros=mask)


@pytest.mark.parametrize(("count", "hidden"), [(1, True), (9, True), (10, False), (11, False)])
def test_r29_a_group_of_fewer_than_ten_is_hidden(count: int, hidden: bool) -> None:
    protected = row(count, 40, 50, 60)
    assert bool(protected.status[1] == sdc.PRIMARY) is hidden


def test_t1_nine_are_hidden_and_ten_are_shown() -> None:
    assert row(9, 40, 50).status[1] == sdc.PRIMARY
    assert row(10, 40, 50).status[1] == sdc.PUB


def test_t2_a_group_of_nobody_is_hidden_until_it_is_marked_as_structural() -> None:
    assert row(0, 40, 50).status[1] == sdc.PRIMARY
    assert row(0, 40, 50, structural=(0,)).status[1] == sdc.PUB


def test_t3_a_single_small_group_takes_a_second_cell_with_it() -> None:
    protected = row(12, 14, 4)
    assert protected.status[3] == sdc.PRIMARY
    assert (protected.status == sdc.SECONDARY).sum() == 1
    assert protected.status.tolist() == [sdc.PUB, sdc.SECONDARY, sdc.PUB, sdc.PRIMARY]


SCHOOLS = sdc.flat_dimension("school", ["A", "B", "C"])
RACES = sdc.flat_dimension("race", ["x", "y", "z"])
PINNED = np.array([[3, 40, 30], [50, 5, 41], [52, 60, 70]])


def squared(counts: NDArray[np.int64]) -> sdc.CountTable:
    positions = [[i, j] for i in range(1, 4) for j in range(1, 4)]
    return sdc.CountTable.from_counts([SCHOOLS, RACES], rows=positions, counts=counts.ravel())


def room_of(table: sdc.CountTable, hidden: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """Return what linear programming leaves each hidden small group; the reader knows that no hidden count is 0."""
    of_cell = {(i, j): np.zeros(9) for i in range(4) for j in range(4)}
    for (i, j), row in of_cell.items():
        for k in range(9):
            row[k] = i in (0, k // 3 + 1) and j in (0, k % 3 + 1)
    shown = [cell for cell in of_cell if not hidden[cell]]
    equal, sums = np.array([of_cell[cell] for cell in shown]), [table.cells[cell] for cell in shown]
    at_least = -np.array([of_cell[cell] for cell in of_cell if hidden[cell]])
    room = []
    for cell, row in of_cell.items():
        if hidden[cell] and table.cells[cell] < 10:
            least, most = (_least(sign * row, at_least, equal, sums) * sign for sign in (1, -1))
            room.append((least, most))
    return room


def _least(
    cell: NDArray[np.float64],
    at_least: NDArray[np.float64],
    equal: NDArray[np.float64],
    sums: Sequence[float],
) -> float:
    found = linprog(
        cell,
        A_ub=at_least,
        b_ub=-np.ones(len(at_least)),
        A_eq=equal if len(sums) else None,
        b_eq=sums if len(sums) else None,
        bounds=(0, 1000),
    ).fun
    assert found is not None
    return float(found)


def test_t6_a_cell_that_totals_would_pin_gets_more_cells_hidden() -> None:
    """Two small groups on a diagonal, each with a row and a column of its own, are pinned by their totals."""
    table = squared(PINNED)
    small = (table.cells > 0) & (table.cells < 10)
    assert {round(high - low) for low, high in room_of(table, small)} == {0}
    protected = sdc.protect(table, zeros="show", level="ambiguous")
    room = room_of(table, protected.status != sdc.PUB)
    assert len(room) == 2
    for low, high in room:
        assert high >= 10 - 1e-6
        assert high - low >= 9 - 1e-6


@given(hnp.arrays(np.int64, (3, 3), elements=st.integers(1, 60)))
@settings(max_examples=25, deadline=None)
def test_t6_no_table_lets_linear_programming_place_a_small_group_more_narrowly_than_the_rule(
    counts: NDArray[np.int64],
) -> None:
    table = squared(counts)
    protected = sdc.protect(table, zeros="show", level="ambiguous")
    if protected.withheld is None:
        for low, high in room_of(table, protected.status != sdc.PUB):
            assert high >= 10 - 1e-6
            assert high - low >= 9 - 1e-6
