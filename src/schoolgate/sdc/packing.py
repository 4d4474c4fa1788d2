"""Puts many small changes of a table into few alternatives, so that a proof is short."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(eq=False)
class Packer:
    """Puts changes that touch no common row into one alternative. Not frozen: it fills.

    size: how many rows there are. recent: how many alternatives are still open for more.
    """

    size: int
    recent: int = 40

    def __post_init__(self) -> None:
        self._taken: list[NDArray[np.bool_]] = []
        self._held: list[list[tuple[Ints, Ints]]] = []
        self._closed: list[list[tuple[Ints, Ints]]] = []

    def put(self, row: Ints, value: Ints) -> None:
        """Put a change, rows and by how much, into the first alternative with room for it."""
        for taken, held in zip(self._taken, self._held, strict=True):
            if not taken[row].any():
                taken[row] = True
                held.append((row, value))
                return
        if len(self._taken) == self.recent:
            self._closed.append(self._held.pop(0))
            self._taken.pop(0)
        self._taken.append(np.zeros(self.size, dtype=bool))
        self._held.append([])
        self.put(row, value)

    def packed(self) -> Iterator[tuple[Ints, Ints]]:
        """Yield the alternatives: rows and by how much, in no order."""
        for held in (*self._closed, *self._held):
            yield np.concatenate([row for row, _ in held]), np.concatenate([value for _, value in held])
