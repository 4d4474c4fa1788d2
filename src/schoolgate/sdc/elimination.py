"""Finds a pattern by showing cells one by one, and the lawful moves that prove it; see `publishing`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from schoolgate.core import Progress
from schoolgate.sdc.combining import Desk, desk
from schoolgate.sdc.moves import POOL, Limits, Moves, Rows, compact, count_cover, times_lawful
from schoolgate.sdc.patterns import Change, Pattern
from schoolgate.sdc.publishing import publish
from schoolgate.sdc.relations import Relations, no_relations, relations_of
from schoolgate.sdc.rules import Level, Rule, Sums
from schoolgate.sdc.shadows import shadows
from schoolgate.sdc.system import System
from schoolgate.sdc.tables import CountTable

_MOST_VALUE = 40
_MOST_TIMES = 30
_ROOM = 6
_LEAST_ROOM = 1 << 16
_BATCH = 1000

Ints = NDArray[np.int64]


Pass = tuple[tuple[float, int], ...]
PASSES: tuple[Pass, ...] = (((1.0, 3),), ((1.0, 8),))
_LARGE_PASSES: tuple[Pass, ...] = (((1.0, 3),), ((0.1, 8),))
_LARGE = 300_000  # entries of the sums: there a second pass over all would take as long as the first


def eliminated(
    table: CountTable,
    system: System,
    rule: Rule,
    *,
    sums: Sums,
    asked: NDArray[np.bool_],
    seed: int,
    passes: Sequence[Pass] | None = None,
    progress: Progress,
) -> Pattern | None:
    """Return a pattern in which every class that must move does, with its proof; None where some can't be moved.

    asked: classes to be hidden and moved besides those of the rule. passes: over the cells still hidden; each says up
    to which share of them, dearest first, how many pivots are tried. By the size of the table where none are given.
    """
    passes = passes or (_LARGE_PASSES if system.sums.nnz > _LARGE else PASSES)
    run = _Run.begin(system, rule, asked, seed)
    relations = relations_of(table, system) if sums is Sums.PROTECT else no_relations(len(system.counts))
    open_classes = np.flatnonzero(~(system.must | asked))
    rows = run.rows
    if (rows.asked & (rows.cover == 0)).any():
        return None
    for number, shares in enumerate(passes):
        order = open_classes[np.argsort(-system.weight[open_classes], kind="stable")]
        for done in run.publish(relations, order, shares, seed + number):
            progress("protect", number * len(order) + done, len(passes) * len(order))
        open_classes = order[~rows.published[order]]
    hidden = ~rows.published[: len(system.counts)] & run.moved()[: len(system.counts)]
    if (hidden & np.isinf(system.weight)).any():
        return None
    return Pattern(hidden, run.proof(hidden))


@dataclass(eq=False)
class _Run:
    """One elimination: classes first, then the atoms that are no class of their own. Not frozen: the pools grow."""

    moves: Moves
    rows: Rows
    limits: Limits
    desk: Desk
    atom_of: Ints

    @classmethod
    def begin(cls, system: System, rule: Rule, asked: NDArray[np.bool_], seed: int = 0) -> "_Run":
        """Start with one move an atom: one student more in it."""
        sums, atom_of = _with_atoms(system)
        rows = _rows(system, rule, asked, sums, seed)
        limits = Limits(rule.threshold, _MOST_VALUE, _MOST_TIMES, bool(rows.wide.any()))
        moves = _moves(sums, _can_fall(sums, rows.fall))
        for move in range(sums.shape[1]):
            at, length = int(moves.start[move]), int(moves.length[move])
            moves.up[move], moves.down[move] = times_lawful(moves, rows, limits, at, length, bool(moves.two_way[move]))
            count_cover(moves, rows, limits, move, 1)
        return cls(moves, rows, limits, desk(sums.shape[1], sums.shape[0]), atom_of)

    def publish(self, relations: Relations, order: Ints, shares: Pass, seed: int) -> Iterator[int]:
        """Show what can be shown of `order`; yields the place reached now and then."""
        place = 0
        for share, tries in shares:
            last = round(share * len(order))
            for end in [*range(place + _BATCH, last, _BATCH), last]:
                while place < end:
                    place = publish(
                        self.moves, self.rows, self.limits, relations, self.desk, order[:end], place, tries, seed
                    )
                    if place < end:
                        self.moves = _with_more_room(self.moves)
                        compact(self.moves)
                yield place

    def moved(self) -> NDArray[np.bool_]:
        """Return which rows some lawful move changes."""
        moved = np.zeros(len(self.rows.counts), dtype=bool)
        for move in self._lawful().tolist():
            start = int(self.moves.start[move])
            moved[self.moves.row[start : start + int(self.moves.length[move])]] = True
        return moved

    def _lawful(self) -> Ints:
        moves = self.moves
        return np.flatnonzero(moves.alive & ((moves.up > 0) | (moves.down > 0)))

    def proof(self, hidden: NDArray[np.bool_]) -> tuple[Change, ...]:
        """Return lawful changes of the atoms that together move every hidden class as far as it is asked."""
        moves, rows = self.moves, self.rows
        good = self._lawful()
        needed = np.zeros(len(rows.counts), dtype=bool)
        needed[: len(hidden)] = hidden
        packer = _Packer(len(rows.counts))
        for move in good[np.argsort(moves.length[good], kind="stable")].tolist():
            entries = slice(int(moves.start[move]), int(moves.start[move] + moves.length[move]))
            row, value = moves.row[entries].astype(np.int64), moves.value[entries].astype(np.int64)
            done = needed[row] & self._does(row, value, move)
            if done.any():
                needed[row[done]] = False
                up, down = int(moves.up[move]), int(moves.down[move])
                for times in _times(up, down, wide=bool(rows.wide[row].any())):
                    packer.put(row, value * times)
        return tuple(self._change(row, value) for row, value in packer.packed())

    def _does(self, row: Ints, value: Ints, move: int) -> NDArray[np.bool_]:
        up, down = int(self.moves.up[move]), int(self.moves.down[move])
        rise = np.where(value > 0, value * up, -value * down)
        drop = np.where(value > 0, value * down, -value * up)
        threshold = self.limits.threshold
        far = (self.rows.counts[row] + rise >= threshold) & (rise + drop >= threshold - 1)
        return np.asarray(np.where(self.rows.wide[row], far, True), dtype=bool)

    def _change(self, row: Ints, value: Ints) -> Change:
        atom = self.atom_of[row]
        kept = atom >= 0
        order = np.argsort(atom[kept])
        return Change(atom[kept][order], value[kept][order])


def _times(up: int, down: int, *, wide: bool) -> tuple[int, ...]:
    if not wide:
        return (1,) if up else (-1,)
    return tuple(times for times in (up, -down) if times)


@dataclass(eq=False)
class _Packer:
    """Puts changes that touch no common row into one alternative. Not frozen: it fills."""

    size: int
    recent: int = 40

    def __post_init__(self) -> None:
        self._taken: list[NDArray[np.bool_]] = []
        self._held: list[list[tuple[Ints, Ints]]] = []
        self._closed: list[list[tuple[Ints, Ints]]] = []

    def put(self, row: Ints, value: Ints) -> None:
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
        for held in (*self._closed, *self._held):
            yield np.concatenate([row for row, _ in held]), np.concatenate([value for _, value in held])


def _with_atoms(system: System) -> "tuple[sp.csr_array[np.float64], Ints]":
    """Return the sums with a row for each atom that has none of its own, and the atom that each row is, -1 for none."""
    alone = np.flatnonzero(np.diff(system.sums.indptr) == 1)
    atoms, first = np.unique(system.sums.indices[system.sums.indptr[alone]], return_index=True)
    own = np.full(len(system.counts), -1, dtype=np.int64)
    own[alone[first]] = atoms
    without = np.setdiff1d(np.arange(len(system.atoms)), atoms)
    rows = (np.ones(len(without)), (np.arange(len(without)), without))
    extra = sp.csr_array(rows, shape=(len(without), len(system.atoms)))
    return sp.csr_array(sp.vstack([system.sums, extra], format="csr")), np.concatenate([own, without])


def _rows(system: System, rule: Rule, asked: NDArray[np.bool_], sums: "sp.csr_array[np.float64]", seed: int) -> Rows:
    counts = np.rint(sums @ system.atom_counts.astype(np.float64)).astype(np.int64)
    fall = counts.copy()
    fall[: len(system.counts)] -= system.least
    size = len(counts)
    moved, wide = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    moved[: len(system.counts)] = system.must | asked
    if rule.level is Level.AMBIGUOUS:
        wide[: len(system.counts)] = system.must
    cover = np.zeros(size, dtype=np.int64)
    return Rows(counts, fall, moved, wide, np.zeros(size, dtype=bool), cover, shadows(sums, seed))


def _can_fall(sums: "sp.csr_array[np.float64]", fall: Ints) -> NDArray[np.bool_]:
    """Whether each atom may lose a student: no cell it lies in is as low as a reader knows it to be at least."""
    stuck = sums.T @ (fall < 1).astype(np.float64)
    return np.asarray(stuck == 0, dtype=bool)


def _moves(sums: "sp.csr_array[np.float64]", two_way: NDArray[np.bool_]) -> Moves:
    columns, size = sp.csc_array(sums), sums.shape[1]
    columns.sort_indices()
    entries = columns.nnz
    room = max(_ROOM * entries, _LEAST_ROOM)
    row, value = np.zeros(room, dtype=np.int32), np.zeros(room, dtype=np.int32)
    row[:entries], value[:entries] = columns.indices, 1
    held = np.diff(sums.indptr).astype(np.int64)
    near_room = held + held // 4 + 2
    near_start = np.concatenate([[0], np.cumsum(near_room)])
    near = np.zeros(max(2 * int(near_start[-1]), room), dtype=np.int32)
    near[np.repeat(near_start[:-1] - sums.indptr[:-1], held) + np.arange(entries)] = sums.indices
    start, length = columns.indptr[:-1].astype(np.int64), np.diff(columns.indptr).astype(np.int64)
    up, down, seen = (np.zeros(size, dtype=np.int64) for _ in range(3))
    used = np.array([entries, near_start[-1], 0], dtype=np.int64)
    alive = np.ones(size, dtype=bool)
    near_start = near_start[:-1].copy()
    return Moves(row, value, start, length, two_way, up, down, alive, near, near_start, held, near_room, seen, used)


def _with_more_room(moves: Moves) -> Moves:
    size = 2 * len(moves.row)
    row, value, near = (np.zeros(length, dtype=np.int32) for length in (size, size, 2 * len(moves.near)))
    row[: moves.used[POOL]] = moves.row[: moves.used[POOL]]
    value[: moves.used[POOL]] = moves.value[: moves.used[POOL]]
    near[: len(moves.near)] = moves.near
    return moves._replace(row=row, value=value, near=near)
