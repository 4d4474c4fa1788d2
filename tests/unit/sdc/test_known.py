"""A new table is protected together with what is out already."""

import numpy as np
import pytest
from tests.unit.sdc.tables import random_table, table_of

from schoolgate import sdc
from schoolgate.core import BadInput


def release(name: str, protected: sdc.ProtectedTable) -> sdc.KnownTable:
    return sdc.KnownTable(name, protected.table.dimensions, protected.status, protected.table.cells)


def published(protected: sdc.ProtectedTable, name: str) -> sdc.PublishedTable:
    status = protected.status
    hidden = (status == sdc.PRIMARY) | (status == sdc.SECONDARY)
    return sdc.PublishedTable(
        name, protected.table.dimensions, protected.table.cells, hidden, status == sdc.NOTPUB, status == sdc.PRIMARY
    )


@pytest.mark.parametrize("seed", range(3))
def test_what_an_earlier_release_hides_stays_hidden(seed: int) -> None:
    fine = random_table(seed, schools=10, races=4)
    earlier = sdc.protect(fine, zeros="show")
    schools = fine.dimensions[0]
    pairs = sdc.hierarchy("race", ("group", "race"), [("G1", "R0"), ("G1", "R1"), ("G2", "R2"), ("G2", "R3")])
    again = table_of([schools, pairs], fine.cells[1:, 1:].reshape(-1).tolist())
    later = sdc.protect(again, zeros="show", known=[release("spring table", earlier)])
    assert later.withheld is None
    together = sdc.audit([published(earlier, "spring"), published(later, "autumn")], zeros="show")
    assert together.exact == 0


def test_a_small_group_shown_earlier_withholds_the_table_and_names_the_release() -> None:
    row = sdc.flat_dimension("group", ["a", "b", "c"])
    table = table_of([row], [4, 40, 50])
    shown = sdc.KnownTable("state report", (row,), np.zeros(4, dtype=np.int8), table.cells)
    assert sdc.protect(table, known=[shown], zeros="show").withheld is not None
    assert "state report" in str(sdc.protect(table, known=[shown], zeros="show").withheld)


def test_a_release_about_other_students_is_refused() -> None:
    row = sdc.flat_dimension("group", ["a", "b", "c"])
    table = table_of([row], [4, 40, 50])
    other = sdc.KnownTable("last year", (row,), np.array([0, 1, 2, 0], dtype=np.int8), table.cells + 1)
    with pytest.raises(BadInput, match="last year"):
        sdc.protect(table, known=[other])


def test_a_release_by_a_dimension_that_the_table_lacks_is_refused() -> None:
    row = sdc.flat_dimension("group", ["a", "b", "c"])
    other = sdc.flat_dimension("grade", ["09", "10"])
    known = sdc.KnownTable("by grade", (other,), np.zeros(3, dtype=np.int8), np.array([94, 50, 44]))
    with pytest.raises(BadInput, match="broken down by grade"):
        sdc.protect(table_of([row], [4, 40, 50]), known=[known])
