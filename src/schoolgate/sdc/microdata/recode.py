"""Global and local recoding of one problem, each with its last rows settled."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from schoolgate.sdc.microdata.lattice import best_vectors, every_level, lattice, level_costs
from schoolgate.sdc.microdata.lift import Recoded, lift
from schoolgate.sdc.microdata.rule import Problem
from schoolgate.sdc.microdata.settle import settle, total_loss
from schoolgate.sdc.microdata.spec import Recoding

PENALTIES = (1.0, 0.5, 0.25, 0.125)
"""What suppression may cost a row of a small group, as a share of all: unknown before it is done, so all are tried."""


def recodings(problem: Problem, names: Sequence[Recoding]) -> dict[Recoding, Recoded]:
    """Return each recoding that was asked for."""
    ways = {Recoding.GLOBAL: shared_levels, Recoding.LOCAL: own_levels}
    return {name: ways[name](problem) for name in names}


def shared_levels(problem: Problem) -> Recoded:
    """Return one level a column, or the mark: the best vector for the whole file, then cells suppressed one by one."""
    costs = level_costs(problem.atoms, problem.forest)
    space = lattice(costs, every_level(problem.forest))
    vectors = sorted({tuple(vector.tolist()) for vector in best_vectors(problem, space, PENALTIES)})
    ways = [settle(problem, lift(problem, lattice(costs, _or_mark(problem, vector)))) for vector in vectors]
    return min(ways, key=lambda way: total_loss(problem, way))


def own_levels(problem: Problem) -> Recoded:
    """Return the levels of every row on its own: as fine as enough others allow."""
    costs = level_costs(problem.atoms, problem.forest)
    return settle(problem, lift(problem, lattice(costs, every_level(problem.forest))))


def _or_mark(problem: Problem, vector: tuple[int, ...]) -> list[npt.NDArray[np.int32]]:
    """Return for each column its one level and the mark."""
    return [np.unique([level, top]).astype(np.int32) for level, top in zip(vector, problem.forest.heights, strict=True)]
