"""Reads tables that are out: our own CELLS.csv, or printed elsewhere with marks such as `*`, `s` or `<10`."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import BadInput, Fault
from schoolgate.sdc.files import Spec, csv_rows
from schoolgate.sdc.known import KnownTable
from schoolgate.sdc.rules import NOTPUB, PRIMARY, PUB, SECONDARY
from schoolgate.sdc.unknowns import PublishedTable

_STATES = {"pub": PUB, "primary": PRIMARY, "secondary": SECONDARY, "notpub": NOTPUB}
_HIDDEN = "hidden"


def read_published(path: Path, spec: Spec) -> PublishedTable:
    """Read a printed table. A number is shown unless a column `status` says otherwise; anything else is a mark.

    A cell without a row is a shown zero. Raises BadInput with every fault.
    """
    counts, status, told = _grids(path, spec)
    hidden = (status == PRIMARY) | (status == SECONDARY)
    targets = status == PRIMARY if told else hidden
    return PublishedTable(path.name, spec.dimensions, counts, hidden, status == NOTPUB, targets)


def read_known(path: Path, spec: Spec) -> KnownTable:
    """Read an earlier release, to protect a new table beside it."""
    counts, status, _ = _grids(path, spec)
    return KnownTable(spec.name, spec.dimensions, status, counts)


def _grids(path: Path, spec: Spec) -> tuple[NDArray[np.int64], NDArray[np.int8], bool]:
    """Return counts, states, and whether the file tells primary from secondary."""
    shape = tuple(len(dimension.codes) for dimension in spec.dimensions)
    counts, status = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int8)
    seen = np.zeros(shape, dtype=bool)
    faults: list[Fault] = []
    words = set()
    for line, cells in csv_rows(path, [*(dimension.name for dimension in spec.dimensions), "n"], faults):
        codes = tuple(dimension.index.get(cells[dimension.name], -1) for dimension in spec.dimensions)
        word, number = cells.get("status", ""), cells["n"]
        if -1 in codes:
            column = spec.dimensions[codes.index(-1)].name
            message = f"{cells[column]!r} is not in the specification."
            faults.append(Fault(path.name, line, column, "cells.unknown-code", message, "Add it, or mend the row."))
        elif seen[codes]:
            faults.append(Fault(path.name, line, None, "cells.twice", "The cell stands twice.", "Keep one row."))
        elif word not in {"", _HIDDEN, *_STATES}:
            message = f"{word!r} is no state of a cell."
            faults.append(Fault(path.name, line, "status", "cells.status", message, "Write pub, primary or secondary."))
        else:
            seen[codes] = True
            words.add(word)
            whole = number.replace(",", "")
            counts[codes] = int(whole) if whole.isascii() and whole.isdigit() else 0
            status[codes] = _STATES.get(word, PUB if whole.isdigit() and word != _HIDDEN else SECONDARY)
    if faults:
        raise BadInput(faults)
    return counts, status, "primary" in words
