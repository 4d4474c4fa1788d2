"""Which cells of a table are published at all: all margins, or only some crossings of its dimensions."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Self

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import BadInput
from schoolgate.sdc.dimensions import Dimension


@dataclass(frozen=True)
class Margins:
    """A rule that says which crossings are published; a crossing is the set of dimensions not at their root.

    apart: groups of dimensions of which a published cell crosses at most one (two outcome dimensions whose
    rates are published side by side). only: if given, the only crossings published. rootless: dimensions whose
    total is not published.
    """

    apart: tuple[tuple[frozenset[str], ...], ...] = ()
    only: frozenset[frozenset[str]] | None = None
    rootless: frozenset[str] = frozenset()

    @classmethod
    def all(cls) -> Self:
        """Publish every crossing of every dimension."""
        return cls()

    @classmethod
    def without_crossing(cls, groups: Iterable[Iterable[str]]) -> Self:
        """Publish no cell that crosses dimensions of two of these groups."""
        return cls(apart=(tuple(frozenset(group) for group in groups),))

    @classmethod
    def crossings(cls, crossings: Iterable[Iterable[str]]) -> Self:
        """Publish these crossings alone; an empty one is the grand total."""
        return cls(only=frozenset(frozenset(crossing) for crossing in crossings))

    def without_total_of(self, *names: str) -> "Margins":
        """Return the same margins with the totals over these dimensions left unpublished."""
        return Margins(self.apart, self.only, self.rootless | set(names))

    def published(self, dimensions: tuple[Dimension, ...]) -> NDArray[np.bool_]:
        """Return over the whole grid which cells are published. Raises BadInput for a name that is no dimension."""
        names = [dimension.name for dimension in dimensions]
        self._check(names)
        shape = tuple(len(dimension.codes) for dimension in dimensions)
        grid = np.zeros(shape, dtype=bool)
        for crossed in product((False, True), repeat=len(names)):
            chosen = frozenset(name for name, is_crossed in zip(names, crossed, strict=True) if is_crossed)
            grid[tuple(slice(1, None) if is_crossed else 0 for is_crossed in crossed)] = self.publishes(chosen)
        return grid

    def publishes(self, crossing: frozenset[str]) -> bool:
        """Whether cells that cross exactly these dimensions are published."""
        if not self.rootless <= crossing:
            return False
        if self.only is not None and crossing not in self.only:
            return False
        return all(sum(1 for group in groups if group & crossing) <= 1 for groups in self.apart)

    def _check(self, names: list[str]) -> None:
        named = set(self.rootless).union(*(group for groups in self.apart for group in groups), *(self.only or ()))
        unknown = sorted(named - set(names))
        if unknown:
            raise BadInput.at(
                "margins",
                f"{', '.join(unknown)} is no dimension of the table.",
                f"The dimensions are: {', '.join(names)}.",
                rule="sdc.unknown-dimension",
            )
