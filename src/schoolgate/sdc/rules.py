"""The rule a table is protected by, and the words for the state of a cell."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import BadInput
from schoolgate.sdc.tables import CountTable


class Status(IntEnum):
    """What becomes of a cell. The numbers are those of the status arrays."""

    PUB = 0
    PRIMARY = 1
    SECONDARY = 2
    NOTPUB = 3


PUB, PRIMARY, SECONDARY, NOTPUB = (int(status) for status in Status)


class Level(StrEnum):
    """The promise: no primary has one value only (exact), or each could also be a group that may be shown."""

    EXACT = "exact"
    AMBIGUOUS = "ambiguous"


class Zeros(StrEnum):
    """Whether groups of nobody are shown, or hidden like other groups below the threshold."""

    SHOW = "show"
    HIDE = "hide"


class Sums(StrEnum):
    """Whether a total less its shown parts may be a small group. `ignore` is for comparing with tools that allow it."""

    PROTECT = "protect"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Rule:
    """Groups below `threshold` are hidden, at this level, with zeros treated so. Raises BadInput below 2."""

    threshold: int = 10
    level: Level = Level.EXACT
    zeros: Zeros = Zeros.HIDE

    def __post_init__(self) -> None:
        if self.threshold < 2:
            message = f"A threshold of {self.threshold} hides nothing."
            raise BadInput.at("rule", message, "Choose 2 or more.", rule="sdc.threshold")

    @property
    def least_hidden(self) -> int:
        """The least count that a hidden cell can have, as every reader knows."""
        return 1 if self.zeros is Zeros.SHOW else 0


def known_zeros(table: CountTable, structural: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """Return the cells all of whose finest combinations are structural zeros.

    structural: over the grid; only finest combinations are read. Raises BadInput where one holds students.
    """
    if structural is None:
        return np.zeros(table.shape, dtype=bool)
    if structural.shape != table.shape:
        message = f"The mask of structural zeros has the shape {structural.shape}, the table {table.shape}."
        raise BadInput.at("structural zeros", message, "Give one value a cell.", rule="sdc.mask-shape")
    if structural.reshape(-1)[table.leaves].any():
        message = "Combinations marked as structural zeros hold students."
        raise BadInput.at("structural zeros", message, "Unmark them.", rule="sdc.not-structural")
    finest = np.zeros(table.shape, dtype=bool)
    finest[np.ix_(*(dimension.leaves for dimension in table.dimensions))] = True
    possible = np.flatnonzero(finest & ~structural)
    none_possible: NDArray[np.bool_] = table.aggregate(possible, np.ones(len(possible), dtype=np.int64)) == 0
    return none_possible


def primary_cells(table: CountTable, rule: Rule, impossible: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the published cells that the rule itself hides; `impossible` are the structural zeros."""
    small: NDArray[np.bool_] = (table.cells < rule.threshold) & table.published
    if rule.zeros is Zeros.SHOW:
        return small & (table.cells > 0)
    hidden: NDArray[np.bool_] = small & ~impossible
    return hidden
