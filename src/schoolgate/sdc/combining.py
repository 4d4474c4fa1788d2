"""Combines two moves into one that leaves a cell alone: first what it would be worth, then the move itself. Compiled.

`one` + others x `pivot` differs from `one` only at the rows of the pivot, which is mostly short. So what a combination
is worth is found there alone, before anything is written.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.compiling import compiled_bare
from schoolgate.sdc.moves import (
    POOL,
    Limits,
    Moves,
    Rows,
    Short,
    divisor,
    link,
    reach,
    times_lawful,
)

Ints = NDArray[np.int64]

TURN, MARKED = 0, 1
_LONG = 16
LOST, PLAIN, LOWERED = 0, 1, 2


class Desk(NamedTuple):
    """Working space of one decision. which, what: the moves that change the cell, and how much; place: of a move there.

    kind, price: whether each may be turned round, raises the cell or lowers it, and what combining with it costs.
    fate, up, down, shared: what becomes of each: `LOST`, a `PLAIN` sum or one to be `LOWERED` to lowest terms, how
    often it is lawful, and what it is divided by. turn: the last in which each was weighed. slot: where each row lies
    in the pivot marked.
    held: what a move changes at each row of its pivot. captive, heir: see `keeping`. used: the present turn, the
    pivot marked, the pivots taken up and tried, and what chance begins with; see `pivots`.
    """

    which: Ints
    what: Ints
    place: Ints
    kind: Ints
    price: Ints
    fate: Ints
    up: Ints
    down: Ints
    shared: Ints
    turn: Ints
    slot: Short
    held: Short
    captive: Short
    heir: Short
    used: Ints


class Pair(NamedTuple):
    """times x `one` + others x `pivot`, which leaves a row alone. times is above 0."""

    one: int
    times: int
    pivot: int
    others: int


def desk(most_moves: int, rows: int) -> Desk:
    """Return working space for so many moves and rows."""
    which, what, place, kind, price, fate, up, down, shared, turn = (
        np.zeros(most_moves, dtype=np.int64) for _ in range(10)
    )
    slot, held, captive, heir = (np.zeros(rows, dtype=np.int32) for _ in range(4))
    used = np.array([0, -1, -1, -1, 0, 0], dtype=np.int64)
    return Desk(which, what, place, kind, price, fate, up, down, shared, turn, slot, held, captive, heir, used)


@compiled_bare
def pair(work: Desk, place: int, other: int) -> Pair:
    """Return how the moves at two places of the desk combine so that the row at hand stays as it is."""
    what, its = work.what[place], work.what[other]
    shared = divisor(what, its)
    others = -what // shared if its > 0 else what // shared
    return Pair(work.which[place], abs(its) // shared, work.which[other], others)


@compiled_bare
def weigh(moves: Moves, rows: Rows, limits: Limits, work: Desk, place: int, both: Pair) -> None:
    """Find what a combination is worth. Needs room in the pool for both moves."""
    if both.times == 1 and _weigh_plain(moves, rows, limits, work, place, both):
        return
    at = moves.used[POOL]
    length, shared = _lowest_terms(moves, limits, at, write(moves, both, at))
    work.fate[place], work.up[place], work.down[place], work.shared[place] = LOST, 0, 0, shared
    if length > 0:
        two_way = moves.two_way[both.one] and moves.two_way[both.pivot]
        up, down = times_lawful(moves, rows, limits, at, length, two_way)
        work.fate[place], work.up[place], work.down[place] = LOWERED, up, down


@compiled_bare
def make(moves: Moves, limits: Limits, work: Desk, place: int, both: Pair) -> None:
    """Put a combination that was weighed into the place of its first move."""
    one, pivot = both.one, both.pivot
    if work.fate[place] == LOST:
        moves.alive[one] = False
        return
    at = moves.used[POOL]
    length = write(moves, both, at)
    if work.fate[place] == LOWERED:
        length, _ = _lowest_terms(moves, limits, at, length)
    _link_new(moves, one, pivot)
    moves.start[one], moves.length[one] = at, length
    moves.up[one], moves.down[one] = work.up[place], work.down[place]
    moves.two_way[one] = moves.two_way[one] and moves.two_way[pivot]
    moves.used[POOL] = at + length


@compiled_bare
def write(moves: Moves, both: Pair, at: int) -> int:
    """Write a combination into the pool at `at`, which needs room for both moves; return its length."""
    a, a_end = moves.start[both.one], moves.start[both.one] + moves.length[both.one]
    begin = at
    for b in range(moves.start[both.pivot], moves.start[both.pivot] + moves.length[both.pivot]):
        row, value = moves.row[b], both.others * moves.value[b]
        upto = reach(moves.row, a, a_end, row)
        _copy(moves, a, upto, both.times, at)
        at += upto - a
        a = upto
        if a < a_end and moves.row[a] == row:
            value += both.times * moves.value[a]
            a += 1
        if value != 0:
            moves.row[at], moves.value[at] = row, value
            at += 1
    _copy(moves, a, a_end, both.times, at)
    return int(at + a_end - a - begin)


@compiled_bare
def _copy(moves: Moves, first: int, end: int, times: int, at: int) -> None:
    for place in range(end - first):
        moves.row[at + place] = moves.row[first + place]
        moves.value[at + place] = times * moves.value[first + place]


@compiled_bare
def _lowest_terms(moves: Moves, limits: Limits, at: int, length: int) -> tuple[int, int]:
    """Divide the move in the pool at `at` by what all its values share; return its length and that: -1 if too large."""
    shared, largest = 0, 0
    for place in range(at, at + length):
        largest = max(largest, abs(moves.value[place]))
        if shared != 1:
            shared = divisor(shared, moves.value[place])
    if largest > limits.most_value * shared:
        return -1, shared
    if shared > 1:
        for place in range(at, at + length):
            moves.value[place] //= shared
    return length, shared


@compiled_bare
def _weigh_plain(moves: Moves, rows: Rows, limits: Limits, work: Desk, place: int, both: Pair) -> bool:
    """Weigh `one` + others x `pivot` by the rows of the pivot; false where that is not enough to tell."""
    one, pivot, others = both.one, both.pivot, both.others
    two_way = moves.two_way[one] and moves.two_way[pivot]
    up, down = limits.most_times, limits.most_times if two_way else 0
    shared, largest, first = 0, 0, moves.start[pivot]
    _hold(moves, work, one, pivot)
    for entry in range(moves.length[pivot]):
        new, fall = work.held[entry] + others * moves.value[first + entry], rows.fall[moves.row[first + entry]]
        size = abs(new)
        largest = max(largest, size)
        if shared != 1:
            shared = divisor(shared, size)
        if fall < size * (up if new < 0 else down):
            if new < 0:
                up = fall // size
            else:
                down = fall // size
    if shared != 1:
        return False
    if largest > limits.most_value:
        work.fate[place], work.up[place], work.down[place] = LOST, 0, 0
        return True
    if up > moves.up[one] or (two_way and down > moves.down[one]):
        was_up, was_down = _lawful_within(moves, rows, limits, work, pivot)
        if up > moves.up[one] == was_up != limits.most_times:
            return False
        if two_way and down > moves.down[one] == was_down != limits.most_times:
            return False
    up, down = min(up, moves.up[one]), min(down, moves.down[one])
    work.fate[place], work.up[place], work.down[place], work.shared[place] = PLAIN, up, down, 1
    return True


@compiled_bare
def _lawful_within(moves: Moves, rows: Rows, limits: Limits, work: Desk, pivot: int) -> tuple[int, int]:
    """Return how often the move whose values at the rows of a pivot are on the desk is lawful there."""
    up, down, first = limits.most_times, limits.most_times, moves.start[pivot]
    for entry in range(moves.length[pivot]):
        value = work.held[entry]
        fall, size = rows.fall[moves.row[first + entry]], abs(value)
        if fall < size * (up if value < 0 else down):
            if value < 0:
                up = fall // size
            else:
                down = fall // size
    return up, down


@compiled_bare
def mark(moves: Moves, work: Desk, pivot: int) -> None:
    """Note on the desk where each row lies in a pivot that many moves will be combined with."""
    unmark(moves, work)
    work.used[MARKED] = pivot
    first = moves.start[pivot]
    for place in range(moves.length[pivot]):
        work.slot[moves.row[first + place]] = place + 1


@compiled_bare
def unmark(moves: Moves, work: Desk) -> None:
    """Forget the pivot that was marked. Its entries must still be where they were."""
    pivot = work.used[MARKED]
    if pivot >= 0:
        for place in range(moves.start[pivot], moves.start[pivot] + moves.length[pivot]):
            work.slot[moves.row[place]] = 0
    work.used[MARKED] = -1


@compiled_bare
def _hold(moves: Moves, work: Desk, one: int, pivot: int) -> None:
    """Write what `one` changes at each row of a pivot to the desk: read through it, or search it where it is long."""
    first, length = moves.start[pivot], moves.length[pivot]
    a, a_end = moves.start[one], moves.start[one] + moves.length[one]
    if work.used[MARKED] == pivot and moves.length[one] < _LONG * length:
        work.held[:length] = 0
        for entry in range(a, a_end):
            slot = work.slot[moves.row[entry]]
            if slot > 0:
                work.held[slot - 1] = moves.value[entry]
        return
    for place in range(length):
        row = moves.row[first + place]
        a = reach(moves.row, a, a_end, row)
        work.held[place] = moves.value[a] if a < a_end and moves.row[a] == row else 0


@compiled_bare
def _link_new(moves: Moves, one: int, pivot: int) -> None:
    """Note the rows that a move changes once it is combined, and did not before."""
    a, a_end = moves.start[one], moves.start[one] + moves.length[one]
    for b in range(moves.start[pivot], moves.start[pivot] + moves.length[pivot]):
        row = moves.row[b]
        a = reach(moves.row, a, a_end, row)
        if a == a_end or moves.row[a] != row:
            link(moves, one, row)
