"""Who stands out: uniques and small groups before, small schools, classes that share a sensitive value."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schoolgate.sdc.microdata.encoding import distinct
from schoolgate.sdc.microdata.rule import Problem
from schoolgate.sdc.microdata.spec import Spec

IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SmallValue:
    """A value that fewer than k rows hold: a small school, a rare code."""

    column: str
    value: str
    rows: int


@dataclass(frozen=True, slots=True)
class Before:
    """The risk in the true values. uniques: rows alone with their combination; in_small: rows of less than k alike."""

    rows: int
    uniques: int
    in_small: int
    small_values: tuple[SmallValue, ...]


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """Released classes in which every known value of a sensitive attribute is the same, and the rows in them."""

    column: str
    classes: int
    rows: int


def before(problem: Problem, spec: Spec) -> Before:
    """Return how much the true values would tell."""
    weights = problem.atoms.weights
    rows = np.arange(len(weights), dtype=np.int64)
    _, counts = problem.group(rows, np.zeros(problem.forest.width, np.int32))
    small = tuple(value for column in range(problem.forest.width) for value in _small_values(problem, spec, column))
    return Before(problem.atoms.rows, int((counts == 1).sum()), int(counts[counts < spec.k].sum()), small)


def _small_values(problem: Problem, spec: Spec, column: int) -> list[SmallValue]:
    hierarchy = spec.quasi_identifiers[column]
    tally = np.bincount(problem.atoms.codes[:, column], weights=problem.atoms.weights).astype(int)
    return [
        SmallValue(hierarchy.column, value, int(rows))
        for value, rows in zip(hierarchy.values, tally.tolist(), strict=False)
        if 0 < rows < spec.k
    ]


def homogeneity(problem: Problem, spec: Spec, labels: IntArray, kept: LongArray) -> tuple[Homogeneity, ...]:
    """Return per sensitive attribute the released classes that give everybody's value away."""
    if not len(kept):
        return tuple(Homogeneity(sensitive.column, 0, 0) for sensitive in spec.sensitive)
    _, of_atom = distinct(labels[kept])
    sizes = np.bincount(of_atom, weights=problem.atoms.weights[kept])
    found = []
    for number, sensitive in enumerate(spec.sensitive):
        values = problem.atoms.sensitive[kept, number].astype(np.int64)
        known = values >= 0
        pairs = np.unique(of_atom[known] * (int(values.max(initial=0)) + 1) + values[known])
        different = np.bincount(pairs // (int(values.max(initial=0)) + 1), minlength=len(sizes))
        alike = different == 1
        found.append(Homogeneity(sensitive.column, int(alike.sum()), int(sizes[alike].sum())))
    return tuple(found)
