"""Shows cells one by one, dearest first, unless a small group would then lose its last lawful move. Compiled.

Showing a cell takes away every move that changes it; two such moves combine into one that does not. A cell stays
hidden where no way of combining them keeps what is asked (the greedy choice of GaussSuppression, Langsrud 2024, with
lawful whole-number moves in the place of a linear span).
"""

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.combining import LOST, TOUCHED, TURN, Desk, lose, make, mark, pair, unmark, weigh
from schoolgate.sdc.compiling import compiled
from schoolgate.sdc.moves import LINKS, POOL, Limits, Moves, Rows, compact, moves_at
from schoolgate.sdc.relations import Relations, tell, would_tell
from schoolgate.sdc.shadows import gives_away, hold

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_MOST_ENTRIES = 300_000  # of the moves at hand and a try: where they are long, only a second pivot is tried
_FULL = -2
_UNSAFE = -1
_NO_MOVE = -1
_TWO_WAY, _RISING, _FALLING = 0, 1, 2
_JITTER = 16  # of 64 parts of a price: so that another seed finds another pattern


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
            _ask(moves, rows, desk, row)
            continue
        shown = _show(moves, rows, limits, desk, row, tries)
        if shown == _FULL:
            return place
        if shown:
            tell(relations, rows.counts, row)
    return len(order)


@compiled
def _ask(moves: Moves, rows: Rows, desk: Desk, row: int) -> None:
    """Have a row that stays hidden be moved, so that what it hides is not worked out; unless nothing moves it."""
    if not rows.asked[row]:
        count, lawful = moves_at(moves, row, desk.which, desk.what), 0
        for place in range(count):
            move = desk.which[place]
            lawful += moves.up[move] + moves.down[move] > 0
        rows.asked[row], rows.cover[row] = lawful > 0, lawful


