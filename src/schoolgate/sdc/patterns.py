"""A pattern found for a system: which classes are hidden, and the changes of the atoms that prove it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Change:
    """A lawful change: positions of atoms in the system, ascending, and by how much each differs."""

    atoms: NDArray[np.int64]
    by: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pattern:
    """hidden: over the classes of a system, those of the rule among them. changes: together they move every one."""

    hidden: NDArray[np.bool_]
    changes: tuple[Change, ...]
