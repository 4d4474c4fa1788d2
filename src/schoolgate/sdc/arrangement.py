"""Lays out what an elimination works on: rows, and to begin with one move an atom."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from schoolgate.sdc.moves import POOL, Moves, Rows
from schoolgate.sdc.rules import Level, Rule
from schoolgate.sdc.shadows import shadows
from schoolgate.sdc.system import System

_ROOM = 3  # times what is held at first
_LEAST_ROOM = 4  # times the rows: a combination changes each once, and a quarter is kept free

Ints = NDArray[np.int64]
Short = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Arrangement:
    """Rows in the order of `Rows`. sums: rows x atoms, ones. class_of: of each row, -1 for none; row_of: its inverse.

    held: how many rows moves tell from the beginning.
    """

    sums: "sp.csr_array[np.float64]"
    class_of: Ints
    row_of: Ints
    held: int


def arranged(system: System, asked: Flags, *, all_held: bool) -> Arrangement:
    """Lay out the classes of a system, and the atoms that are none. asked: those held besides what must be hidden."""
    alone = np.flatnonzero(np.diff(system.sums.indptr) == 1)
    atoms, first = np.unique(system.sums.indices[system.sums.indptr[alone]], return_index=True)
    own = np.full(len(system.atoms), -1, dtype=np.int64)
    own[atoms] = alone[first]
    others = np.setdiff1d(np.arange(len(system.counts)), own)
    open_now = ~(system.must | asked)[others] & (not all_held)
    others = np.concatenate([others[~open_now], others[open_now]])
    sums = sp.vstack([sp.eye_array(len(own), format="csr"), system.sums[others]], format="csr")
    class_of = np.concatenate([own, others])
    row_of = np.empty(len(system.counts), dtype=np.int64)
    row_of[class_of[class_of >= 0]] = np.flatnonzero(class_of >= 0)
    return Arrangement(sp.csr_array(sums), class_of, row_of, len(class_of) - int(open_now.sum()))


def rows_of(system: System, rule: Rule, asked: Flags, laid: Arrangement, seed: int) -> Rows:
    """Return the rows, none shown yet."""
    has_class = laid.class_of >= 0
    counts = np.append(system.counts, 0)[laid.class_of]
    alone = np.flatnonzero(~has_class)
    counts[alone] = system.atom_counts[alone]
    fall = np.where(has_class, counts - system.least, counts)
    must, moved = (has_class & classes[laid.class_of] for classes in (system.must, system.must | asked))
    wide = must & (rule.level is Level.AMBIGUOUS)
    return Rows(counts, fall, moved, wide, np.zeros(len(counts), dtype=bool), shadows(laid.sums, seed), laid.class_of)


def moves_of(laid: Arrangement, fall: Ints) -> Moves:
    """Return one move an atom: one student more in it. How often each is lawful is not told yet."""
    size = laid.sums.shape[1]
    columns = sp.csc_array(laid.sums[: laid.held])
    columns.sort_indices()
    row, value = pools(columns.nnz, len(fall))
    row[: columns.nnz], value[: columns.nnz] = columns.indices, 1
    start, length = columns.indptr[:-1].astype(np.int64), np.diff(columns.indptr).astype(np.int64)
    up, down, seen = (np.zeros(size, dtype=np.int64) for _ in range(3))
    near_start, near_length, near_room = (np.zeros(len(fall), dtype=np.int64) for _ in range(3))
    near, alive = np.zeros(len(row), dtype=np.int32), np.ones(size, dtype=bool)
    used = np.array([columns.nnz, 0, 0], dtype=np.int64)
    two_way = _can_fall(laid.sums, fall)
    return Moves(
        row, value, start, length, two_way, up, down, alive, near, near_start, near_length, near_room, seen, used
    )


def _can_fall(sums: "sp.csr_array[np.float64]", fall: Ints) -> Flags:
    """Whether each atom may lose a student: no cell it lies in is as low as a reader knows it to be at least."""
    stuck = sums.T @ (fall < 1).astype(np.float64)
    return np.asarray(stuck == 0, dtype=bool)


def pools(entries: int, rows: int) -> tuple[Short, Short]:
    """Return room for the rows and values of so many entries of moves of so many rows, and for more to come."""
    room = max(_ROOM * entries, _LEAST_ROOM * rows)
    return np.zeros(room, dtype=np.int32), np.zeros(room, dtype=np.int32)


def with_more_room(moves: Moves) -> Moves:
    """Return the moves with twice the room."""
    used, size = int(moves.used[POOL]), 2 * len(moves.row)
    row, value, near = (np.zeros(room, dtype=np.int32) for room in (size, size, 2 * len(moves.near)))
    row[:used], value[:used], near[: len(moves.near)] = moves.row[:used], moves.value[:used], moves.near
    return moves._replace(row=row, value=value, near=near)
