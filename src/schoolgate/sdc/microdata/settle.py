"""The last few rows, too few for a group of their own: join the class that this costs least, else drop."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from schoolgate.sdc.microdata.encoding import distinct
from schoolgate.sdc.microdata.lift import Recoded
from schoolgate.sdc.microdata.rule import Problem

IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

SINGLY_AT_MOST = 30
"""Atoms that are also tried one by one; more are placed together only."""

CLASSES_AT_MOST = 200
"""Classes that are tried, cheapest first, where the rule asks for diversity."""


def printed(problem: Problem, levels: IntArray) -> IntArray:
    """Return the printed label of every atom and column."""
    codes, labels = problem.atoms.codes, problem.forest.labels
    columns = range(problem.forest.width)
    return np.column_stack([labels[column, levels[:, column], codes[:, column]] for column in columns])


def losses(problem: Problem, recoded: Recoded) -> FloatArray:
    """Return the loss of one row of every atom, 0 to 1; a dropped row loses 1."""
    codes, table = problem.atoms.codes, problem.forest.loss
    columns = range(problem.forest.width)
    loss = sum(table[column, recoded.levels[:, column], codes[:, column]] for column in columns)
    return np.where(recoded.left, 1.0, loss)


def total_loss(problem: Problem, recoded: Recoded) -> float:
    """Return the mean loss of a row, 0 to 1."""
    return float(losses(problem, recoded) @ problem.atoms.weights / max(problem.atoms.rows, 1))


def settle(problem: Problem, recoded: Recoded) -> Recoded:
    """Place the rows that found no group, together or one by one, whichever loses less; what stays left is dropped."""
    left = np.flatnonzero(recoded.left)
    if not len(left):
        return recoded
    ways = [_joined(problem, recoded, left)]
    if len(left) <= SINGLY_AT_MOST:
        singly = recoded
        for atom in left:
            singly = _joined(problem, singly, np.array([atom]))
        ways.append(singly)
    return min(ways, key=lambda way: total_loss(problem, way))


def _joined(problem: Problem, recoded: Recoded, rows: LongArray) -> Recoded:
    """Return the recoding in which the given left rows share a print with the class that costs least to join."""
    placed = np.flatnonzero(~recoded.left)
    if not len(placed):
        return recoded
    first, of_atom = distinct(printed(problem, recoded.levels)[placed])
    sizes = np.bincount(of_atom, weights=problem.atoms.weights[placed]).astype(np.float64)
    joins = _joins(problem, recoded.levels, rows, placed[first])
    costs = _costs(problem, recoded.levels, rows, placed[first], sizes, joins)
    for choice in np.argsort(costs, kind="stable")[:CLASSES_AT_MOST]:
        members = np.concatenate([rows, placed[of_atom == choice]])
        together = np.zeros(len(members), np.int32)
        count = np.array([problem.atoms.weights[members].sum()])
        if problem.stands(members, together, count)[0]:
            levels, left = recoded.levels.copy(), recoded.left.copy()
            levels[rows] = joins[choice]
            levels[members] = np.maximum(levels[members], joins[choice])
            left[rows] = False
            return replace(recoded, levels=levels, left=left)
    return recoded


def _joins(problem: Problem, levels: IntArray, rows: LongArray, heads: LongArray) -> IntArray:
    """Return for each class, known by one of its atoms, the finest levels at which it prints as all the rows do."""
    codes, labels = problem.atoms.codes, problem.forest.labels
    joins = np.broadcast_to(problem.forest.heights, (len(heads), problem.forest.width)).astype(np.int32)
    for column, height in enumerate(problem.forest.heights):
        for level in range(height - 1, -1, -1):
            shown = labels[column, level, codes[rows, column]]
            if not shown[0] or (shown != shown[0]).any():
                break
            same = labels[column, level, codes[heads, column]] == shown[0]
            joins[same & (levels[heads, column] <= level), column] = level
    return joins


def _costs(
    problem: Problem, levels: IntArray, rows: LongArray, heads: LongArray, sizes: FloatArray, joins: IntArray
) -> FloatArray:
    """Return what joining each class costs: its own rows told more coarsely, and the joining rows at that level."""
    table, codes = problem.forest.loss, problem.atoms.codes
    weight = problem.atoms.weights[rows].sum()
    costs = np.zeros(len(heads))
    for column in range(problem.forest.width):
        own = codes[heads, column]
        after = table[column, joins[:, column], own]
        before = table[column, levels[heads, column], own]
        costs += sizes * (after - before) + weight * after
    return costs
