"""Changes come out of the packer whole, each once, and none that share a row come out together."""

import numpy as np
import pytest

from schoolgate.sdc.packing import Packer


@pytest.mark.parametrize("recent", [1, 3, 64])
def test_each_change_lies_in_one_alternative_and_no_row_twice(recent: int) -> None:
    draw = np.random.default_rng(recent)
    packer = Packer(30, recent)
    changes = [np.sort(draw.choice(30, draw.integers(1, 6), replace=False)) for _ in range(300)]
    for number, row in enumerate(changes):
        packer.put(row, np.full(len(row), number))
    packed = list(packer.packed())
    assert all(len(np.unique(row)) == len(row) for row, _ in packed)
    for number, row in enumerate(changes):
        holding = [rows[values == number] for rows, values in packed if (values == number).any()]
        assert len(holding) == 1
        assert np.sort(holding[0]).tolist() == row.tolist()


def test_what_has_room_beside_another_is_put_there_and_the_oldest_is_closed_first() -> None:
    packer = Packer(4, 2)
    for row in ([0], [1], [1], [0], [2], [0]):
        packer.put(np.array(row), np.ones(1, dtype=int))
    assert [sorted(rows.tolist()) for rows, _ in packer.packed()] == [[0, 1, 2], [0, 1], [0]]
