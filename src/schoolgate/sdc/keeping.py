"""Sees that every row that must be moved stays moved, whatever is shown. Compiled.

Each such row rests on one lawful move that does what the row is asked. When a row is shown only its own moves change,
so only what rests on them is in danger; most of it finds another move to rest on that stays as it is. What finds none
is *captive*: it is kept only if a combination of two moves of the shown row still does what it is asked. So most rows
that can't be shown are known as such before more than a few of their many combinations are weighed.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.combining import LOST, TURN, Desk, pair, weigh
from schoolgate.sdc.compiling import compiled_bare
from schoolgate.sdc.moves import NONE, Limits, Moves, Rows, does, value_at
from schoolgate.sdc.pivots import PARTNER, PIVOT, TRIED, next_pivots, no_pivots, other_of
from schoolgate.sdc.shadows import gives_away

Ints = NDArray[np.int64]
Short = NDArray[np.int32]


class Rests(NamedTuple):
    """on: the move that each row rests on, `NONE` for those that need none.

    first: of each move, a row that rests on it; after, before: of each row, the others that rest on the same move.
    """

    on: Short
    first: Short
    after: Short
    before: Short


def no_rests(moves: int, rows: int) -> Rests:
    """Return that nothing rests on any move."""
    return Rests(*(np.full(size, NONE, dtype=np.int32) for size in (rows, moves, rows, rows)))


@compiled_bare
def rest_all(moves: Moves, rows: Rows, limits: Limits, rests: Rests) -> None:
    """Let every row that must be moved rest on a move; on `NONE` where nothing does what it is asked."""
    for move in range(len(moves.start)):
        for place in range(moves.start[move], moves.start[move] + moves.length[move]):
            row, value = moves.row[place], moves.value[place]
            needs = rows.asked[row] and rests.on[row] == NONE
            if needs and does(rows, limits, row, value, moves.up[move], moves.down[move]):
                rest(rests, row, move)


@compiled_bare
def rest(rests: Rests, row: int, move: int) -> None:
    """Let a row rest on a move, and on none that it rested on before."""
    leave(rests, row)
    other = rests.first[move]
    rests.on[row], rests.first[move], rests.after[row], rests.before[row] = move, row, other, NONE
    if other != NONE:
        rests.before[other] = row


@compiled_bare
def leave(rests: Rests, row: int) -> None:
    """Let a row rest on nothing."""
    if rests.on[row] == NONE:
        return
    after, before = rests.after[row], rests.before[row]
    if before == NONE:
        rests.first[rests.on[row]] = after
    else:
        rests.after[before] = after
    if after != NONE:
        rests.before[after] = before
    rests.on[row] = NONE


@compiled_bare
def find_captives(
    moves: Moves, rows: Rows, limits: Limits, rests: Rests, desk: Desk, count: int, row: int, tries: int
) -> int:
    """Write the rows that only moves of `row` keep moved to the desk; return how many.

    Pivots are taken up that keep them moved, and what keeps each is its heir. `NONE` where none of so many tries does,
    or where one of the captives changes in proportion with `row` whatever is done: it would be given away.
    """
    no_pivots(desk)
    next_pivots(moves, desk, count)
    found = 0
    for place in range(count):
        other = rests.first[desk.which[place]]
        while other != NONE:
            after = rests.after[other]
            move = _elsewhere(moves, rows, limits, desk, count, other) if other != row else NONE
            if move != NONE:
                rest(rests, other, move)
            elif other != row:
                desk.captive[found] = other
                found += 1
                if gives_away(rows.points, row, other) or not (
                    _keep(moves, rows, limits, desk, count, found - 1)
                    or next_kept(moves, rows, limits, desk, count, found, tries)
                ):
                    return NONE
            other = after
    return found


@compiled_bare
def next_kept(moves: Moves, rows: Rows, limits: Limits, desk: Desk, count: int, captives: int, tries: int) -> bool:
    """Take up the next pivots that keep so many captives moved; false where none of so many tries does."""
    while desk.used[TRIED] < tries and next_pivots(moves, desk, count):
        if keep(moves, rows, limits, desk, count, captives):
            return True
    return False


@compiled_bare
def keep(moves: Moves, rows: Rows, limits: Limits, desk: Desk, count: int, captives: int) -> bool:
    """Find for so many captives a combination that keeps it moved, its heir; false where one has none."""
    kept = 0
    while kept < captives and _keep(moves, rows, limits, desk, count, kept):
        kept += 1
    return kept == captives


@compiled_bare
def _keep(moves: Moves, rows: Rows, limits: Limits, desk: Desk, count: int, number: int) -> bool:
    desk.heir[number] = _heir(moves, rows, limits, desk, count, desk.captive[number])
    return bool(desk.heir[number] != NONE)


@compiled_bare
def _elsewhere(moves: Moves, rows: Rows, limits: Limits, desk: Desk, count: int, row: int) -> int:
    """Return a move that does what a row is asked and is not on the desk; `NONE` where there is none."""
    first = moves.near_start[row]
    for place in range(first, first + moves.near_length[row]):
        move = moves.near[place]
        up, down = moves.up[move], moves.down[move]
        if up + down == 0 or not moves.alive[move] or at_place(desk, count, move) != NONE:
            continue
        value = value_at(moves, move, row)
        if value != 0 and does(rows, limits, row, value, up, down):
            return int(move)
    return NONE


@compiled_bare
def at_place(desk: Desk, count: int, move: int) -> int:
    """Return the place of a move on the desk, `NONE` where it is not there."""
    place = desk.place[move]
    return int(place) if place < count and desk.which[place] == move else NONE


@compiled_bare
def _heir(moves: Moves, rows: Rows, limits: Limits, desk: Desk, count: int, row: int) -> int:
    """Return the place of a combination that keeps a row moved. What the pivots leave alone, only its own moves can."""
    pivot, partner = desk.used[PIVOT], desk.used[PARTNER]
    if pivot == NONE:
        return NONE
    if value_at(moves, desk.which[pivot], row) != 0 or value_at(moves, desk.which[partner], row) != 0:
        for place in range(count):
            if _keeps(moves, rows, limits, desk, place, row):
                return place
        return NONE
    first = moves.near_start[row]
    for number in range(first, first + moves.near_length[row]):
        place = at_place(desk, count, moves.near[number])
        if place != NONE and _keeps(moves, rows, limits, desk, place, row):
            return place
    return NONE


@compiled_bare
def _keeps(moves: Moves, rows: Rows, limits: Limits, desk: Desk, place: int, row: int) -> bool:
    """Whether the combination of a place does what a row is asked."""
    if place == desk.used[PARTNER]:
        return False
    both = pair(desk, place, other_of(desk, place))
    value = both.times * value_at(moves, both.one, row) + both.others * value_at(moves, both.pivot, row)
    if value == 0 or not judge(moves, rows, limits, desk, place):
        return False
    return does(rows, limits, row, value // desk.shared[place], desk.up[place], desk.down[place])


@compiled_bare
def judge(moves: Moves, rows: Rows, limits: Limits, desk: Desk, place: int) -> bool:
    """Weigh the combination of a place, once a turn; return whether it is lawful."""
    if desk.turn[place] != desk.used[TURN]:
        desk.turn[place] = desk.used[TURN]
        if desk.used[PIVOT] == NONE or place == desk.used[PARTNER]:
            desk.fate[place], desk.up[place], desk.down[place] = LOST, 0, 0
        else:
            weigh(moves, rows, limits, desk, place, pair(desk, place, other_of(desk, place)))
    return bool(desk.fate[place] != LOST and desk.up[place] + desk.down[place] > 0)
