"""Puts many small changes of a table into few alternatives, so that a proof is short."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(eq=False)
class Packer:
    """Puts changes that touch no common row into one alternative. Not frozen: it fills.

    size: how many rows there are. recent: how many alternatives are still open for more, 64 at most.
    """

    size: int
    recent: int = 64

    def __post_init__(self) -> None:
        self._taken = np.zeros(self.size, dtype=np.uint64)  # of each row, a bit for each open alternative
        self._open: dict[int, list[tuple[Ints, Ints]]] = {}  # by their bits, the oldest first
        self._closed: list[list[tuple[Ints, Ints]]] = []

    def put(self, row: Ints, value: Ints) -> None:
        """Put a change, rows and by how much, into the oldest alternative with room for it."""
        taken = int(np.bitwise_or.reduce(self._taken[row], initial=0))
        bit = next((each for each in self._open if not taken >> each & 1), None)
        if bit is None:
            bit = self._begin()
        self._taken[row] |= np.uint64(1 << bit)
        self._open[bit].append((row, value))

    def _begin(self) -> int:
        """Open an alternative and return its bit; close the oldest where there is none left."""
        bit = len(self._open)
        if bit == self.recent:
            bit = next(iter(self._open))
            self._closed.append(self._open.pop(bit))
            self._taken &= ~np.uint64(1 << bit)
        self._open[bit] = []
        return bit

    def packed(self) -> Iterator[tuple[Ints, Ints]]:
        """Yield the alternatives: rows and by how much, in no order."""
        for held in (*self._closed, *self._open.values()):
            yield np.concatenate([row for row, _ in held]), np.concatenate([value for _, value in held])
