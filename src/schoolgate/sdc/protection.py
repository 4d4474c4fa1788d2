"""Protects a table: hides the small groups, and as little else as keeps them hidden."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import CheckFailed, Progress, silent
from schoolgate.sdc import system
from schoolgate.sdc.bounds import least_loss
from schoolgate.sdc.canonical import Reordered, reordered
from schoolgate.sdc.known import KnownTable, known_sums
from schoolgate.sdc.linked_verification import verify_linked
from schoolgate.sdc.patterns import Pattern
from schoolgate.sdc.proofs import Alternative, Proof
from schoolgate.sdc.rules import NOTPUB, PRIMARY, PUB, SECONDARY, Level, Rule, Sums, Zeros, known_zeros, primary_cells
from schoolgate.sdc.strategy import best_pattern
from schoolgate.sdc.system import System
from schoolgate.sdc.tables import CountTable
from schoolgate.sdc.verification import verify

_LEAST_COST = 1e-3


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
    known: Sequence[KnownTable] = (),
    bound: bool = False,
    seed: int = 0,
    progress: Progress = silent,
) -> ProtectedTable:
    """Return the table protected at a level, checked by the verifier; withheld where no pattern keeps the promise.

    sums: whether sums that a reader can form are kept from being small groups too. structural_zeros: over the
    grid, true at finest combinations that can't occur. weights: cost of hiding each cell, over the grid, the
    cell's count where not given. known: earlier releases about the same students. bound: whether the lower bound is
    worked out however large the table is. Same input and seed, same result.
    Raises BadInput for a rule or mask that can't be, CheckFailed where the verifier finds a fault.
    Long because of its options; the work is one straight line.
    """
    rule = Rule(threshold, Level(level), Zeros(zeros))
    impossible = known_zeros(table, structural_zeros)
    cost = np.maximum(table.cells.astype(np.float64) if weights is None else weights, 0.0) + _LEAST_COST
    canonical = reordered(table, cost)
    solved = _solve(
        canonical.table,
        rule,
        canonical.forth(impossible),
        canonical.forth(cost),
        known,
        bound,
        lambda built: best_pattern(
            canonical.table, built, rule, canonical.forth(cost), sums=Sums(sums), seed=seed, progress=progress
        ),
    )
    status = canonical.back(solved.status)
    proof = _proof_back(solved.proof, canonical)
    if solved.withheld is None:
        faults = [
            *verify(
                table,
                status,
                proof,
                threshold=threshold,
                level=level,
                zeros=zeros,
                sums=sums,
                structural_zeros=structural_zeros,
            ),
            *verify_linked(table, proof, known, least_hidden=rule.least_hidden),
        ]
        if faults:
            raise CheckFailed(faults)
    second = status == SECONDARY
    loss = int(table.cells[second].sum())
    return ProtectedTable(
        table, rule, structural_zeros, status, proof, loss, int(second.sum()), solved.lower_bound, solved.withheld
    )


@dataclass(frozen=True, eq=False)
class _Solved:
    status: NDArray[np.int8]
    proof: Proof
    lower_bound: int | None
    withheld: str | None


def _solve(
    table: CountTable,
    rule: Rule,
    impossible: NDArray[np.bool_],
    cost: NDArray[np.float64],
    known: Sequence[KnownTable],
    bound: bool,
    search: Callable[[System], Pattern | None],
) -> _Solved:
    primary = primary_cells(table, rule, impossible)
    built = system.build(table, rule, primary, impossible, cost)
    if known:
        built = built.beside([known_sums(each, table, built.atoms) for each in known], rule.threshold)
    found = search(built)
    status = _status(table, primary, built, np.ones(len(built.counts), dtype=bool) if found is None else found.hidden)
    reason = _why_withheld(table, rule, status, known, kept=found is not None)
    if found is not None and reason is None:
        changes = tuple(Alternative(built.atoms[change.atoms], change.by) for change in found.changes)
        return _Solved(status, Proof(changes), least_loss(table, built, always=bound), None)
    nothing = np.where(table.published, np.where(table.cells > 0, SECONDARY, PUB), NOTPUB).astype(np.int8)
    nothing[primary] = PRIMARY
    return _Solved(nothing, Proof(), None, reason)


def _status(
    table: CountTable, primary: NDArray[np.bool_], built: System, hidden: NDArray[np.bool_]
) -> NDArray[np.int8]:
    status = np.where(table.published, PUB, NOTPUB).astype(np.int8)
    status.reshape(-1)[built.cells] = np.where(hidden[built.cell_class], SECONDARY, PUB)
    status[primary] = PRIMARY
    return status


def _why_withheld(
    table: CountTable, rule: Rule, status: NDArray[np.int8], known: Sequence[KnownTable], *, kept: bool
) -> str | None:
    if rule.least_hidden <= table.total < rule.threshold:
        return f"The table counts fewer than {rule.threshold} students in all."
    if not kept and known:
        return f"It can't be shown beside {' and '.join(each.name for each in known)}, which is out already."
    if not kept:
        return "No pattern was found that keeps every small group hidden."
    if table.total and not ((status == PUB) & (table.cells > 0)).any():
        return "Only hiding every number keeps the small groups hidden."
    return None


def _proof_back(proof: Proof, canonical: Reordered) -> Proof:
    alternatives = []
    for alternative in proof.alternatives:
        leaves = canonical.back_positions(alternative.leaves)
        order = np.argsort(leaves)
        alternatives.append(Alternative(leaves[order], alternative.changes[order]))
    return Proof(tuple(alternatives))
