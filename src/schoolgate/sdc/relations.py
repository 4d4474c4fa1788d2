"""Sums that a reader forms from one relation: a shown total less its shown parts. Kept up to date cell by cell."""

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

    left: students in parts that are not shown. unseen: how many such parts. told: whether the total is shown.
    """

    child_start: Ints
    of_child: Ints
    parent_start: Ints
    of_parent: Ints
    left: Ints
    unseen: Ints
    told: Flags


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
    told = np.zeros(number, dtype=bool)
    return Relations(child_start, of_child, parent_start, of_parent, _joined(left), _joined(unseen), told)


def no_relations(classes: int) -> Relations:
    """Return relations that ask nothing: sums are not protected."""
    none, start = np.zeros(0, dtype=np.int64), np.zeros(classes + 1, dtype=np.int64)
    return Relations(start, none, start.copy(), none.copy(), none.copy(), none.copy(), np.zeros(0, dtype=bool))


@compiled_bare
def would_tell(relations: Relations, row: int, count: int, threshold: int) -> bool:
    """Whether a small sum could be formed if this class, of so many students, were shown too."""
    for place in range(relations.child_start[row], relations.child_start[row + 1]):
        relation = relations.of_child[place]
        left = relations.left[relation] - count
        if relations.told[relation] and relations.unseen[relation] > 1 and left < threshold:
            return True
    for place in range(relations.parent_start[row], relations.parent_start[row + 1]):
        relation = relations.of_parent[place]
        if relations.unseen[relation] > 0 and relations.left[relation] < threshold:
            return True
    return False


@compiled_bare
def tell(relations: Relations, row: int, count: int) -> None:
    """Note that a class of so many students is shown."""
    for place in range(relations.child_start[row], relations.child_start[row + 1]):
        relation = relations.of_child[place]
        relations.left[relation] -= count
        relations.unseen[relation] -= 1
    for place in range(relations.parent_start[row], relations.parent_start[row + 1]):
        relations.told[relations.of_parent[place]] = True


def _grouped(keys: Ints, values: Ints, count: int) -> tuple[Ints, Ints]:
    order = np.argsort(keys, kind="stable")
    return np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=count))]).astype(np.int64), values[order]


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts]).astype(np.int64)
