"""R29: aggregate groups of fewer than 10 students are suppressed, and stay so for a reader who does sums."""

import numpy as np
import pytest

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


def test_t6_a_cell_that_totals_would_pin_gets_more_cells_hidden() -> None:
    rows = sdc.flat_dimension("school", ["A", "B", "C"])
    columns = sdc.flat_dimension("race", ["x", "y", "z"])
    counts = [[1, 1, 30], [1, 1, 40], [50, 60, 70]]
    positions = [[i, j] for i in range(1, 4) for j in range(1, 4)]
    table = sdc.CountTable.from_counts([rows, columns], rows=positions, counts=np.ravel(counts))
    protected = sdc.protect(table, zeros="show", level="ambiguous")
    assert sdc.verify(table, protected.status, protected.proof, zeros="show", level="ambiguous") == ()
    assert protected.secondary_count > 0
