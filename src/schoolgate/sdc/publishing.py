"""Shows cells one by one, dearest first, unless a small group would then lose its last lawful move. Compiled.

Showing a cell takes away every move that changes it; two such moves combine into one that does not. A cell stays
hidden where no way of combining them keeps what is asked (the greedy choice of GaussSuppression, Langsrud 2024, with
lawful whole-number moves in the place of a linear span).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.compiling import compiled
from schoolgate.sdc.moves import (
    LINKS,
    POOL,
    Limits,
    Moves,
    Rows,
    compact,
    count_cover,
    divisor,
    does,
    merge,
    moves_at,
    replace,
    times_lawful,
)
from schoolgate.sdc.relations import Relations, tell, would_tell

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_MOST_ENTRIES = 60_000  # read to decide on one cell: long lists of long moves get fewer tries
_FULL = -2
_NO_PIVOT = -3


class Desk(NamedTuple):
    """Working space of one decision. which, what: the moves that change the cell, and how much.

    new_*: what becomes of each (place in the pool, length, lawful times).
    risk: a mark per row, 0 outside a decision. touched: the rows marked.
    """

    which: Ints
    what: Ints
    new_start: Ints
    new_length: Ints
    new_up: Ints
    new_down: Ints
    new_two_way: Flags
    risk: Ints
    touched: Ints


@compiled
def publish(
    moves: Moves,
    rows: Rows,
    limits: Limits,
    relations: Relations,
    desk: Desk,
    order: Ints,
    begin: int,
    tries: int,
    seed: int,
) -> int:
    """Show the rows of `order` from place `begin` on where that is safe; return the place reached.

    Short of the end where the pools are full: give them room and go on from there.
    """
    np.random.seed(seed + begin)
    for place in range(begin, len(order)):
        row = order[place]
        half_full = moves.used[POOL] * 2 > len(moves.row) or moves.used[LINKS] * 2 > len(moves.near)
        if half_full and not compact(moves):
            return place
        if would_tell(relations, rows.counts, row, limits.threshold):
            rows.asked[row] = rows.asked[row] or rows.cover[row] > 0
            continue
        shown = _show(moves, rows, limits, desk, row, tries)
        if shown == _FULL:
            return place
        if shown:
            tell(relations, rows.counts, row)
    return len(order)


@compiled
def _show(moves: Moves, rows: Rows, limits: Limits, desk: Desk, row: int, tries: int) -> int:
    """Show a row if that is safe: 1, else 0; `_FULL` where the pool has no room to find out.

    Of the pivots tried, the one that leaves the most lawful moves is taken.
    """
    count = moves_at(moves, row, desk.which, desk.what)
    if count == 0:
        rows.published[row] = True
        return 1
    touched, lost = _at_risk(moves, rows, limits, desk, count, row)
    entries = 1
    for place in range(count):
        entries += moves.length[desk.which[place]]
    tries = max(1, min(tries, _MOST_ENTRIES // entries))
    best, best_pivot, best_partner = -1, 0, 0
    for number in range(tries):
        pivot, partner = _pivots(moves, desk, count, number)
        if pivot == _NO_PIVOT and number > 0:
            break
        lawful = _plan(moves, rows, limits, desk, count, row, pivot, partner)
        if lawful == _FULL:
            best = _FULL
            break
        if lawful > best and (lost == 0 or _relieves(moves, rows, limits, desk, count, touched, lost)):
            best, best_pivot, best_partner = lawful, pivot, partner
            if lawful >= count - 1:
                break
    for number in range(touched):
        desk.risk[desk.touched[number]] = 0
    if best < 0:
        return _FULL if best == _FULL else 0
    rows.published[row] = True
    _plan(moves, rows, limits, desk, count, row, best_pivot, best_partner)
    _commit(moves, rows, limits, desk, count)
    return 1


@compiled
def _pivots(moves: Moves, desk: Desk, count: int, number: int) -> tuple[int, int]:
    """Choose which move the others combine with: the cheapest two-way one first, then any.

    Where there is none: a one-way move that raises the row and one that lowers it; -1 for one that is not there.
    """
    best, rising, falling = -1, -1, -1
    start = 0 if number == 0 else np.random.randint(count)
    for step in range(count):
        place = (start + step) % count
        move = desk.which[place]
        if moves.two_way[move]:
            if best < 0 or (number == 0 and _price(moves, desk, place) < _price(moves, desk, best)):
                best = place
        elif desk.what[place] > 0:
            if rising < 0 or (number == 0 and _price(moves, desk, place) < _price(moves, desk, rising)):
                rising = place
        elif falling < 0 or (number == 0 and _price(moves, desk, place) < _price(moves, desk, falling)):
            falling = place
    if best >= 0:
        return best, best
    if rising >= 0 and falling >= 0:
        return rising, falling
    return _NO_PIVOT, _NO_PIVOT


@compiled
def _price(moves: Moves, desk: Desk, place: int) -> int:
    """Return what combining with a move costs: a short one that is lawful often keeps the others short and lawful."""
    move = desk.which[place]
    length = moves.length[move] if abs(desk.what[place]) == 1 else 8 * moves.length[move]
    return int(1000 * length // (1 + moves.up[move] + moves.down[move]))


@compiled
def _plan(moves: Moves, rows: Rows, limits: Limits, desk: Desk, count: int, row: int, pivot: int, partner: int) -> int:
    """Combine every move with a pivot and write the results into the pool; return how many are lawful.

    `_FULL` where the pool has no room.
    """
    at, lawful = moves.used[POOL], 0
    for place in range(count):
        desk.new_start[place], desk.new_length[place] = at, 0
        if pivot == _NO_PIVOT or place == partner:
            continue
        other = partner if pivot == partner or desk.what[place] > 0 else pivot
        if at + moves.length[desk.which[place]] + moves.length[desk.which[other]] > len(moves.row):
            return _FULL
        _combine(moves, rows, limits, desk, place, other, row, at)
        at += desk.new_length[place]
        if desk.new_length[place] > 0 and desk.new_up[place] + desk.new_down[place] > 0:
            lawful += 1
    return lawful


@compiled
def _combine(moves: Moves, rows: Rows, limits: Limits, desk: Desk, place: int, other: int, row: int, at: int) -> None:
    """Write the combination of two moves that leaves the row alone into the pool."""
    one, two = desk.which[place], desk.which[other]
    shared = divisor(desk.what[place], desk.what[other])
    times, others = abs(desk.what[other]) // shared, -desk.what[place] // shared
    if desk.what[other] < 0:
        others = -others
    length = max(merge(moves, limits, one, times, two, others, row, at), 0)
    desk.new_start[place], desk.new_length[place] = at, length
    if length > 0:
        two_way = moves.two_way[one] and moves.two_way[two]
        desk.new_two_way[place] = two_way
        desk.new_up[place], desk.new_down[place] = times_lawful(moves, rows, limits, at, length, two_way)


@compiled
def _at_risk(moves: Moves, rows: Rows, limits: Limits, desk: Desk, count: int, shown: int) -> tuple[int, int]:
    """Mark the asked rows that no move covers but those at hand; return how many rows were touched, and are at risk.

    Leaves `desk.risk` at 1 for a row at risk, below 0 for a touched row that is not, 0 elsewhere.
    """
    touched = 0
    for place in range(count):
        move = desk.which[place]
        up, down = moves.up[move], moves.down[move]
        if up == 0 and down == 0:
            continue
        for entry in range(moves.start[move], moves.start[move] + moves.length[move]):
            row = moves.row[entry]
            if rows.asked[row] and does(rows, limits, row, moves.value[entry], up, down):
                if desk.risk[row] == 0:
                    desk.touched[touched] = row
                    touched += 1
                desk.risk[row] += 1
    lost = 0
    for number in range(touched):
        row = desk.touched[number]
        at_risk = desk.risk[row] >= rows.cover[row] and row != shown
        desk.risk[row] = 1 if at_risk else -1
        lost += at_risk
    return touched, lost


@compiled
def _relieves(moves: Moves, rows: Rows, limits: Limits, desk: Desk, count: int, touched: int, lost: int) -> bool:
    """Whether the planned moves cover every row at risk. Leaves the marks as they were."""
    for slot in range(count):
        up, down = desk.new_up[slot], desk.new_down[slot]
        if desk.new_length[slot] == 0 or (up == 0 and down == 0):
            continue
        for entry in range(desk.new_start[slot], desk.new_start[slot] + desk.new_length[slot]):
            row = moves.row[entry]
            if desk.risk[row] == 1 and does(rows, limits, row, moves.value[entry], up, down):
                desk.risk[row] = 2
                lost -= 1
        if lost == 0:
            break
    for number in range(touched):
        desk.risk[desk.touched[number]] = min(desk.risk[desk.touched[number]], 1)
    return lost == 0


@compiled
def _commit(moves: Moves, rows: Rows, limits: Limits, desk: Desk, count: int) -> None:
    """Put the new moves in the place of the old ones."""
    end = moves.used[POOL]
    for slot in range(count):
        move = desk.which[slot]
        count_cover(moves, rows, limits, move, -1)
        moves.alive[move] = False
        length = desk.new_length[slot]
        if length > 0:
            moves.two_way[move] = desk.new_two_way[slot]
            replace(moves, rows, limits, move, desk.new_start[slot], length, desk.new_up[slot], desk.new_down[slot])
            end = max(end, desk.new_start[slot] + length)
    moves.used[POOL] = end
