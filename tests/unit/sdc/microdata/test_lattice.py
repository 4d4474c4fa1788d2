"""The lattice of levels, and the search in it."""

from itertools import product

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolgate.sdc.microdata import Hierarchy, Recoding, Spec, anonymise, check
from schoolgate.sdc.microdata.encoding import atoms, encode, plant
from schoolgate.sdc.microdata.frame import wrapped
from schoolgate.sdc.microdata.lattice import VECTORS_AT_MOST, best_vectors, every_level, lattice, level_costs
from schoolgate.sdc.microdata.rule import Problem

NUMBER = Hierarchy.ranges("number", 0, 7, (2, 4))
LETTER = Hierarchy.bands("letter", {"vowel": ("a", "e"), "consonant": ("b", "c")})


def problem(rows: list[tuple[str, str]], k: int) -> Problem:
    frame = pa.table({"number": [row[0] for row in rows], "letter": [row[1] for row in rows]})
    spec = Spec((NUMBER, LETTER), k)
    codes = encode(wrapped(frame), spec)
    return Problem(atoms(codes.codes, codes.sensitive), plant(spec.quasi_identifiers)[0], k, ())


def test_vectors_go_from_cheap_to_dear_and_every_one_is_there() -> None:
    asked = problem([("0", "a"), ("1", "b"), ("5", "c")], 2)
    space = lattice(level_costs(asked.atoms, asked.forest), every_level(asked.forest))
    assert (np.diff(space.costs) >= 0).all()
    assert {tuple(vector) for vector in space.vectors.tolist()} == set(product(range(4), range(3)))
    assert space.costs[0] == 0
    assert space.costs[-1] == pytest.approx(1)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("01234567"), st.sampled_from("aebc")), min_size=1, max_size=30),
    st.integers(2, 5),
    st.sampled_from([1.0, 0.25]),
)
def test_the_pruned_search_finds_what_looking_at_every_vector_finds(
    rows: list[tuple[str, str]], k: int, penalty: float
) -> None:
    asked = problem(rows, k)
    space = lattice(level_costs(asked.atoms, asked.forest), every_level(asked.forest))
    everybody = np.arange(len(asked.atoms.weights), dtype=np.int64)

    def loss(vector: np.ndarray[tuple[int, ...], np.dtype[np.int32]], cost: float) -> float:
        _, counts = asked.group(everybody, vector)
        small = counts[counts < k].sum() / len(rows)
        return float(cost + (1 - cost) * small * penalty)

    every = {
        tuple(vector.tolist()): loss(vector, cost) for vector, cost in zip(space.vectors, space.costs, strict=True)
    }
    found = every[tuple(best_vectors(asked, space, [penalty])[0].tolist())]
    assert found == pytest.approx(min(every.values()))


def test_a_lattice_too_large_to_look_through_is_thinned_but_keeps_finest_and_mark() -> None:
    costs = np.array([[0, 0.01, 0.3, 0.6, 1.0]] * 9) / 9
    space = lattice(costs, [np.arange(5, dtype=np.int32)] * 9)
    assert len(space.vectors) <= VECTORS_AT_MOST
    assert {0, 4} <= set(space.vectors[:, 0].tolist())
    assert 1 not in space.vectors


@pytest.mark.parametrize("recoding", list(Recoding))
def test_twelve_quasi_identifiers_of_four_levels_are_still_done(recoding: Recoding) -> None:
    rng = np.random.default_rng(4)
    columns = [f"c{number}" for number in range(12)]
    frame = pa.table({column: rng.integers(0, 8, 60) for column in columns})
    spec = Spec(tuple(Hierarchy.ranges(column, 0, 7, (2, 4)) for column in columns), 5, recoding=recoding)
    result = anonymise(frame, spec)
    assert result.report.dropped == 0
    assert not check(result.frame, spec)
