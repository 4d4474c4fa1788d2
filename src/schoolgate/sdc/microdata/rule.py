"""Which groups may stand: k rows, and enough different values of each sensitive attribute."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schoolgate.sdc.microdata.encoding import Atoms, Forest
from schoolgate.sdc.microdata.grouping import group
from schoolgate.sdc.microdata.spec import Diversity, Sensitive

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]

SLACK = 1e-9
"""Entropies are sums of logarithms: exactly l equal values may come out a rounding below log l."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """The atoms, the hierarchies and the rule that every printed combination must meet."""

    atoms: Atoms
    forest: Forest
    k: int
    sensitive: tuple[Sensitive, ...]

    def group(self, rows: LongArray, levels: IntArray) -> tuple[IntArray, LongArray]:
        """Return the group of each atom at the given levels, and the number of rows of each group."""
        return group(self.forest.labels, self.atoms.codes, rows, levels, self.atoms.weights)

    def stands(self, rows: LongArray, ids: IntArray, counts: LongArray) -> BoolArray:
        """Return for each group whether it holds k rows and is diverse enough."""
        good: BoolArray = counts >= self.k
        for number, sensitive in enumerate(self.sensitive):
            if sensitive.l > 1 and good.any():
                among = good[ids]
                good &= self._diverse(rows[among], ids[among], len(counts), number, sensitive)
        return good

    def _diverse(self, rows: LongArray, ids: IntArray, groups: int, number: int, sensitive: Sensitive) -> BoolArray:
        """Return for each group whether it is l-diverse; a missing value is no value."""
        values = self.atoms.sensitive[rows, number].astype(np.int64)
        known = values >= 0
        size = int(values.max(initial=0)) + 1
        pairs, inverse = np.unique(ids[known].astype(np.int64) * size + values[known], return_inverse=True)
        owner = pairs // size
        if sensitive.diversity is Diversity.DISTINCT:
            return np.bincount(owner, minlength=groups) >= sensitive.l
        tally = np.bincount(inverse, weights=self.atoms.weights[rows][known], minlength=len(pairs))
        total = np.bincount(owner, weights=tally, minlength=groups)
        share = tally / total[owner]
        entropy = np.bincount(owner, weights=-share * np.log(share), minlength=groups)
        enough: BoolArray = (entropy >= np.log(sensitive.l) - SLACK) & (total > 0)
        return enough
