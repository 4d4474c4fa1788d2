"""Chooses what the moves that change a cell are combined with, so that they leave it alone: the pivots. Compiled."""

from schoolgate.sdc.combining import TURN, Desk, mark, unmark
from schoolgate.sdc.compiling import compiled_bare
from schoolgate.sdc.moves import NONE, Moves

PIVOT, PARTNER, TRIED, SEED = 2, 3, 4, 5
_TWO_WAY, _RISING, _FALLING = 0, 1, 2
_JITTER = 16  # of 64 parts of a price: so that another seed finds another pattern


@compiled_bare
def appraise(moves: Moves, desk: Desk, count: int) -> int:
    """Note of every move at hand what combining with it costs, and whether it may be turned round, raises or lowers.

    A short move that is lawful often keeps the others short and lawful. Returns the entries of all moves together.
    """
    entries = 0
    for place in range(count):
        move = desk.which[place]
        length = moves.length[move] if abs(desk.what[place]) == 1 else 8 * moves.length[move]
        slack = 1 + moves.up[move] + moves.down[move]
        desk.price[place] = 1000 * length * (64 + _jitter(desk.used[SEED], move)) // slack
        if moves.two_way[move]:
            desk.kind[place] = _TWO_WAY
        else:
            desk.kind[place] = _RISING if desk.what[place] > 0 else _FALLING
        entries += moves.length[move]
    return int(entries)


@compiled_bare
def _jitter(seed: int, move: int) -> int:
    """Return a number below `_JITTER` that looks like chance, and is the same each time."""
    mixed = (seed * 0x9E3779B1 + move * 0x85EBCA77) & 0xFFFFFFFF
    mixed = (mixed ^ mixed >> 15) * 0x2C1B3C6D & 0xFFFFFFFF
    return int((mixed ^ mixed >> 12) % _JITTER)


@compiled_bare
def next_pivots(moves: Moves, desk: Desk, count: int) -> bool:
    """Take up the pivots that come after those on the desk; false where there are no more.

    Of the two-way moves the cheapest first. Where there is none: a one-way move that raises the row, for those that
    lower it, and one that lowers it, for the others. `NONE` twice where one is lacking.
    """
    first, pivot, partner = desk.used[TRIED] == 0, desk.used[PIVOT], desk.used[PARTNER]
    two_way = _next(desk, count, _TWO_WAY, pivot)
    if two_way != NONE:
        take_pivots(moves, desk, two_way, two_way)
        return True
    if not first and pivot == partner:
        return False
    rising, falling = _next(desk, count, _RISING, pivot), _next(desk, count, _FALLING, partner)
    if first:
        both = rising != NONE and falling != NONE
        take_pivots(moves, desk, rising if both else NONE, falling if both else NONE)
        return True
    if rising == NONE and falling == NONE:
        return False
    take_pivots(moves, desk, rising if rising != NONE else pivot, falling if falling != NONE else partner)
    return True


@compiled_bare
def no_pivots(desk: Desk) -> None:
    """Begin anew, with no pivots tried."""
    desk.used[PIVOT], desk.used[PARTNER], desk.used[TRIED] = NONE, NONE, 0


@compiled_bare
def take_pivots(moves: Moves, desk: Desk, pivot: int, partner: int) -> None:
    """Take up pivots: what is weighed from now on is weighed with them."""
    desk.used[PIVOT], desk.used[PARTNER] = pivot, partner
    desk.used[TRIED] += 1
    desk.used[TURN] += 1
    unmark(moves, desk)
    if pivot == partner and pivot != NONE:
        mark(moves, desk, desk.which[pivot])


@compiled_bare
def other_of(desk: Desk, place: int) -> int:
    """Return which of the pivots the move at a place combines with."""
    pivot, partner = desk.used[PIVOT], desk.used[PARTNER]
    return int(partner if pivot == partner or desk.what[place] > 0 else pivot)


@compiled_bare
def _next(desk: Desk, count: int, kind: int, last: int) -> int:
    """Return the cheapest move of a kind that comes after another; `NONE` for none."""
    best = NONE
    for place in range(count):
        if desk.kind[place] != kind or (best != NONE and desk.price[place] >= desk.price[best]):
            continue
        if last == NONE or (desk.price[place], place) > (desk.price[last], last):
            best = place
    return best
