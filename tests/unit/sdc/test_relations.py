"""Sums kept up to date cell by cell are those that are worked out afresh from all that is shown."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.sdc.tables import RACES, SCHOOLS, table_of

from schoolgate.sdc import remainders
from schoolgate.sdc.relations import relations_of, take_back, tell
from schoolgate.sdc.rules import Level, Rule, Zeros, known_zeros, primary_cells
from schoolgate.sdc.system import build

RULE = Rule(10, Level.EXACT, Zeros.SHOW)


@settings(deadline=None, max_examples=80)
@given(counts=st.lists(st.integers(0, 40), min_size=6, max_size=6), order=st.randoms(use_true_random=False))
def test_a_class_is_told_unless_a_small_sum_can_then_be_formed(counts: list[int], order: object) -> None:
    table = table_of([SCHOOLS, RACES], counts)
    zeros = known_zeros(table, None)
    system = build(table, RULE, primary_cells(table, RULE, zeros), zeros, table.cells.astype(float))
    relations, shown = relations_of(table, system), np.zeros(len(system.counts), dtype=bool)
    may_show = np.flatnonzero(~system.must).tolist()
    order.shuffle(may_show)  # type: ignore[attr-defined]  # hypothesis hands in a random.Random
    for number, row in enumerate(may_show):
        then = shown.copy()
        then[row] = True
        hidden = system.unpublished.copy()
        hidden.reshape(-1)[system.cells] = ~then[system.cell_class]
        least = remainders.least_derivable(table, hidden)
        small = bool(remainders._broken(table, hidden, least, RULE.threshold))
        before = relations.left.copy(), relations.least.copy(), relations.unseen.copy(), relations.told.copy()
        assert tell(relations, row, RULE.threshold) is not small
        if small or number % 3 == 2:
            if not small:
                take_back(relations, row)
            after = relations.left, relations.least, relations.unseen, relations.told
            assert all((one == two).all() for one, two in zip(before, after, strict=True))
            continue
        shown[row] = True
        of_class = least.reshape(-1)[system.cells]
        open_cells = ~shown[system.cell_class]
        assert (relations.least[system.cell_class[open_cells]] == of_class[open_cells]).all()
