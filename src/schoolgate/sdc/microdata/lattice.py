"""The lattice of levels: what each vector of levels loses, and the best single vector for the whole file."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from schoolgate.sdc.microdata.encoding import Atoms, Forest
from schoolgate.sdc.microdata.rule import Problem

IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Vectors of levels, one level a column, from the cheapest to the dearest; costs: mean loss of a row, 0 to 1."""

    vectors: IntArray
    costs: FloatArray


def level_costs(atoms: Atoms, forest: Forest) -> FloatArray:
    """Return the mean loss of a row for each column and level."""
    share = atoms.weights / max(atoms.rows, 1)
    columns = (forest.loss[column][:, atoms.codes[:, column]] @ share for column in range(forest.width))
    return np.array(list(columns))


VECTORS_AT_MOST = 2**14
"""More are thinned out: a lattice is looked through vector by vector."""

VISITS_AT_MOST = 400
"""Where the search for one vector has not ended by then, the best so far is taken."""


def lattice(costs: FloatArray, choices: list[IntArray]) -> Lattice:
    """Return every vector that takes one of the allowed levels in each column, in the order of cost.

    costs: mean loss by column and level. Equal costs go from fine to coarse, first column first. Where there are too
    many vectors, the levels between finest and mark that differ least in cost from a neighbour are passed over.
    """
    choices = list(choices)
    while prod(len(levels) for levels in choices) > VECTORS_AT_MOST:
        _thin(costs, choices)
    grid = np.meshgrid(*choices, indexing="ij")
    vectors = np.stack([axis.ravel() for axis in grid], axis=1).astype(np.int32)
    rounded: FloatArray = costs[np.arange(len(choices)), vectors].sum(axis=1).round(12)
    order = np.lexsort((vectors.sum(axis=1), rounded))
    return Lattice(vectors[order], rounded[order])


def _thin(costs: FloatArray, choices: list[IntArray]) -> None:
    """Take out of one column the level between others whose cost is nearest to a neighbour's."""
    nearest = []
    for column, levels in enumerate(choices):
        gaps = np.diff(costs[column, levels])
        nearest += [(min(gaps[place - 1], gaps[place]), column, place) for place in range(1, len(levels) - 1)]
    _, column, place = min(nearest)
    choices[column] = np.delete(choices[column], place)


def every_level(forest: Forest) -> list[IntArray]:
    """Return all levels of every column, the mark included."""
    return [np.arange(height + 1, dtype=np.int32) for height in forest.heights]


def best_vectors(problem: Problem, space: Lattice, penalties: Iterable[float]) -> list[IntArray]:
    """Return for each penalty the single vector that loses least when small groups lose that share of what is left.

    Branch and bound over the lattice. A coarser vector never has more rows in small groups, so what is found at a
    vector bounds everything below it (the monotone property of Incognito, LeFevre et al. 2005; predictive tagging of
    OLA, El Emam et al. 2009). For the most promising vector the search first tries those half-way to the top, where
    one count rules out the most. (For entropy diversity the property does not hold strictly: the vector is then good,
    and not surely the best.)
    """
    counted: dict[tuple[int, ...], float] = {}
    return [_Search(problem, space, penalty, counted).best_vector() for penalty in penalties]


class _Search:
    """Lower bounds of all vectors, and the best vector so far. counted: share of rows in small groups, by vector."""

    def __init__(self, problem: Problem, space: Lattice, penalty: float, counted: dict[tuple[int, ...], float]) -> None:
        self.problem, self.space, self.penalty, self.counted = problem, space, penalty, counted
        self.rows = np.arange(len(problem.atoms.weights), dtype=np.int64)
        self.bounds = space.costs.copy()
        self.tried = np.zeros(len(space.costs), bool)
        self.visits = 0
        self.best: IntArray = space.vectors[-1]
        self.least = np.inf
        self.visit(space.vectors[-1])

    def best_vector(self) -> IntArray:
        """Try the most promising vector, from half-way to the top downwards, until none can beat the best."""
        while self.visits < VISITS_AT_MOST and self.open_at(
            target := int(np.argmin(np.where(self.tried, np.inf, self.bounds)))
        ):
            vector = self.space.vectors[target]
            probe = (vector + self.problem.forest.heights) // 2
            while self.open_at(target):
                self.visit(probe)
                probe = (vector + probe) // 2
        return self.best

    def open_at(self, target: int) -> bool:
        """Return whether a vector was not tried yet and may still beat the best."""
        return bool(not self.tried[target] and self.bounds[target] < self.least)

    def visit(self, vector: IntArray) -> None:
        """Count the small groups at a vector: a candidate itself, and a bound for everything finer."""
        self.visits += 1
        small = self._small(vector)
        here = (self.space.vectors == vector).all(axis=1)
        self.tried |= here
        below = (self.space.vectors <= vector).all(axis=1)
        costs = self.space.costs[below]
        self.bounds[below] = np.maximum(self.bounds[below], costs + (1 - costs) * small * self.penalty)
        if here.any() and self.bounds[here][0] < self.least:
            self.best, self.least = vector, float(self.bounds[here][0])

    def _small(self, vector: IntArray) -> float:
        key = tuple(vector.tolist())
        if key not in self.counted:
            ids, counts = self.problem.group(self.rows, vector)
            good = self.problem.stands(self.rows, ids, counts)
            self.counted[key] = float(1 - counts[good].sum() / max(self.problem.atoms.rows, 1))
        return self.counted[key]
