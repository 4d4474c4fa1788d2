"""The lattice of levels: what each vector of levels loses, and the best single vector for the whole file."""

from dataclasses import dataclass

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


def lattice(costs: FloatArray, choices: list[IntArray]) -> Lattice:
    """Return every vector that takes one of the allowed levels in each column, in the order of cost.

    costs: mean loss by column and level. Equal costs go from fine to coarse, first column first.
    """
    grid = np.meshgrid(*choices, indexing="ij")
    vectors = np.stack([axis.ravel() for axis in grid], axis=1).astype(np.int32)
    rounded: FloatArray = costs[np.arange(len(choices)), vectors].sum(axis=1).round(12)
    order = np.lexsort((vectors.sum(axis=1), rounded))
    return Lattice(vectors[order], rounded[order])


def every_level(forest: Forest) -> list[IntArray]:
    """Return all levels of every column, the mark included."""
    return [np.arange(height + 1, dtype=np.int32) for height in forest.heights]


def best_vector(problem: Problem, space: Lattice, penalty: float) -> IntArray:
    """Return the single vector that loses least when rows of small groups lose `penalty` of what is left to lose.

    Branch and bound over the lattice. A coarser vector never has more rows in small groups, so what is found at a
    vector bounds everything below it (the monotone property of Incognito, LeFevre et al. 2005; predictive tagging of
    OLA, El Emam et al. 2009). For the most promising vector the search first tries those half-way to the top, where
    one count rules out the most.
    """
    search = _Search(problem, space, penalty)
    while (target := search.most_promising()) is not None:
        top = problem.forest.heights
        while search.open_at(target):
            middle = (space.vectors[target] + top) // 2
            search.try_vector(middle)
            if np.array_equal(middle, top):
                break
            top = middle
        if search.open_at(target):
            search.try_vector(space.vectors[target])
    return search.best


class _Search:
    """Lower bounds of all vectors, and the best vector so far."""

    def __init__(self, problem: Problem, space: Lattice, penalty: float) -> None:
        self.problem, self.space, self.penalty = problem, space, penalty
        self.bounds = space.costs.copy()
        self.rows = np.arange(len(problem.atoms.weights), dtype=np.int64)
        self.best = problem.forest.heights
        self.least = float(space.costs[-1])
        self.tried = np.zeros(len(space.costs), bool)

    def most_promising(self) -> int | None:
        """Return the open vector with the lowest bound, if any may still beat the best."""
        target = int(np.argmin(np.where(self.tried, np.inf, self.bounds)))
        return target if self.open_at(target) else None

    def open_at(self, target: int) -> bool:
        return bool(not self.tried[target] and self.bounds[target] < self.least)

    def try_vector(self, vector: IntArray) -> None:
        """Count the small groups at a vector: a candidate itself, and a bound for everything finer."""
        place = int(np.flatnonzero((self.space.vectors == vector).all(axis=1))[0])
        if self.tried[place]:
            return
        self.tried[place] = True
        ids, counts = self.problem.group(self.rows, vector)
        good = self.problem.stands(self.rows, ids, counts)
        small = 1 - counts[good].sum() / max(self.problem.atoms.rows, 1)
        loss = float(self._loss(self.space.costs[[place]], small)[0])
        if loss < self.least:
            self.best, self.least = vector, loss
        below = (self.space.vectors <= vector).all(axis=1)
        self.bounds[below] = np.maximum(self.bounds[below], self._loss(self.space.costs[below], small))

    def _loss(self, costs: FloatArray, small: float) -> FloatArray:
        return costs + (1 - costs) * small * self.penalty
