"""Moves: whole-number changes of a table that leave every shown cell as it is. Sparse and compiled.

A move is lawful `up` times forth and `down` times back: taken so often it lowers no hidden cell below the least that
a reader knows it to hold. A one-way move lowers a count that has no room, when taken back; it is never turned round.
Every lawful move is another district that would have printed the same table: a proof that the cells it changes stay
hidden. Values are small whole numbers; what grows beyond is let go, which can only cost secondary cells, never safety.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.compiling import compiled_bare

Ints = NDArray[np.int64]
Short = NDArray[np.int32]
Flags = NDArray[np.bool_]

POOL, LINKS, STAMP = 0, 1, 2
NONE = -1  # no move, no row, no place


class Moves(NamedTuple):
    """Moves by number. `row` and `value` are a pool; each move lies at `start` for `length`, rows ascending.

    near: of each row, the moves that change it, and some that no longer do (a pool too: near_start, near_length,
    near_room). used: entries taken in both pools, and the last stamp.
    """

    row: Short
    value: Short
    start: Ints
    length: Ints
    two_way: Flags
    up: Ints
    down: Ints
    alive: Flags
    near: Short
    near_start: Ints
    near_length: Ints
    near_room: Ints
    seen: Ints
    used: Ints


class Rows(NamedTuple):
    """Cells that moves change: all atoms first, then those asked to be moved, last those that may be shown.

    A move tells what it changes atoms and asked cells by. The others hold so many students that a move hardly ever
    takes one below what it must hold: moves tell what they change it by only while it is its turn to be shown or not,
    and whether they are lawful there is seen when all is done.

    fall: how far each may fall. asked: must be moved by a lawful move. wide: must be moved as far as `ambiguous` asks.
    points: see `shadows`. class_of: of the system, -1 for none.
    """

    counts: Ints
    fall: Ints
    asked: Flags
    wide: Flags
    published: Flags
    points: Ints
    class_of: Ints


class Limits(NamedTuple):
    """threshold: of the rule. most_value: of a move at one row. most_times: that a move is taken."""

    threshold: int
    most_value: int
    most_times: int


@compiled_bare
def reach(pool: Short, place: int, end: int, row: int) -> int:
    """Return the first place from `place` on, short of `end`, whose row is not below `row`: in leaps, then halves."""
    leap = 1
    while place + leap < end and pool[place + leap] < row:
        leap *= 2
    low, high = place + leap // 2, min(place + leap, end)
    while low < high:
        middle = (low + high) >> 1
        if pool[middle] < row:
            low = middle + 1
        else:
            high = middle
    return int(low)


@compiled_bare
def value_at(moves: Moves, move: int, row: int) -> int:
    """Return what a move changes at a row, 0 for nothing."""
    end = moves.start[move] + moves.length[move]
    place = reach(moves.row, moves.start[move], end, row)
    return int(moves.value[place]) if place < end and moves.row[place] == row else 0


@compiled_bare
def moves_at(moves: Moves, row: int, which: Ints, what: Ints, where: Ints) -> int:
    """Write the moves that change a row into `which`, how much into `what`, and the place of each into `where`.

    Returns how many.
    """
    moves.used[STAMP] += 1
    stamp, found = moves.used[STAMP], 0
    first = moves.near_start[row]
    for place in range(first, first + moves.near_length[row]):
        move = moves.near[place]
        if moves.alive[move] and moves.seen[move] != stamp:
            moves.seen[move] = stamp
            value = value_at(moves, move, row)
            if value != 0:
                moves.near[first + found] = move
                which[found], what[found], where[move] = move, value, found
                found += 1
    moves.near_length[row] = found
    return found


@compiled_bare
def divisor(first: int, second: int) -> int:
    """Return the greatest common divisor, above 0 unless both are 0."""
    first, second = abs(first), abs(second)
    while second:
        first, second = second, first % second
    return first


@compiled_bare
def times_lawful(moves: Moves, rows: Rows, limits: Limits, at: int, length: int, two_way: bool) -> tuple[int, int]:
    """Return how often the move in the pool at `at` is lawful forth and back."""
    up, down = limits.most_times, limits.most_times if two_way else 0
    for place in range(at, at + length):
        value, fall = moves.value[place], rows.fall[moves.row[place]]
        if value < 0:
            if fall < -value * up:
                up = fall // -value
        elif fall < value * down:
            down = fall // value
        if up == 0 and down == 0:
            break
    return up, down


@compiled_bare
def note_all(moves: Moves, rows: Rows, limits: Limits) -> None:
    """Note of every move how often it is lawful."""
    for move in range(len(moves.start)):
        at, length, two_way = moves.start[move], moves.length[move], moves.two_way[move]
        moves.up[move], moves.down[move] = times_lawful(moves, rows, limits, at, length, two_way)


@compiled_bare
def does(rows: Rows, limits: Limits, row: int, value: int, up: int, down: int) -> bool:
    """Whether a move that is lawful so often does what a row is asked."""
    if up == 0 and down == 0:
        return False
    if not rows.wide[row]:
        return True
    rise, drop = (value * up, value * down) if value > 0 else (-value * down, -value * up)
    return bool(rows.counts[row] + rise >= limits.threshold and rise + drop >= limits.threshold - 1)


@compiled_bare
def link(moves: Moves, move: int, row: int) -> None:
    """Note that a move changes a row."""
    if moves.near_length[row] == moves.near_room[row]:
        room, at = 2 * moves.near_room[row] + 2, moves.used[LINKS]
        for place in range(moves.near_length[row]):
            moves.near[at + place] = moves.near[moves.near_start[row] + place]
        moves.near_start[row], moves.near_room[row] = at, room
        moves.used[LINKS] += room
    moves.near[moves.near_start[row] + moves.near_length[row]] = move
    moves.near_length[row] += 1


@compiled_bare
def is_full(moves: Moves) -> bool:
    """Whether little more than a quarter of a pool is left: still enough for a combination of two moves."""
    return bool(moves.used[POOL] * 4 > len(moves.row) * 3 or moves.used[LINKS] * 4 > len(moves.near) * 3)


@compiled_bare
def compact(moves: Moves, by_start: Ints) -> bool:
    """Slide the living moves together and link them afresh; false where a pool is still more than half full.

    by_start: all moves in the order in which they lie. Where it is false give them more room and call again: links
    that found none are not written.
    """
    _slide(moves, by_start)
    return spread(moves) and moves.used[POOL] * 2 <= len(moves.row)


@compiled_bare
def _slide(moves: Moves, by_start: Ints) -> None:
    at = 0
    for move in by_start:
        if not moves.alive[move]:
            moves.length[move] = 0
            continue
        first, length = moves.start[move], moves.length[move]
        for place in range(length):
            moves.row[at + place], moves.value[at + place] = moves.row[first + place], moves.value[first + place]
        moves.start[move] = at
        at += length
    moves.used[POOL] = at


@compiled_bare
def lengths_below(moves: Moves, row: int, length: Ints) -> None:
    """Write how many rows below `row` each living move changes into `length`, 0 for those gone."""
    for move in range(len(moves.start)):
        first, end = moves.start[move], moves.start[move] + moves.length[move]
        length[move] = reach(moves.row, first, end, row) - first if moves.alive[move] else 0


@compiled_bare
def tell_more(moves: Moves, kept: Flags, start: Ints, row: Short, value: Short, pool: Short, values: Short) -> None:
    """Write the living moves into other pools, without rows that are not kept, and with more that they change.

    start, row, value: what each move changes besides, by index pointers, rows ascending.
    """
    to = 0
    for move in range(len(moves.start)):
        at, end, begin = moves.start[move], moves.start[move] + moves.length[move], to
        if not moves.alive[move]:
            end = at
        for more in range(start[move], start[move + 1] + 1):
            next_row = row[more] if more < start[move + 1] else len(kept)
            while at < end and moves.row[at] < next_row:
                if kept[moves.row[at]]:
                    pool[to], values[to] = moves.row[at], moves.value[at]
                    to += 1
                at += 1
            if more < start[move + 1]:
                pool[to], values[to] = row[more], value[more]
                to += 1
        moves.start[move], moves.length[move] = begin, to - begin
    moves.used[POOL] = to


@compiled_bare
def spread(moves: Moves) -> bool:
    """Give each row room for the moves that change it, and a quarter more, and note them; as `compact`."""
    moves.near_length[:] = 0
    for move in range(len(moves.start)):
        if moves.alive[move]:
            for place in range(moves.start[move], moves.start[move] + moves.length[move]):
                moves.near_length[moves.row[place]] += 1
    links = 0
    for row in range(len(moves.near_length)):
        moves.near_start[row], moves.near_room[row] = links, moves.near_length[row] + moves.near_length[row] // 4 + 2
        links += moves.near_room[row]
        moves.near_length[row] = 0
    moves.used[LINKS] = links
    if links <= len(moves.near):
        _link_all(moves)
    return bool(links * 2 <= len(moves.near))


@compiled_bare
def _link_all(moves: Moves) -> None:
    for move in range(len(moves.start)):
        if moves.alive[move]:
            for place in range(moves.start[move], moves.start[move] + moves.length[move]):
                row = moves.row[place]
                moves.near[moves.near_start[row] + moves.near_length[row]] = move
                moves.near_length[row] += 1