@compiled
def _show(moves: Moves, rows: Rows, limits: Limits, desk: Desk, row: int, tries: int) -> int:
    """Show a row if that is safe: 1, else 0; `_FULL` where the pool has no room to find out.

    Of the pivots tried, the one that leaves the most lawful moves is taken.
    """
    count = moves_at(moves, row, desk.which, desk.what)
    if count == 0:
        rows.published[row] = True
        return 1
    tries = max(min(tries, _MOST_ENTRIES // _appraise(moves, desk, count)), min(tries, 2))
    best, best_pair, planned = _UNSAFE, (_NO_MOVE, _NO_MOVE), (_NO_MOVE, _NO_MOVE)
    for number in range(tries):
        pivots = _next_pivots(desk, count, planned)
        if number > 0 and pivots == planned:
            break
        planned = pivots
        if number == 0 and planned[0] != _NO_MOVE and _gives_away(moves, rows, desk.which[planned[0]], row):
            return 0
        lawful = _plan(moves, rows, limits, desk, count, row, planned[0], planned[1])
        if lawful == _FULL:
            return _FULL
        if lawful > best:
            best, best_pair = lawful, planned
            if lawful >= count - 1:
                break
    if best == _UNSAFE:
        return 0
    if planned != best_pair:
        _plan(moves, rows, limits, desk, count, row, best_pair[0], best_pair[1])
    rows.published[row] = True
    _hold(moves, rows, desk, max(best_pair[1], 0), row)
    _commit(moves, rows, limits, desk, count, best_pair[0], best_pair[1])
    return 1


@compiled
def _gives_away(moves: Moves, rows: Rows, move: int, row: int) -> bool:
    """Whether showing a row gives one away that must be moved. Such a row is changed by all moves that change this."""
    for entry in range(moves.start[move], moves.start[move] + moves.length[move]):
        other = moves.row[entry]
        if rows.asked[other] and other != row and gives_away(rows.points, row, other):
            return True
    return False


@compiled
def _hold(moves: Moves, rows: Rows, desk: Desk, place: int, row: int) -> None:
    entries = slice(moves.start[desk.which[place]], moves.start[desk.which[place]] + moves.length[desk.which[place]])
    hold(rows.points, row, moves.row[entries], moves.value[entries], desk.what[place])


@compiled
def _appraise(moves: Moves, desk: Desk, count: int) -> int:
    """Note of every move at hand what combining with it costs, and whether it may be turned round, raises or lowers.

    A short move that is lawful often keeps the others short and lawful. Returns the entries of all moves together.
    """
    entries = 0
    for place in range(count):
        move = desk.which[place]
        length = moves.length[move] if abs(desk.what[place]) == 1 else 8 * moves.length[move]
        slack = 1 + moves.up[move] + moves.down[move]
        desk.price[place] = 1000 * length * (64 + np.random.randint(_JITTER)) // slack
        if moves.two_way[move]:
            desk.kind[place] = _TWO_WAY
        else:
            desk.kind[place] = _RISING if desk.what[place] > 0 else _FALLING
        entries += moves.length[move]
    return int(entries)


@compiled
def _next_pivots(desk: Desk, count: int, last: tuple[int, int]) -> tuple[int, int]:
    """Choose what the others combine with: of the two-way moves the cheapest that comes after the last tried.

    Where there is none: a one-way move that raises the row, for those that lower it, and one that lowers it, for the
    others. `_NO_MOVE` twice where one is lacking; the last again where there are no more.
    """
    two_way = _next(desk, count, _TWO_WAY, last[0])
    if two_way != _NO_MOVE:
        return two_way, two_way
    if last[0] != _NO_MOVE and last[0] == last[1]:
        return last
    rising, falling = _next(desk, count, _RISING, last[0]), _next(desk, count, _FALLING, last[1])
    if last[0] == _NO_MOVE:
        return (rising, falling) if rising != _NO_MOVE and falling != _NO_MOVE else last
    return rising if rising != _NO_MOVE else last[0], falling if falling != _NO_MOVE else last[1]


@compiled
def _next(desk: Desk, count: int, kind: int, last: int) -> int:
    """Return the cheapest move of a kind that comes after another; `_NO_MOVE` for none."""
    best = _NO_MOVE
    for place in range(count):
        if desk.kind[place] != kind or (best != _NO_MOVE and desk.price[place] >= desk.price[best]):
            continue
        if last == _NO_MOVE or (desk.price[place], place) > (desk.price[last], last):
            best = place
    return best


@compiled
def _plan(moves: Moves, rows: Rows, limits: Limits, desk: Desk, count: int, row: int, pivot: int, partner: int) -> int:
    """Weigh the combinations of every move with a pivot; return how many are lawful.

    `_UNSAFE` where a row that must be moved would be moved by none; `_FULL` where the pool has no room for them.
    """
    if not _has_room(moves, desk, count, pivot, partner):
        return _FULL
    desk.used[TOUCHED], lawful = 0, 0
    desk.used[TURN] += 1
    if pivot == partner and pivot != _NO_MOVE:
        mark(moves, desk, desk.which[pivot])
    for place in range(count):
        if pivot == _NO_MOVE or place == partner:
            desk.fate[place] = LOST
            lose(moves, rows, limits, desk, desk.which[place])
            continue
        weigh(moves, rows, limits, desk, place, pair(desk, place, _other(desk, place, pivot, partner)))
        lawful += desk.fate[place] != LOST and desk.up[place] + desk.down[place] > 0
    unmark(moves, desk)
    for number in range(desk.used[TOUCHED]):
        touched = desk.touched[number]
        if rows.asked[touched] and touched != row and rows.cover[touched] + desk.gain[touched] <= 0:
            return _UNSAFE
    return lawful


@compiled
def _other(desk: Desk, place: int, pivot: int, partner: int) -> int:
    """Return which of a pair of pivots the move at a place combines with."""
    return partner if pivot == partner or desk.what[place] > 0 else pivot


@compiled
def _has_room(moves: Moves, desk: Desk, count: int, pivot: int, partner: int) -> bool:
    if pivot == _NO_MOVE:
        return True
    entries = count * max(moves.length[desk.which[pivot]], moves.length[desk.which[partner]])
    for place in range(count):
        entries += moves.length[desk.which[place]]
    links = _links(moves, desk.which[pivot], count) + _links(moves, desk.which[partner], count)
    return bool(moves.used[POOL] + entries <= len(moves.row) and moves.used[LINKS] + links <= len(moves.near))


@compiled
def _links(moves: Moves, pivot: int, count: int) -> int:
    """Return the most room that links take when so many moves come to change the rows of a pivot."""
    room = 0
    for entry in range(moves.start[pivot], moves.start[pivot] + moves.length[pivot]):
        row = moves.row[entry]
        if moves.near_length[row] + count > moves.near_room[row]:
            room += 4 * (moves.near_length[row] + count + 1)
    return room


@compiled
def _commit(moves: Moves, rows: Rows, limits: Limits, desk: Desk, count: int, pivot: int, partner: int) -> None:
    """Put what was planned last in the place of the old moves; the pivot, which all others need, goes last."""
    for number in range(desk.used[TOUCHED]):
        row = desk.touched[number]
        rows.cover[row] += desk.gain[row]
    for place in range(count):
        if pivot != _NO_MOVE and place != partner and place != pivot:
            make(moves, limits, desk, place, pair(desk, place, _other(desk, place, pivot, partner)))
    if pivot == _NO_MOVE:
        for place in range(count):
            moves.alive[desk.which[place]] = False
        return
    if pivot != partner:
        make(moves, limits, desk, pivot, pair(desk, pivot, partner))
    moves.alive[desk.which[partner]] = False
