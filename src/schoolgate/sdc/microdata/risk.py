"""Who stands out: uniques and small groups before, small schools, classes that share a sensitive value."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schoolgate.sdc.microdata.encoding import Rows, distinct
from schoolgate.sdc.microdata.loss import Printed, class_sizes
from schoolgate.sdc.microdata.spec import Spec

LongArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SmallValue:
    """A value that fewer than k rows hold: a small school, a rare code."""

    column: str
    value: str
    rows: int


@dataclass(frozen=True, slots=True)
class Before:
    """The risk in the true values. uniques: rows alone with their combination; in_small: rows of fewer than k alike."""

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


def before(rows: Rows, spec: Spec) -> Before:
    """Return how much the true values would tell, row by row."""
    sizes = class_sizes(rows.codes)
    small = tuple(value for column in range(len(spec.names)) for value in _small_values(rows, spec, column))
    return Before(len(rows.codes), int((sizes == 1).sum()), int(sizes[sizes < spec.k].sum()), small)


def _small_values(rows: Rows, spec: Spec, column: int) -> list[SmallValue]:
    hierarchy = spec.quasi_identifiers[column]
    tally = np.bincount(rows.codes[:, column])
    return [
        SmallValue(hierarchy.column, value, count)
        for value, count in zip(hierarchy.values, tally.tolist(), strict=False)
        if 0 < count < spec.k
    ]


def homogeneity(printed: Printed, spec: Spec) -> tuple[Homogeneity, ...]:
    """Return per sensitive attribute the released classes that give everybody's value away, row by row."""
    _, of_row = distinct(printed.labels[printed.kept])
    sizes = np.bincount(of_row)
    found = []
    for number, sensitive in enumerate(spec.sensitive):
        values = printed.rows.sensitive[printed.kept, number].astype(np.int64)
        known, size = values >= 0, int(values.max(initial=0)) + 1
        pairs = np.unique(of_row[known] * size + values[known])
        alike = np.bincount(pairs // size, minlength=len(sizes)) == 1
        found.append(Homogeneity(sensitive.column, int(alike.sum()), int(sizes[alike].sum())))
    return tuple(found)
