"""What staff must look at before a table of groups is handed over: others that differ from it by a few students (T7).

Two lists that differ by one student give two tables whose difference is that student. Tables of other students can't be
protected together, so what both show is compared, and a person decides.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from schoolgate import sdc
from schoolgate.release.beside import Linked
from schoolgate.release.permits import Permit

Group = frozenset[tuple[str, str]]


def to_look_at(permit: Permit, years: Sequence[tuple[Linked, NDArray[np.int8]]]) -> tuple[str, ...]:
    """Return what staff must look at, a sentence each: for every year its table, and the state of every cell of it."""
    threshold = permit.determination.disclosure.threshold
    told = [text for linked, status in years for text in _differences(linked, status, threshold)]
    is_compared = any(linked.beside or linked.apart for linked, _ in years)
    if permit.facts.query.population.ids is not None and not is_compared:
        told.append(
            f"This is a table of listed students, and no earlier release was compared with it. Where a list differs by"
            f" fewer than {threshold} students from one of a table that is out, the two tables together tell of these"
            " few. Compare it with the earlier releases, or let a person decide."
        )
    return tuple(told)


def _differences(linked: Linked, status: NDArray[np.int8], threshold: int) -> Iterator[str]:
    table = linked.year.table
    now = _shown(sdc.KnownTable("", table.dimensions, status, table.cells)) if linked.apart else {}
    for apart in linked.apart:
        before = _shown(apart.table.known())
        close = [group for group in now.keys() & before.keys() if 0 < abs(now[group] - before[group]) < threshold]
        if close:
            first = min(close, key=lambda group: (len(group), _words(group)))
            yield (
                f"{apart.table.release} counts other students of {linked.year.school_year}, and {len(close):,} of the"
                f" groups that both tables show differ by fewer than {threshold} students ({_words(first)}:"
                f" {before[first]:,} there, {now[first]:,} here). Who holds both can subtract: let a person decide."
            )


def _shown(table: sdc.KnownTable) -> Mapping[Group, int]:
    """Return the counts that a table shows, by group; a dimension at its total is left out."""
    places = np.flatnonzero(table.status.reshape(-1) == sdc.PUB)
    codes = np.unravel_index(places, table.shape)
    counts = table.counts.reshape(-1)[places].tolist()
    rows = zip(*(axis.tolist() for axis in codes), strict=True)
    return {
        frozenset(
            (dimension.name, dimension.codes[code])
            for dimension, code in zip(table.dimensions, row, strict=True)
            if code
        ): count
        for row, count in zip(rows, counts, strict=True)
    }


def _words(group: Group) -> str:
    return ", ".join(f"{name} {code}" for name, code in sorted(group)) or "all together"
