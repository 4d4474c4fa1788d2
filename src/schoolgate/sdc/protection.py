"""Protects a table: hides the small groups, and as little else as keeps them hidden."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import CheckFailed, Progress, silent
from schoolgate.sdc import system
from schoolgate.sdc.proofs import Alternative, Proof
from schoolgate.sdc.rules import NOTPUB, PRIMARY, PUB, SECONDARY, Level, Rule, Sums, Zeros, known_zeros, primary_cells
from schoolgate.sdc.search import Search
from schoolgate.sdc.strategy import best_search
from schoolgate.sdc.system import System
from schoolgate.sdc.tables import CountTable
from schoolgate.sdc.verification import verify


@dataclass(frozen=True, eq=False)
class ProtectedTable:
    """A table with the state of every cell, and the proof that its hidden cells stay hidden.

    status: int8 over the grid, numbers of `Status`. loss: students in secondary cells, margins counted as
    cells. lower_bound: no pattern loses less, None where not known. withheld: why nothing may be shown, else None.
    """

    table: CountTable
    rule: Rule
    structural_zeros: NDArray[np.bool_] | None
    status: NDArray[np.int8]
    proof: Proof
    loss: int
    secondary_count: int
    lower_bound: int | None
    withheld: str | None


def protect(
    table: CountTable,
    *,
    threshold: int = 10,
    level: Level | str = Level.EXACT,
    zeros: Zeros | str = Zeros.HIDE,
    sums: Sums | str = Sums.PROTECT,
    structural_zeros: NDArray[np.bool_] | None = None,
    weights: NDArray[np.float64] | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> ProtectedTable:
    """Return the table protected at a level, checked by the verifier; withheld where no pattern keeps the promise.

    sums: whether sums that a reader can form are kept from being small groups too. structural_zeros: over the
    grid, true at finest combinations that can't occur. weights: cost of hiding each cell, over the grid, the
    cell's count where not given. Same input and seed, same result.
    Raises BadInput for a rule or mask that can't be, CheckFailed where the verifier finds a fault.
    Long because of its options; the work is one straight line.
    """
    rule = Rule(threshold, Level(level), Zeros(zeros))
    impossible = known_zeros(table, structural_zeros)
    primary = primary_cells(table, rule, impossible)
    cost = np.maximum(table.cells.astype(np.float64) if weights is None else weights, 0.0) + 1e-3
    built = system.build(table, rule, primary, impossible, cost)
    found, kept = best_search(table, built, rule, cost, sums=Sums(sums), seed=seed, progress=progress)
    status = _status(table, primary, found)
    reason = _why_withheld(table, rule, status, kept=kept)
    if reason is not None:
        return _withheld(table, rule, structural_zeros, primary, reason)
    proof = _proof(built, found)
    faults = verify(
        table,
        status,
        proof,
        threshold=threshold,
        level=level,
        zeros=zeros,
        sums=sums,
        structural_zeros=structural_zeros,
    )
    if faults:
        raise CheckFailed(faults)
    second = status == SECONDARY
    return ProtectedTable(
        table, rule, structural_zeros, status, proof, int(table.cells[second].sum()), int(second.sum()), None, None
    )


def _status(table: CountTable, primary: NDArray[np.bool_], found: Search) -> NDArray[np.int8]:
    status = np.where(table.published, PUB, NOTPUB).astype(np.int8)
    flat = status.reshape(-1)
    flat[found.system.cells] = np.where(found.hidden[found.system.cell_class], SECONDARY, PUB)
    status[primary] = PRIMARY
    return status


def _why_withheld(table: CountTable, rule: Rule, status: NDArray[np.int8], *, kept: bool) -> str | None:
    if rule.least_hidden <= table.total < rule.threshold:
        return f"The table counts fewer than {rule.threshold} students in all."
    if not kept:
        return "No pattern was found that keeps every small group hidden."
    if table.total and not ((status == PUB) & (table.cells > 0)).any():
        return "Only hiding every number keeps the small groups hidden."
    return None


def _withheld(
    table: CountTable,
    rule: Rule,
    structural: NDArray[np.bool_] | None,
    primary: NDArray[np.bool_],
    reason: str,
) -> ProtectedTable:
    status = np.where(table.published, np.where(table.cells > 0, SECONDARY, PUB), NOTPUB).astype(np.int8)
    status[primary] = PRIMARY
    second = status == SECONDARY
    return ProtectedTable(
        table, rule, structural, status, Proof(), int(table.cells[second].sum()), int(second.sum()), None, reason
    )


def _proof(built: System, found: Search) -> Proof:
    alternatives = []
    for change in found.changes:
        moved = np.flatnonzero(change)
        alternatives.append(Alternative(built.atoms[moved], change[moved]))
    return Proof(tuple(alternatives))
