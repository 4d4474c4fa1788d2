"""Checks a protected table from its files alone: specification, counts, cells, proof, and earlier releases."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import Fault
from schoolgate.sdc import cell_files, files, proof_files
from schoolgate.sdc.known import KnownTable
from schoolgate.sdc.linked_verification import verify_linked
from schoolgate.sdc.rules import PRIMARY, PUB, SECONDARY, Zeros
from schoolgate.sdc.tables import CountTable
from schoolgate.sdc.verification import verify

_MOST_FAULTS = 20


def verify_files(
    spec: files.Spec,
    *,
    counts: Path,
    cells: Path,
    proof: Path,
    level: str,
    zeros: str,
    sums: str,
    known: Sequence[KnownTable] = (),
) -> tuple[Fault, ...]:
    """Return every kind of fault found: none where the cells keep the promise. Raises BadInput for a file that is none.

    A public file of cells, which does not tell small groups from the rest, is read with the counts beside it.
    """
    table = files.read_counts(counts, spec)
    printed = cell_files.read_known(cells, spec)
    held = proof_files.read_proof(proof)
    status = _told(printed.status, table, spec.threshold, hides_zeros=Zeros(zeros) is Zeros.HIDE)
    return (
        *_wrong_numbers(printed, table, cells.name),
        *verify(table, status, held, threshold=spec.threshold, level=level, zeros=zeros, sums=sums),
        *verify_linked(table, held, known, least_hidden=0 if Zeros(zeros) is Zeros.HIDE else 1),
    )


def _told(status: NDArray[np.int8], table: CountTable, threshold: int, *, hides_zeros: bool) -> NDArray[np.int8]:
    """Return the states with primary told from secondary where the file says `hidden` for both."""
    if (status == PRIMARY).any():
        return status
    small = (table.cells < threshold) & ((table.cells > 0) | hides_zeros)
    return np.where((status == SECONDARY) & small, PRIMARY, status).astype(np.int8)


def _wrong_numbers(printed: KnownTable, table: CountTable, source: str) -> list[Fault]:
    """Return a fault for each cell that shows another number than the counts give."""
    faults = []
    for cell in np.flatnonzero((printed.status == PUB) & (printed.counts != table.cells))[:_MOST_FAULTS].tolist():
        codes = np.unravel_index(cell, table.shape)
        name = ", ".join(each.codes[code] for each, code in zip(table.dimensions, codes, strict=True))
        given, true = int(printed.counts.flat[cell]), int(table.cells.flat[cell])
        message = f"The cell ({name}) shows {given:,} where the counts give {true:,}."
        mend = "Protect the table again; do not release this one."
        faults.append(Fault(source, None, None, "verify.number", message, mend))
    return faults
