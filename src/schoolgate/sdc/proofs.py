"""The proof of a protected table: other districts that would have printed the very same numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Alternative:
    """One other district: how its counts differ from the true ones. Shows true counts to whoever holds both.

    leaves: flat grid positions of finest combinations, ascending. changes: whole numbers, none 0.
    """

    leaves: NDArray[np.int64]
    changes: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Proof:
    """All alternatives that the promise rests on. For staff alone."""

    alternatives: tuple[Alternative, ...] = ()

    @property
    def size(self) -> int:
        """How many changed counts the proof holds."""
        return sum(len(alternative.leaves) for alternative in self.alternatives)
