"""The verifier rejects a table when one witness, one cell or one relation is tampered with."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.sdc.tables import PASSED, RACES, random_table, table_of

from schoolgate import sdc


@pytest.fixture(scope="module", params=["exact", "ambiguous"])
def protected(request: pytest.FixtureRequest) -> sdc.ProtectedTable:
    return sdc.protect(random_table(5), level=request.param, zeros="show")


def rules_of(protected: sdc.ProtectedTable, status: NDArray[np.int8], proof: sdc.Proof) -> set[str]:
    found = sdc.verify(protected.table, status, proof, level=protected.rule.level, zeros="show")
    return {fault.rule for fault in found}


def test_a_whole_table_passes(protected: sdc.ProtectedTable) -> None:
    assert (protected.status == sdc.PRIMARY).any()
    assert rules_of(protected, protected.status, protected.proof) == set()


def test_every_hidden_cell_that_is_shown_after_all_is_found(protected: sdc.ProtectedTable) -> None:
    for position in np.flatnonzero(protected.status != sdc.PUB):
        status = protected.status.copy()
        status.flat[position] = sdc.PUB
        assert rules_of(protected, status, protected.proof)


def test_every_shown_cell_that_is_called_hidden_is_found(protected: sdc.ProtectedTable) -> None:
    for position in np.flatnonzero(protected.status == sdc.PUB):
        for state in (sdc.PRIMARY, sdc.SECONDARY):
            status = protected.status.copy()
            status.flat[position] = state
            assert rules_of(protected, status, protected.proof)


def test_every_change_of_every_alternative_matters(protected: sdc.ProtectedTable) -> None:
    for number, alternative in enumerate(protected.proof.alternatives):
        for place in range(len(alternative.changes)):
            changes = alternative.changes.copy()
            changes[place] += 1
            others = list(protected.proof.alternatives)
            others[number] = replace(alternative, changes=changes)
            assert "verify.changed" in rules_of(protected, protected.status, sdc.Proof(tuple(others)))


def test_a_proof_with_no_alternative_proves_nothing(protected: sdc.ProtectedTable) -> None:
    assert "verify.exact" in rules_of(protected, protected.status, sdc.Proof())


def test_a_count_that_is_not_the_one_protected_is_found(protected: sdc.ProtectedTable) -> None:
    position = int(np.argmin(protected.table.counts))
    counts = protected.table.counts.copy()
    counts[position] += 40
    table = sdc.CountTable(protected.table.dimensions, protected.table.leaves, counts)
    assert sdc.verify(table, protected.status, protected.proof, level=protected.rule.level, zeros="show")


def test_an_alternative_below_what_every_reader_knows_is_found() -> None:
    table = table_of([RACES, PASSED], [1, 40, 30, 1])
    status = sdc.protect(table, zeros="show").status
    leaves = table.leaves
    down = sdc.Alternative(leaves, np.array([-1, 1, 1, -1]))
    found = sdc.verify(table, status, sdc.Proof((down,)), zeros="show")
    assert "verify.too-low" in {fault.rule for fault in found}


def test_a_sum_that_is_a_small_group_is_found_even_where_no_cell_is_pinned() -> None:
    row = sdc.flat_dimension("group", ["a", "b", "c"])
    table = table_of([row], [3, 4, 50])
    status = np.array([0, 1, 1, 0], dtype=np.int8)
    proof = sdc.Proof((sdc.Alternative(np.array([1, 2]), np.array([1, -1])),))
    assert {fault.rule for fault in sdc.verify(table, status, proof, zeros="show")} == {"verify.remainder"}
    assert sdc.verify(table, status, proof, zeros="show", sums="ignore") == ()


def test_an_alternative_that_names_a_total_is_refused(protected: sdc.ProtectedTable) -> None:
    proof = sdc.Proof((sdc.Alternative(np.array([0]), np.array([1])), *protected.proof.alternatives))
    assert "verify.alternative" in rules_of(protected, protected.status, proof)


def test_a_narrow_range_is_enough_at_exact_and_not_at_ambiguous() -> None:
    row = sdc.flat_dimension("group", ["a", "b", "c"])
    table = table_of([row], [3, 40, 50])
    status = np.array([0, 1, 2, 0], dtype=np.int8)
    proof = sdc.Proof((sdc.Alternative(np.array([1, 2]), np.array([1, -1])),))
    assert sdc.verify(table, status, proof, zeros="show") == ()
    found = sdc.verify(table, status, proof, zeros="show", level="ambiguous")
    assert {fault.rule for fault in found} == {"verify.narrow"}
