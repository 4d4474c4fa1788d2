"""What de-identifying a file cost: per column and in all, in the measures of the field."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schoolgate.sdc.microdata.encoding import distinct
from schoolgate.sdc.microdata.lift import Recoded
from schoolgate.sdc.microdata.rule import Problem
from schoolgate.sdc.microdata.settle import printed
from schoolgate.sdc.microdata.spec import Spec

IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AttributeLoss:
    """What one quasi-identifier lost; all shares are of the released rows.

    exact: the true value is printed. generalised: a coarser label is. suppressed: the mark is, though a value was
    there. missing: there was no value. ncp: normalised certainty penalty, 0 to 1 (Xu et al. 2006). entropy:
    non-uniform entropy, 0 to 1, the share of the column's information that is gone (Gionis & Tassa 2009).
    """

    column: str
    exact: float
    generalised: float
    suppressed: float
    missing: float
    ncp: float
    entropy: float


@dataclass(frozen=True, slots=True)
class Loss:
    """What the whole file lost.

    ncp: weighted mean over columns and rows, a dropped row losing all, 0 to 1. discernibility: sum of squared class
    sizes, a dropped row counting as much as the file (Bayardo & Agrawal 2005). average_class: rows a class, divided
    by k; 1 is the least (LeFevre et al. 2006).
    """

    attributes: tuple[AttributeLoss, ...]
    ncp: float
    entropy: float
    discernibility: int
    average_class: float
    classes: int
    smallest_class: int


def measure(problem: Problem, spec: Spec, recoded: Recoded) -> Loss:
    """Return what a recoding lost."""
    labels = printed(problem, recoded.levels)
    kept = np.flatnonzero(~recoded.left)
    weights = problem.atoms.weights
    dropped = int(weights[recoded.left].sum())
    released = problem.atoms.rows - dropped
    attributes = tuple(_attribute(problem, column, name, labels, kept) for column, name in enumerate(spec.names))
    sizes = class_sizes(labels[kept], weights[kept])
    shares = problem.forest.weights
    all_lost = dropped / max(problem.atoms.rows, 1)
    ncp = float(shares @ np.array([attribute.ncp for attribute in attributes])) * (1 - all_lost) + all_lost
    entropy = float(shares @ np.array([attribute.entropy for attribute in attributes])) * (1 - all_lost) + all_lost
    return Loss(
        attributes,
        ncp,
        entropy,
        int((sizes**2).sum()) + dropped * problem.atoms.rows,
        released / max(len(sizes), 1) / spec.k,
        len(sizes),
        int(sizes.min(initial=released)),
    )


def class_sizes(labels: IntArray, weights: LongArray) -> LongArray:
    """Return the number of rows of every combination."""
    if not len(labels):
        return np.zeros(0, np.int64)
    first, of_atom = distinct(labels)
    return np.bincount(of_atom, weights=weights, minlength=len(first)).astype(np.int64)


def _attribute(problem: Problem, column: int, name: str, labels: IntArray, kept: LongArray) -> AttributeLoss:
    codes, shown = problem.atoms.codes[kept, column], labels[kept, column]
    weights = problem.atoms.weights[kept] / max(problem.atoms.weights[kept].sum(), 1)
    size = problem.forest.sizes[column]
    missing = codes == _leaves(problem, column)
    suppressed = (shown == 0) & ~missing
    exact = ~missing & (shown == problem.forest.labels[column, 0, codes])
    ncp = np.where(missing, 0, np.where(exact, 0, (size[shown] - 1) / max(size[0] - 1, 1)))
    ncp = np.where(suppressed, 1, ncp)
    return AttributeLoss(
        name,
        float(weights[exact].sum()),
        float(weights[~missing & ~exact & ~suppressed].sum()),
        float(weights[suppressed].sum()),
        float(weights[missing].sum()),
        float(ncp @ weights),
        _entropy(problem, column, shown, codes, missing, weights),
    )


def _leaves(problem: Problem, column: int) -> int:
    return int(problem.forest.sizes[column][0])


def _entropy(
    problem: Problem,
    column: int,
    shown: IntArray,
    codes: IntArray,
    missing: npt.NDArray[np.bool_],
    weights: npt.NDArray[np.float64],
) -> float:
    """Return the bits that readers lack about the true values, as a share of what telling nothing would lack."""
    leaves = _leaves(problem, column)
    of_leaf = np.bincount(problem.atoms.codes[:, column], weights=problem.atoms.weights, minlength=leaves + 1)[:leaves]
    under = np.zeros(len(problem.forest.sizes[column]))
    for level in range(problem.forest.heights[column]):
        ids = problem.forest.labels[column, level, :leaves]
        under[np.unique(ids)] = np.bincount(ids, weights=of_leaf, minlength=len(under))[np.unique(ids)]
    under[0] = of_leaf.sum()
    own = of_leaf[codes[~missing]]
    lacking = weights[~missing] @ np.log2(under[shown[~missing]] / own)
    most = weights[~missing] @ np.log2(under[0] / own)
    return float(lacking / most) if most > 0 else float((shown[~missing] == 0).any())
