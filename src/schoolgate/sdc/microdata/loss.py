"""What de-identifying a file cost: per column and in all, in the measures of the field."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schoolgate.sdc.microdata.encoding import Forest, Rows, distinct
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

    ncp, entropy: weighted mean over columns and rows, a dropped row losing all, 0 to 1. discernibility: sum of squared
    class sizes, a dropped row counting as much as the file (Bayardo & Agrawal 2005). average_class: rows a class,
    divided by k; 1 is the least (LeFevre et al. 2006).
    """

    attributes: tuple[AttributeLoss, ...]
    ncp: float
    entropy: float
    discernibility: int
    average_class: float
    classes: int
    smallest_class: int


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """The rows as released. levels, labels: (rows, columns). kept: the row numbers that stay."""

    rows: Rows
    forest: Forest
    levels: IntArray
    labels: IntArray
    kept: LongArray


def measure(printed: Printed, spec: Spec) -> Loss:
    """Return what a file lost."""
    rows, released = len(printed.levels), len(printed.kept)
    attributes = tuple(_attribute(printed, column, name) for column, name in enumerate(spec.names))
    sizes = class_sizes(printed.labels[printed.kept])
    shares, lost = printed.forest.weights, (rows - released) / max(rows, 1)
    ncp = float(shares @ np.array([attribute.ncp for attribute in attributes]))
    entropy = float(shares @ np.array([attribute.entropy for attribute in attributes]))
    return Loss(
        attributes,
        ncp * (1 - lost) + lost,
        entropy * (1 - lost) + lost,
        int((sizes**2).sum()) + (rows - released) * rows,
        released / max(len(sizes), 1) / spec.k,
        len(sizes),
        int(sizes.min(initial=released)),
    )


def class_sizes(labels: IntArray) -> LongArray:
    """Return the number of rows of every combination."""
    return np.bincount(distinct(labels)[1]).astype(np.int64)


def _attribute(printed: Printed, column: int, name: str) -> AttributeLoss:
    """Return what a column lost, from the number of rows at each level of each value, so that order is nothing."""
    labels, kept = printed.forest.labels[column], printed.kept
    depth, codes = labels.shape
    places = printed.levels[kept, column].astype(np.int64) * codes + printed.rows.codes[kept, column]
    tally = np.bincount(places, minlength=depth * codes).reshape(depth, codes)
    missing = np.broadcast_to(labels[0] == 0, labels.shape)
    suppressed = (labels == 0) & ~missing
    exact = ~missing & (labels == labels[0])
    loss = printed.forest.loss[column] / printed.forest.weights[column]
    rows = max(len(kept), 1)
    return AttributeLoss(
        name,
        float(tally[exact].sum() / rows),
        float(tally[~missing & ~exact & ~suppressed].sum() / rows),
        float(tally[suppressed].sum() / rows),
        float(tally[missing].sum() / rows),
        float((tally * loss).sum() / rows),
        _entropy(labels, np.bincount(printed.rows.codes[:, column], minlength=codes), tally),
    )


def _entropy(labels: IntArray, true: LongArray, tally: LongArray) -> float:
    """Return the bits that readers lack about the true values, as a share of what telling nothing would lack.

    labels, tally: (levels, codes), the latter counting released rows. true: rows of each code in the input.
    """
    known = labels[0] > 0
    under = np.zeros((len(labels), len(true)))
    for level, ids in enumerate(labels):
        under[level] = np.bincount(ids[known], weights=true[known], minlength=int(labels.max()) + 1)[ids]
    held = known & (tally.sum(axis=0) > 0)
    lacking = (tally[:, held] * np.log2(under[:, held] / true[held])).sum()
    most = (tally[:, held] * np.log2(true[known].sum() / true[held])).sum()
    return float(lacking / most) if most > 0 else float(tally[:, held][labels[:, held] == 0].sum() > 0)
