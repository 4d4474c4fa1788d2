"""Hides a little more where a reader could still form a small sum, and proves it, without beginning anew.

A cell that stays hidden may become known while others are shown, and a sum with it. Some are seen only when all is
done. Each is then moved by an elimination of its own over a small part of the table: what is hidden stays so, and of
what is shown as much as can be stays shown. All lawful changes found before stay lawful.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from schoolgate.core import silent
from schoolgate.sdc.elimination import TRIES, Run
from schoolgate.sdc.patterns import Change, Pattern
from schoolgate.sdc.relations import no_relations
from schoolgate.sdc.remainders import sums_left
from schoolgate.sdc.rules import Rule
from schoolgate.sdc.system import System
from schoolgate.sdc.tables import CountTable

_ROUNDS = 5  # more hidden cells can make other sums; few do
_PARTS = 12  # of the table, tried for each sum at most
_IN_VAIN = 2  # one after another, and no more are tried
_ATOMS = 300  # of each part, at most
_LARGEST = 3  # atoms of a sum that a part is laid around

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def amended(table: CountTable, system: System, rule: Rule, found: Pattern, seed: int) -> Pattern:
    """Return the pattern with more hidden, so that no small sum can be formed; where that fails, with what was reached.

    Raises nothing: the caller looks whether all sums are safe.
    """
    for turn in range(_ROUNDS):
        sums = sums_left(table, system.unseen(found.hidden), rule.threshold)
        whole = [cells for cells in sums if (system.class_of[cells] >= 0).all()]
        before = found
        for number, cells in enumerate(whole):
            chance = np.random.default_rng((seed, turn, number))
            found = _moved(table, system, rule, found, cells, chance)
        if found is before:
            break
    return found


@dataclass(frozen=True, eq=False)
class _Answer:
    """What must be hidden besides, at what price, so that a sum is moved, and the changes that move it."""

    hidden: Ints
    price: float
    changes: tuple[Change, ...]


def _moved(
    table: CountTable, system: System, rule: Rule, found: Pattern, cells: Ints, chance: np.random.Generator
) -> Pattern:
    """Return the pattern with the cheapest found hidden that lets the sum of these cells move, itself where none is."""
    sums = sp.csr_array(system.sums[system.class_of[cells]])
    inside = np.unique(sums.indices).astype(np.int64)
    best, in_vain = _Answer(inside[:0], np.inf, ()), 0
    for _ in range(_PARTS):
        atoms = _part(table, system, inside, chance)
        answer = _answer(system, rule, found.hidden, np.isin(atoms, inside), atoms)
        in_vain += 1
        if answer is not None and answer.price < best.price:
            best, in_vain = answer, 0
        if in_vain == _IN_VAIN and best.changes:
            break
    if not best.changes:
        return found
    hidden = found.hidden.copy()
    hidden[best.hidden] = True
    return Pattern(hidden, (*found.changes, *best.changes))


def _answer(system: System, rule: Rule, hidden: Flags, inside: Flags, atoms: Ints) -> _Answer | None:
    """Eliminate over some atoms; None where nothing there moves the sum of those inside."""
    part, classes = system.within(atoms)
    part = part.also(sp.csr_array(inside[np.newaxis].astype(np.float64)))
    asked = np.arange(len(part.counts)) == len(classes)
    run = Run.begin(part, rule, asked, 0)
    may = np.append(~hidden[classes], False)
    left = run.pattern(part, no_relations(len(part.counts)), may, TRIES, 0, silent)
    new = left & (may | asked)
    changes = run.proof(new)
    if changes is None:
        return None
    more = classes[new[:-1]]
    back = tuple(Change(atoms[change.atoms], change.by) for change in changes)
    return _Answer(more, float(system.weight[more].sum()), back)


def _part(table: CountTable, system: System, inside: Ints, chance: np.random.Generator) -> Ints:
    """Return the atoms of a part of the table around the largest of a sum: in every dimension some codes beside theirs.

    Codes under the same parent come first: changes among them leave the totals above alone.
    """
    codes = np.unravel_index(system.atoms, table.shape)
    around = inside[np.argsort(-system.atom_counts[inside], kind="stable")][:_LARGEST]
    away = np.zeros(len(system.atoms), dtype=np.int64)
    for code, dimension in zip(codes, table.dimensions, strict=True):
        own = np.unique(code[around])
        others = chance.permutation(np.setdiff1d(dimension.leaves, own))
        is_near = np.isin(dimension.parents[others], dimension.parents[own])
        place = np.zeros(len(dimension.codes), dtype=np.int64)
        place[np.concatenate([others[is_near], others[~is_near]])] = 1 + np.arange(len(others))
        away = np.maximum(away, place[code])
    within = np.cumsum(np.bincount(away))
    return np.flatnonzero(away <= max(1, int(np.searchsorted(within, _ATOMS, side="right")) - 1))
