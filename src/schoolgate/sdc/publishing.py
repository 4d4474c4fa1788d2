"""Shows cells one by one, dearest first, unless a small group would then lose its last lawful move. Compiled.

Showing a cell takes away every move that changes it; two such moves combine into one that does not. A cell stays
hidden where no way of combining them keeps what is asked (the greedy choice of GaussSuppression, Langsrud 2024, with
lawful whole-number moves in the place of a linear span).
"""

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.combining import Desk, make, pair, unmark
from schoolgate.sdc.compiling import compiled_bare
from schoolgate.sdc.keeping import Rests, find_captives, judge, keep, leave, next_kept, rest
from schoolgate.sdc.moves import LINKS, NONE, POOL, Limits, Moves, Rows, is_full, moves_at
from schoolgate.sdc.pivots import PARTNER, PIVOT, SEED, appraise, other_of, take_pivots
from schoolgate.sdc.relations import Relations, take_back, tell
from schoolgate.sdc.shadows import hold

Ints = NDArray[np.int64]

_MOST_ENTRIES = 300_000  # of the moves at hand and a try: where they are long, only a second pivot is tried
_FULL = -2


@compiled_bare
def publish(
    moves: Moves,
    rows: Rows,
    limits: Limits,
    relations: Relations,
    rests: Rests,
    desk: Desk,
    order: Ints,
    begin: int,
    tries: int,
    seed: int,
) -> int:
    """Show the rows of `order` from place `begin` on where that is safe; return the place reached.

    Short of the end where the pools are nearly full: compact them, give them room, and go on from there.
    """
    for place in range(begin, len(order)):
        row = order[place]
        if is_full(moves):
            return place
        told, desk.used[SEED] = rows.class_of[row], seed * 1_000_003 + row
        if not tell(relations, told, limits.threshold):
            _ask(moves, rows, rests, desk, row)
            continue
        shown = _show(moves, rows, limits, rests, desk, row, tries)
        if shown != 1:
            take_back(relations, told)
        if shown == _FULL:
            return place
    return len(order)


@compiled_bare
def _ask(moves: Moves, rows: Rows, rests: Rests, desk: Desk, row: int) -> None:
    """Have a row that stays hidden be moved, so that what it hides is not worked out; unless nothing moves it."""
    if rows.asked[row]:
        return
    for place in range(moves_at(moves, row, desk.which, desk.what, desk.place)):
        move = desk.which[place]
        if moves.up[move] + moves.down[move] > 0:
            rows.asked[row] = True
            rest(rests, row, move)
            return


@compiled_bare
def _show(moves: Moves, rows: Rows, limits: Limits, rests: Rests, desk: Desk, row: int, tries: int) -> int:
    """Show a row if that is safe: 1, else 0; `_FULL` where the pool has no room for what its moves become.

    Of the pivots tried, the one that leaves the most lawful moves is taken.
    """
    count = moves_at(moves, row, desk.which, desk.what, desk.place)
    if count == 0:
        rows.published[row] = True
        return 1
    tries = max(min(tries, _MOST_ENTRIES // appraise(moves, desk, count)), min(tries, 2))
    captives = find_captives(moves, rows, limits, rests, desk, count, row, tries)
    if captives == NONE:
        unmark(moves, desk)
        return 0
    best, best_pair = _lawful(moves, rows, limits, desk, count), (desk.used[PIVOT], desk.used[PARTNER])
    while best < count - 1 and next_kept(moves, rows, limits, desk, count, captives, tries):
        lawful = _lawful(moves, rows, limits, desk, count)
        if lawful > best:
            best, best_pair = lawful, (desk.used[PIVOT], desk.used[PARTNER])
    if best_pair != (desk.used[PIVOT], desk.used[PARTNER]):
        take_pivots(moves, desk, best_pair[0], best_pair[1])
        keep(moves, rows, limits, desk, count, captives)
        _lawful(moves, rows, limits, desk, count)
    unmark(moves, desk)
    if not _has_room(moves, desk, count, best_pair[0], best_pair[1]):
        return _FULL
    _hold(moves, rows, desk, max(best_pair[1], 0), row)
    _commit(moves, limits, rests, desk, count, captives, best_pair[0], best_pair[1])
    rows.published[row], rows.asked[row] = True, False
    leave(rests, row)
    return 1


@compiled_bare
def _lawful(moves: Moves, rows: Rows, limits: Limits, desk: Desk, count: int) -> int:
    """Weigh the combinations of every move with a pivot; return how many are lawful."""
    lawful = 0
    for place in range(count):
        lawful += judge(moves, rows, limits, desk, place)
    return lawful


@compiled_bare
def _hold(moves: Moves, rows: Rows, desk: Desk, place: int, row: int) -> None:
    entries = slice(moves.start[desk.which[place]], moves.start[desk.which[place]] + moves.length[desk.which[place]])
    hold(rows.points, row, moves.row[entries], moves.value[entries], desk.what[place])


@compiled_bare
def _has_room(moves: Moves, desk: Desk, count: int, pivot: int, partner: int) -> bool:
    if pivot == NONE:
        return True
    entries = count * max(moves.length[desk.which[pivot]], moves.length[desk.which[partner]])
    for place in range(count):
        entries += moves.length[desk.which[place]]
    links = _links(moves, desk.which[pivot], count) + _links(moves, desk.which[partner], count)
    return bool(moves.used[POOL] + entries <= len(moves.row) and moves.used[LINKS] + links <= len(moves.near))


@compiled_bare
def _links(moves: Moves, pivot: int, count: int) -> int:
    """Return the most room that links take when so many moves come to change the rows of a pivot."""
    room = 0
    for entry in range(moves.start[pivot], moves.start[pivot] + moves.length[pivot]):
        row = moves.row[entry]
        if moves.near_length[row] + count > moves.near_room[row]:
            room += 4 * (moves.near_length[row] + count + 1)
    return room


@compiled_bare
def _commit(
    moves: Moves, limits: Limits, rests: Rests, desk: Desk, count: int, captives: int, pivot: int, partner: int
) -> None:
    """Put what was planned last in the place of the old moves; the pivot, which all others need, goes last."""
    for number in range(captives):
        rest(rests, desk.captive[number], desk.which[desk.heir[number]])
    for place in range(count):
        if pivot != NONE and place != partner and place != pivot:
            make(moves, limits, desk, place, pair(desk, place, other_of(desk, place)))
    if pivot == NONE:
        for place in range(count):
            moves.alive[desk.which[place]] = False
        return
    if pivot != partner:
        make(moves, limits, desk, pivot, pair(desk, pivot, partner))
    moves.alive[desk.which[partner]] = False
