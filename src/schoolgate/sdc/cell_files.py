"""Reads tables that are out: our own CELLS.csv, or printed elsewhere with marks such as `*`, `s` or `<10`."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import BadInput, Fault
from schoolgate.sdc.files import Spec
from schoolgate.sdc.known import KnownTable
from schoolgate.sdc.printed import PublishedTable
from schoolgate.sdc.rules import NOTPUB, PRIMARY, PUB, SECONDARY
from schoolgate.sdc.text_columns import TextColumns, by_line, faults_at, read_columns

_STATES = {"pub": PUB, "primary": PRIMARY, "secondary": SECONDARY, "notpub": NOTPUB}
_HIDDEN = "hidden"
_NOT_TOLD = 9


def read_published(path: Path, spec: Spec) -> PublishedTable:
    """Read a printed table. A number is shown unless a column `status` says otherwise; anything else is a mark.

    A cell without a row is a shown zero, or not there where the specification leaves its margin out. Raises BadInput
    with every fault.
    """
    counts, status, told = _grids(path, spec)
    hidden = (status == PRIMARY) | (status == SECONDARY)
    targets = status == PRIMARY if told else hidden
    return PublishedTable(path.name, spec.dimensions, counts, hidden, status == NOTPUB, targets, labelled=told)


def read_known(path: Path, spec: Spec) -> KnownTable:
    """Read an earlier release, to protect a new table beside it."""
    counts, status, _ = _grids(path, spec)
    return KnownTable(spec.name, spec.dimensions, status, counts)


def _grids(path: Path, spec: Spec) -> tuple[NDArray[np.int64], NDArray[np.int8], bool]:
    """Return counts, states, and whether the file tells primary from secondary."""
    names = [dimension.name for dimension in spec.dimensions]
    faults: list[Fault] = []
    found = read_columns(path, [*names, "n"], ["status"], faults=faults)
    if not all(name in found for name in [*names, "n"]):
        raise BadInput(faults)
    codes = [found[dimension.name].looked_up(dimension.index) for dimension in spec.dimensions]
    for name, code in zip(names, codes, strict=True):
        mend = "Add it, or mend the row."
        faults += faults_at(found, code < 0, name, "cells.unknown-code", "is not in the specification.", mend)
    numbers, states = _numbers_and_states(found, faults)
    shape = tuple(len(dimension.codes) for dimension in spec.dimensions)
    known = np.all([code >= 0 for code in codes], axis=0)
    flat = np.ravel_multi_index(tuple(code[known] for code in codes), shape)
    faults += _twice(found, flat, np.flatnonzero(known))
    if faults:
        raise BadInput(by_line(faults))
    counts = np.zeros(shape, dtype=np.int64)
    status = np.where(spec.margins.published(spec.dimensions), PUB, NOTPUB).astype(np.int8)
    counts.reshape(-1)[flat], status.reshape(-1)[flat] = np.maximum(numbers, 0), states
    return counts, status, "status" in found and "primary" in found["status"].values


def _numbers_and_states(found: TextColumns, faults: list[Fault]) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Return each row's count, -1 for a mark, and state; without a word for it, a number is shown."""
    numbers = found["n"].without(",").whole_numbers()
    plain = np.where(numbers >= 0, PUB, SECONDARY).astype(np.int8)
    if "status" not in found:
        return numbers, plain
    told = found["status"].looked_up({**_STATES, _HIDDEN: SECONDARY, "": _NOT_TOLD})
    mend = "Write pub, primary or secondary."
    faults += faults_at(found, told < 0, "status", "cells.status", "is no state of a cell.", mend)
    return numbers, np.where(told == _NOT_TOLD, plain, told).astype(np.int8)


def _twice(found: TextColumns, flat: NDArray[np.intp], rows: NDArray[np.intp]) -> list[Fault]:
    """Return a fault for each row whose cell stands further up too."""
    order = np.argsort(flat, kind="stable")
    again = order[1:][np.diff(flat[order]) == 0]
    lines = found.lines[rows[again]].tolist()
    return [Fault(found.source, line, None, "cells.twice", "The cell stands twice.", "Keep one row.") for line in lines]
