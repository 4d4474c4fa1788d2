"""Sums that a reader forms: a shown total less its shown parts, and less those of what is left. Kept up to date.

A hidden part may be replaced, in any sum, by its own hidden parts along any dimension: what is left of it at least is
the smallest such sum. Showing a cell makes that smaller for the totals above it, and for theirs.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.compiling import compiled_bare
from schoolgate.sdc.system import System
from schoolgate.sdc.tables import CountTable

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Relations(NamedTuple):
    """Relations over classes. of_child, of_parent: the relations each class is part or total of, by index pointers.

    total: the class that is the total of each. left: what is left at least of parts that are not shown. unseen: how
    many such parts. told: whether the total is shown. least: what is left at least of each class while it is not shown.
    lessened, by: relations, or ~ classes, of which less is left since the last class was shown, and how much less;
    used: how many.
    """

    child_start: Ints
    of_child: Ints
    parent_start: Ints
    of_parent: Ints
    total: Ints
    left: Ints
    unseen: Ints
    told: Flags
    least: Ints
    lessened: Ints
    by: Ints
    used: Ints


def relations_of(table: CountTable, system: System) -> Relations:
    """Return all relations of a table, nothing shown yet. Parts that the margins leave out are never shown."""
    class_of = system.class_of
    counts, apart = table.cells.reshape(-1), system.unpublished.reshape(-1)
    places = np.arange(class_of.size).reshape(table.shape)
    parents, parts, owners, left, unseen = [], [], [], [], []
    number = 0
    for axis, dimension in enumerate(table.dimensions):
        lines = np.moveaxis(places, axis, 0).reshape(table.shape[axis], -1)
        for parent, children in dimension.families:
            total, below = class_of[lines[parent]], lines[children]
            kept = (total >= 0) & (class_of[below] != total).all(axis=0)
            total, below = total[kept], below[:, kept]
            part = class_of[below]
            hidden = (part >= 0) | apart[below]
            parents.append(total)
            parts.append(part[part >= 0])
            owners.append(np.broadcast_to(number + np.arange(len(total)), part.shape)[part >= 0])
            left.append(np.where(hidden, counts[below], 0).sum(axis=0))
            unseen.append(hidden.sum(axis=0))
            number += len(total)
    everything = np.arange(number)
    child_start, of_child = _grouped(_joined(parts), _joined(owners), len(system.counts))
    parent_start, of_parent = _grouped(_joined(parents), everything, len(system.counts))
    whole = _joined(parents), _joined(left), _joined(unseen), np.zeros(number, dtype=bool), system.counts.copy()
    return Relations(child_start, of_child, parent_start, of_parent, *whole, *_log(4 * (number + len(system.counts))))


def no_relations(classes: int) -> Relations:
    """Return relations that ask nothing: sums are not protected."""
    start, none = np.zeros(classes + 1, dtype=np.int64), np.zeros(0, dtype=np.int64)
    parts = start, none, start.copy(), none.copy(), none.copy(), none.copy(), none.copy()
    return Relations(*parts, np.zeros(0, dtype=bool), none.copy(), *_log(1))


def _log(room: int) -> tuple[Ints, Ints, Ints]:
    return np.zeros(room, dtype=np.int64), np.zeros(room, dtype=np.int64), np.zeros(1, dtype=np.int64)


@compiled_bare
def tell(relations: Relations, row: int, threshold: int) -> bool:
    """Note that a class is shown; false, and nothing is noted, where a small sum could then be formed."""
    relations.used[0] = 0
    for place in range(relations.parent_start[row], relations.parent_start[row + 1]):
        relation = relations.of_parent[place]
        if relations.unseen[relation] > 0 and relations.left[relation] < threshold:
            return False
    _mark(relations, row, 1)
    for place in range(relations.child_start[row], relations.child_start[row + 1]):
        _lessen(relations, relations.of_child[place], relations.least[row])
    if _follow(relations, threshold):
        return True
    take_back(relations, row)
    return False


@compiled_bare
def take_back(relations: Relations, row: int) -> None:
    """Undo that a class is shown, the last of which it was noted."""
    for place in range(relations.used[0]):
        what = relations.lessened[place]
        if what >= 0:
            relations.left[what] += relations.by[place]
        else:
            relations.least[~what] += relations.by[place]
    relations.used[0] = 0
    _mark(relations, row, -1)


@compiled_bare
def _mark(relations: Relations, row: int, sign: int) -> None:
    for place in range(relations.parent_start[row], relations.parent_start[row + 1]):
        relations.told[relations.of_parent[place]] = sign > 0
    for place in range(relations.child_start[row], relations.child_start[row + 1]):
        relations.unseen[relations.of_child[place]] -= sign


@compiled_bare
def _lessen(relations: Relations, what: int, by: int) -> bool:
    """Note that so much less is left of a relation, or of ~ a class; false where there is no room to note it."""
    used = relations.used[0]
    if used == len(relations.by):
        return False
    relations.lessened[used], relations.by[used] = what, by
    relations.used[0] = used + 1
    if what >= 0:
        relations.left[what] -= by
    else:
        relations.least[~what] -= by
    return True


@compiled_bare
def _follow(relations: Relations, threshold: int) -> bool:
    """Let what less is left of lessen the totals above it that are not shown; false where a small sum comes of it."""
    place = 0
    while place < relations.used[0]:
        relation = relations.lessened[place]
        place += 1
        if relation < 0:
            continue
        left, total = relations.left[relation], relations.total[relation]
        if relations.told[relation]:
            if relations.unseen[relation] > 0 and left < threshold:
                return False
        elif left < relations.least[total]:
            by = relations.least[total] - left
            has_room = _lessen(relations, ~total, by)
            for above in range(relations.child_start[total], relations.child_start[total + 1]):
                has_room = has_room and _lessen(relations, relations.of_child[above], by)
            if not has_room:
                return False
    return True


def _grouped(keys: Ints, values: Ints, count: int) -> tuple[Ints, Ints]:
    order = np.argsort(keys, kind="stable")
    return np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=count))]).astype(np.int64), values[order]


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts]).astype(np.int64)
