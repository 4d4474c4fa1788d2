"""Finds a pattern by showing cells one by one, and the lawful moves that prove it; see `publishing`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from schoolgate.core import Progress
from schoolgate.sdc.arrangement import Arrangement, arranged, moves_of, pools, rows_of, with_more_room
from schoolgate.sdc.combining import Desk, desk
from schoolgate.sdc.keeping import Rests, no_rests, rest_all
from schoolgate.sdc.moves import NONE, POOL, Limits, Moves, Rows, compact, lengths_below, note_all, spread, tell_more
from schoolgate.sdc.packing import Packer
from schoolgate.sdc.patterns import Change, Pattern
from schoolgate.sdc.publishing import publish
from schoolgate.sdc.relations import Relations, no_relations, relations_of
from schoolgate.sdc.rules import Rule, Sums
from schoolgate.sdc.shadows import locate
from schoolgate.sdc.system import System
from schoolgate.sdc.tables import CountTable

TRIES = (3, 8)  # pivots, of every cell, and once more of those still hidden
_MOST_VALUE = 40
_MOST_TIMES = 30
_TURN = 250  # rows told by the moves at a time, at least
_TURNS = 100  # in which all rows are told, at most
_ROUNDS = 15  # after which cells still hidden are tried again, at most
_ENTRIES_AGAIN = 7_000_000  # of the table, gone through in all rounds together: the largest are tried again once

Ints = NDArray[np.int64]
Short = NDArray[np.int32]
Flags = NDArray[np.bool_]


def eliminated(
    table: CountTable,
    system: System,
    rule: Rule,
    *,
    sums: Sums,
    asked: Flags,
    seed: int,
    tries: Sequence[int] = TRIES,
    progress: Progress,
) -> Pattern | None:
    """Return a pattern in which every class that must move does, with its proof; None where some can't be moved.

    asked: classes to be hidden and moved besides those of the rule. tries: how many pivots are tried, of every cell,
    then of every cell still hidden, and so on.
    """
    for all_held in (False, True):
        run = Run.begin(system, rule, asked, seed, all_held=all_held)
        if (run.rows.asked & (run.rests.on == NONE)).any():
            return None
        relations = relations_of(table, system) if sums is Sums.PROTECT else no_relations(len(system.counts))
        rounds = max(1, min(_ROUNDS, _ENTRIES_AGAIN // max(system.sums.nnz, 1)))
        hidden = run.pattern(system, relations, ~asked & ~system.must, tries, seed, progress, rounds=rounds)
        if (hidden & np.isinf(system.weight)).any():
            return None
        changes = run.proof(hidden)
        if changes is not None:
            return Pattern(hidden, changes)
    return None


@dataclass(eq=False)
class Run:
    """One elimination. Not frozen: the pools grow. spare: pools that moves are written into when rows take turns."""

    laid: Arrangement
    moves: Moves
    rows: Rows
    limits: Limits
    rests: Rests
    desk: Desk
    spare: tuple[Short, Short] = field(default_factory=lambda: pools(0, 0))

    @classmethod
    def begin(cls, system: System, rule: Rule, asked: Flags, seed: int, *, all_held: bool = False) -> "Run":
        """Start with one move an atom: one student more in it. all_held: whether moves always tell every row."""
        laid = arranged(system, asked, all_held=all_held)
        rows = rows_of(system, rule, asked, laid, seed)
        limits = Limits(rule.threshold, _MOST_VALUE, _MOST_TIMES)
        moves, rests = moves_of(laid, rows.fall), no_rests(laid.sums.shape[1], len(rows.counts))
        run = cls(laid, moves, rows, limits, rests, desk(*reversed(laid.sums.shape)))
        note_all(moves, rows, limits)
        run._link_all()
        rest_all(moves, rows, limits, rests)
        return run

    def pattern(
        self,
        system: System,
        relations: Relations,
        may: Flags,
        tries: Sequence[int],
        seed: int,
        progress: Progress,
        *,
        rounds: int = 1,
    ) -> Flags:
        """Show class after class that may be, dearest first; after each round, those still hidden again.

        Returns which are hidden in the end and moved.
        """
        order = np.flatnonzero(may)
        order = order[np.argsort(-system.weight[order], kind="stable")]
        done = 0
        for turn, new in enumerate(np.array_split(order, rounds)):
            now, before = new, done
            done += len(new)
            for again, pivots in enumerate(tries):
                for place in self.publish(relations, self.laid.row_of[now], pivots, seed + turn * len(tries) + again):
                    gone = len(tries) * before + again * len(new) + min(place, len(new))
                    progress("protect", gone, len(tries) * len(order))
                now = order[:done][~self.rows.published[self.laid.row_of[order[:done]]]]
        return (~self.rows.published & self.moved())[self.laid.row_of]

    def publish(self, relations: Relations, order: Ints, tries: int, seed: int) -> Iterator[int]:
        """Show what can be shown of `order`, some rows at a turn; yields the place reached."""
        size = max(_TURN, len(order) // _TURNS)
        for first in range(0, len(order), size):
            turn, place = order[first : first + size], 0
            self._take_turns(turn)
            while place < len(turn):
                before = place
                place = publish(
                    self.moves, self.rows, self.limits, relations, self.rests, self.desk, turn, place, tries, seed
                )
                if place < len(turn) and (not self._compact() or place == before):
                    self.moves = with_more_room(self.moves)
                    self._compact()
            yield first + len(turn)

    def _take_turns(self, turn: Ints) -> None:
        """Let moves tell what they change rows by whose turn it is, and no more those whose turn has been."""
        moves, kept = self.moves, self.rows.asked | (np.arange(len(self.rows.counts)) < self.laid.held)
        new = np.sort(turn[~kept[turn]])
        if not len(new):
            return
        more = sp.csr_array(self._atoms(np.arange(len(moves.start))) @ self.laid.sums[new].T)
        more.eliminate_zeros()
        more.sort_indices()
        entries = int(moves.used[POOL]) + more.nnz
        if 2 * entries > len(self.spare[0]):
            self.spare = pools(entries, len(self.rows.counts))
        row, value = new[more.indices].astype(np.int32), np.rint(more.data).astype(np.int32)
        tell_more(moves, kept, more.indptr.astype(np.int64), row, value, *self.spare)
        self.moves, self.spare = moves._replace(row=self.spare[0], value=self.spare[1]), (moves.row, moves.value)
        self._link_all()
        locate(self.rows.points, new, self.laid.sums[new])

    def _link_all(self) -> None:
        while not spread(self.moves):
            self.moves = self.moves._replace(near=np.zeros(2 * len(self.moves.near), dtype=np.int32))

    def _compact(self) -> bool:
        return compact(self.moves, np.argsort(self.moves.start))

    def moved(self) -> Flags:
        """Return which rows some lawful move changes; but for a chance of one in two billion that one goes unseen."""
        lawful = self._atoms(self._lawful()).astype(np.int64)
        times = np.random.default_rng(0).integers(1, 2**31, lawful.shape[0])
        return np.asarray(self.laid.sums.astype(np.int64) @ (lawful.T @ times) != 0)

    def _lawful(self) -> Ints:
        moves = self.moves
        return np.flatnonzero(moves.alive & ((moves.up > 0) | (moves.down > 0)))

    def _atoms(self, which: Ints) -> "sp.csr_array[np.float64]":
        """Return what moves change every atom by. Shape (moves, atoms)."""
        moves, atoms = self.moves, self.laid.sums.shape[1]
        lengths = np.zeros(len(moves.start), dtype=np.int64)
        lengths_below(moves, atoms, lengths)
        before = np.concatenate([[0], np.cumsum(lengths[which])])
        entries = np.repeat(moves.start[which] - before[:-1], lengths[which]) + np.arange(before[-1])
        value = moves.value[entries].astype(np.float64)
        return sp.csr_array((value, moves.row[entries], before), shape=(len(which), atoms))

    def proof(self, hidden: Flags) -> tuple[Change, ...] | None:
        """Return lawful changes of the atoms that together move every hidden class as far as it is asked.

        None where one is moved by none: a move took a row whose turn was over below what it must hold.
        """
        good = self._lawful()
        needed = np.zeros(len(self.rows.counts), dtype=bool)
        needed[self.laid.row_of] = hidden
        packer = Packer(len(needed))
        for move, row, value in self._whole(good[np.argsort(self.moves.length[good], kind="stable")]):
            up, down = self._times_lawful(move, row, value)
            done = needed[row] & self._does(row, value, up, down)
            if done.any():
                needed[row[done]] = False
                for times in _times(up, down, wide=bool(self.rows.wide[row].any())):
                    packer.put(row, value * times)
        if needed.any():
            return None
        return tuple(_change(row, value, self.laid.sums.shape[1]) for row, value in packer.packed())

    def _whole(self, which: Ints) -> Iterator[tuple[int, Ints, Ints]]:
        """Yield moves, every row that each changes, and by how much."""
        for first in range(0, len(which), _TURN):
            part = which[first : first + _TURN]
            whole = sp.csr_array(self._atoms(part) @ self.laid.sums.T)
            whole.eliminate_zeros()
            row, value = whole.indices.astype(np.int64), np.rint(whole.data).astype(np.int64)
            for number, move in enumerate(part.tolist()):
                entries = slice(whole.indptr[number], whole.indptr[number + 1])
                yield move, row[entries], value[entries]

    def _times_lawful(self, move: int, row: Ints, value: Ints) -> tuple[int, int]:
        """Return how often a move is lawful forth and back, by every row that it changes."""
        most = self.rows.fall[row] // np.abs(value)
        up, down = (int(most[falls].min(initial=_MOST_TIMES)) for falls in (value < 0, value > 0))
        return up, down if self.moves.two_way[move] else 0

    def _does(self, row: Ints, value: Ints, up: int, down: int) -> Flags:
        """Return for each row whether a move that is lawful so often does what it is asked."""
        rise = np.where(value > 0, value * up, -value * down)
        drop = np.where(value > 0, value * down, -value * up)
        threshold = self.limits.threshold
        wide = (self.rows.counts[row] + rise >= threshold) & (rise + drop >= threshold - 1)
        return np.asarray(np.where(self.rows.wide[row], wide, up + down > 0), dtype=bool)


def _times(up: int, down: int, *, wide: bool) -> tuple[int, ...]:
    if not wide:
        return (1,) if up else (-1,)
    return tuple(times for times in (up, -down) if times)


def _change(row: Ints, value: Ints, atoms: int) -> Change:
    """Return a change by what it does to the atoms: the first rows."""
    row, value = row[row < atoms], value[row < atoms]
    order = np.argsort(row)
    return Change(row[order], value[order])
