"""Students with several rows: the record code links them, so a student hides among those alike in every period.

A student's values of one column over all periods are one value, a trajectory. It is told at one level throughout, so
the lattice stays as small as for a single period. Students are compared with those present in the same periods.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schoolgate.core import BadInput
from schoolgate.sdc.microdata.encoding import Forest, Rows, atoms, distinct, ranked
from schoolgate.sdc.microdata.frame import Frame
from schoolgate.sdc.microdata.rule import Problem
from schoolgate.sdc.microdata.spec import Spec

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One problem and the rows that it decides. rows: (students, periods), the row numbers; one period where alone."""

    problem: Problem
    rows: LongArray


def parts(frame: Frame, spec: Spec, rows: Rows, forest: Forest) -> Iterator[Part]:
    """Yield the independent problems of a file; a row in none of them is dropped, since its periods are too rare."""
    grid = _grid(frame, spec, len(rows.codes))
    if grid.shape[1] == 1:
        order = grid[:, 0]
        yield Part(Problem(atoms(rows.codes[order], rows.sensitive[order]), forest, spec.k, spec.sensitive), grid)
        return
    present = _common(grid >= 0, spec.k)
    patterns, of_person = np.unique(present, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        if pattern.any():
            yield _part(spec, rows, forest, grid[of_person == number][:, pattern])


def _grid(frame: Frame, spec: Spec, rows: int) -> LongArray:
    """Return the row of each student in each period, -1 where there is none. BadInput where two, or no code."""
    if spec.person is None:
        return np.arange(rows, dtype=np.int64)[:, None]
    person, persons = ranked(frame, spec.person)
    period, periods = ranked(frame, spec.period) if spec.period else (np.zeros(rows, np.int32), 1)
    if (person < 0).any() or (period < 0).any():
        raise BadInput.at(
            "frame",
            "A row has no record code or no period.",
            "Give every row both.",
            rule="frame.no-person",
            column=spec.person,
        )
    grid = np.full((persons, max(periods, 1)), -1, np.int64)
    grid[person, period] = np.arange(rows)
    if (grid >= 0).sum() < rows:
        raise BadInput.at(
            "frame",
            f"Some students have more than one row{' in a period' if spec.period else ''}.",
            "Give one row a student and period, and name the period's column.",
            rule="frame.person-twice",
            column=spec.person,
        )
    return grid


def _common(present: BoolArray, k: int) -> BoolArray:
    """Return the periods to release of each student: a set of periods that fewer than k share gives up some."""
    weights = 1 << np.arange(present.shape[1], dtype=np.int64)
    keys, inverse, counts = np.unique(present @ weights, return_inverse=True, return_counts=True)
    tally = dict(zip(keys.tolist(), counts.tolist(), strict=True))
    target = {key: key for key in tally}
    for size in range(present.shape[1], 0, -1):
        for key in sorted(key for key in tally if key.bit_count() == size and tally[key] < k):
            best = _shorter(key, tally, k)
            tally[best] = tally.get(best, 0) + tally.pop(key)
            target = {start: best if end == key else end for start, end in target.items()}
    settled = np.array([target[key] for key in keys.tolist()], np.int64)[inverse]
    common: BoolArray = (settled[:, None] & weights) > 0
    return common


def _shorter(key: int, tally: dict[int, int], k: int) -> int:
    """Return the largest set of periods inside another that k students share, else the one fewer that most could."""
    enough = [other for other, count in tally.items() if other and other & key == other != key and count >= k]
    if enough:
        return max(enough, key=lambda other: (other.bit_count(), tally[other], other))
    fewer = [key & ~(1 << bit) for bit in range(key.bit_length()) if key >> bit & 1]
    return max(fewer, key=lambda one: (sum(count for other, count in tally.items() if other & one == one != 0), one))


def _part(spec: Spec, rows: Rows, forest: Forest, grid: LongArray) -> Part:
    """Return the problem of students who are present in the same periods. grid: (students, periods)."""
    width, depth = forest.width, forest.labels.shape[1]
    paths = [distinct(rows.codes[grid, column]) for column in range(width)]
    widest = max(len(first) for first, _ in paths)
    labels, loss = np.zeros((width, depth, widest), np.int32), np.zeros((width, depth, widest))
    for column, (first, _) in enumerate(paths):
        codes = rows.codes[grid[first], column]
        for level in range(forest.heights[column]):
            labels[column, level, : len(first)] = _numbered(forest.labels[column, level, codes])
        for level in range(depth):
            loss[column, level, : len(first)] = forest.loss[column, level, codes].mean(axis=1)
    codes = np.column_stack([of_person for _, of_person in paths]).astype(np.int32)
    sensitive = rows.sensitive[grid].transpose(0, 2, 1).reshape(len(grid), -1)
    each = tuple(attribute for attribute in spec.sensitive for _ in range(grid.shape[1]))
    trees = Forest(labels, loss, forest.heights, forest.weights)
    return Part(Problem(atoms(codes, sensitive), trees, spec.k, each), grid)


def _numbered(labels: IntArray) -> LongArray:
    """Return a number for each distinct row of labels, 0 for the row of marks alone."""
    first, of_row = distinct(labels)
    told = labels[first].any(axis=1)
    return np.where(told, np.arange(1, len(first) + 1), 0)[of_row]
