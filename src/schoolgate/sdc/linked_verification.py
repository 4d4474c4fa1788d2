"""Checks that a proof holds beside earlier releases too. Shares no code with the solver."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import Fault
from schoolgate.sdc.known import KnownTable
from schoolgate.sdc.proofs import Proof
from schoolgate.sdc.tables import CountTable

_PUB, _NOTPUB = 0, 3
_MEND = "Protect the table again, together with the earlier release; do not release this one."


def verify_linked(
    table: CountTable, proof: Proof, known: Sequence[KnownTable], *, least_hidden: int
) -> tuple[Fault, ...]:
    """Return a fault for each earlier release whose numbers an alternative would change, or whose hidden cells it pins.

    least_hidden: the least count of a hidden cell, as every reader knows.
    """
    faults = []
    for release in known:
        truth = _sums(release, table, table.leaves, table.counts)
        hidden = (release.status != _PUB) & (release.status != _NOTPUB)
        high, low = truth.copy(), truth.copy()
        for number, alternative in enumerate(proof.alternatives, 1):
            other = truth + _sums(release, table, alternative.leaves, alternative.changes)
            if ((release.status == _PUB) & (other != truth)).any():
                faults.append(_fault(release, f"Alternative {number} changes a number that {release.name} shows."))
            if (hidden & (other < least_hidden)).any():
                faults.append(_fault(release, f"Alternative {number} is too low in a hidden cell of {release.name}."))
            high, low = np.maximum(high, other), np.minimum(low, other)
        if (hidden & (truth > 0) & (high == low)).any():
            faults.append(_fault(release, f"Hidden cells of {release.name} have one possible value only."))
    return tuple(faults)


def _sums(
    release: KnownTable, table: CountTable, leaves: NDArray[np.int64], values: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Add up finest counts of the new table into the cells of the earlier one, code by code."""
    given = np.unravel_index(leaves, table.shape)
    names = [dimension.name for dimension in table.dimensions]
    inside = np.ones(len(leaves), dtype=bool)
    places = []
    for dimension in release.dimensions:
        axis = names.index(dimension.name)
        own = table.dimensions[axis]
        place = np.full(len(own.codes), -1)
        for code, chain in enumerate(own.ancestors):
            found = [dimension.index[own.codes[above]] for above in chain if own.codes[above] in dimension.index]
            leaf = [position for position in found if position in dimension.leaves]
            place[code] = leaf[0] if leaf else -1
        places.append(place[given[axis]])
        inside &= places[-1] >= 0
    grid = np.zeros(release.shape, dtype=np.int64)
    np.add.at(grid, tuple(place[inside] for place in places), values[inside])
    for axis, dimension in enumerate(release.dimensions):
        lines = np.moveaxis(grid, axis, 0)
        for code in sorted(range(len(dimension.codes)), key=lambda each: -len(dimension.ancestors[each])):
            if dimension.parents[code] >= 0:
                lines[dimension.parents[code]] += lines[code]
    return grid


def _fault(release: KnownTable, message: str) -> Fault:
    return Fault(release.name, None, None, "verify.linked", message, _MEND)
