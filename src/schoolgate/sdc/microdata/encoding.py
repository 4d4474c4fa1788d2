"""Rows as whole numbers: distinct combinations with their weights, and hierarchies as tables of printed labels."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schoolgate.core import BadInput, Fault
from schoolgate.sdc.microdata.frame import Frame, texts
from schoolgate.sdc.microdata.hierarchy import MARK, Hierarchy
from schoolgate.sdc.microdata.spec import Spec

IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """All hierarchies as tables over (column, level, code); the root, level `heights[column]`, prints the mark.

    labels: the printed label, 0 for the mark. loss: the certainty penalty of printing that label, 0 to 1, times the
    column's share of all weights, so that a row of marks loses 1. The code after a column's last value stands for a
    missing value: it prints the mark at every level and loses nothing. weights: each column's share.
    """

    labels: IntArray
    loss: FloatArray
    heights: IntArray
    weights: FloatArray

    @property
    def width(self) -> int:
        """Return the number of quasi-identifiers."""
        return len(self.heights)


@dataclass(frozen=True, slots=True, eq=False)
class Atoms:
    """Distinct combinations of true values, and how many rows hold each.

    codes: (atoms, columns). sensitive: (atoms, sensitive attributes), -1 for missing. of_row: the atom of each row.
    """

    codes: IntArray
    sensitive: IntArray
    weights: LongArray
    of_row: LongArray

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return len(self.of_row)


def plant(hierarchies: tuple[Hierarchy, ...]) -> tuple[Forest, tuple[tuple[str, ...], ...]]:
    """Return the tables of all hierarchies and, per column, the text of each label.

    A level that is a single group says nothing and falls away.
    """
    shares = np.array([hierarchy.weight for hierarchy in hierarchies])
    shares = shares / shares.sum()
    levels = [_levels(hierarchy) for hierarchy in hierarchies]
    depth = max(len(kept) for kept in levels) + 1
    widest = max(len(hierarchy.paths) for hierarchy in hierarchies) + 1
    labels = np.zeros((len(hierarchies), depth, widest), np.int32)
    loss = np.zeros(labels.shape)
    texts = []
    for column, hierarchy in enumerate(hierarchies):
        number = len(hierarchy.paths)
        known: dict[str, int] = {MARK: 0}
        for row, level in enumerate(levels[column]):
            ids = np.array([known.setdefault(path[level], len(known)) for path in hierarchy.paths])
            members = np.bincount(ids)
            labels[column, row, :number] = ids
            loss[column, row, :number] = (members[ids] - 1) / max(number - 1, 1)
        loss[column, len(levels[column]) :, :number] = 1
        loss[column] *= shares[column]
        texts.append(tuple(known))
    heights = np.array([len(kept) for kept in levels], np.int32)
    return Forest(labels, loss, heights, shares), tuple(texts)


def _levels(hierarchy: Hierarchy) -> list[int]:
    """Return the levels that tell something: the finest, and each that is neither the one below nor the root."""
    kept, groups = [0], len(hierarchy.paths)
    for level in range(1, len(hierarchy.paths[0])):
        distinct = len({path[level] for path in hierarchy.paths})
        if 1 < distinct < groups:
            kept.append(level)
            groups = distinct
    return kept


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The true values of every row as codes. codes: (rows, columns). sensitive: (rows, attributes), -1 for missing."""

    codes: IntArray
    sensitive: IntArray


def encode(frame: Frame, spec: Spec) -> Rows:
    """Return the codes of a frame; BadInput naming every value that no hierarchy knows."""
    faults: list[Fault] = []
    columns = [_coded(frame, hierarchy, faults) for hierarchy in spec.quasi_identifiers]
    if faults:
        raise BadInput(faults)
    sensitive = [ranked(frame, attribute.column)[0] for attribute in spec.sensitive]
    return Rows(np.column_stack(columns), np.column_stack([np.zeros((len(frame), 0), np.int32), *sensitive]))


def atoms(codes: IntArray, sensitive: IntArray) -> Atoms:
    """Return the distinct combinations among rows, in the order of their codes."""
    table = np.column_stack([codes, sensitive]).astype(np.int32)
    first, of_row = distinct(table)
    weights = np.bincount(of_row, minlength=len(first)).astype(np.int64)
    return Atoms(np.ascontiguousarray(codes[first]), sensitive[first], weights, of_row)


def _coded(frame: Frame, hierarchy: Hierarchy, faults: list[Fault]) -> IntArray:
    codes, labels = texts(frame, hierarchy.column)
    place = {value: number for number, value in enumerate(hierarchy.values)}
    missing = len(place)
    used = set(np.unique(codes).tolist())
    faults.extend(
        Fault(
            "frame",
            None,
            hierarchy.column,
            "frame.unknown-value",
            f"The value {label!r} is not in the hierarchy.",
            "Add it to the hierarchy, or leave its cells empty.",
        )
        for number, label in enumerate(labels)
        if number in used and label not in place
    )
    lookup = np.array([place.get(label, missing) for label in labels] + [missing], np.int32)
    return lookup[codes]


def ranked(frame: Frame, column: str) -> tuple[IntArray, int]:
    """Return codes in the order of the labels, -1 for missing, and how many labels there are."""
    codes, labels = texts(frame, column)
    rank = np.empty(len(labels) + 1, np.int32)
    rank[sorted(range(len(labels)), key=labels.__getitem__)] = np.arange(len(labels), dtype=np.int32)
    rank[-1] = -1
    return rank[codes], len(labels)


def distinct(table: IntArray) -> tuple[LongArray, LongArray]:
    """Return one row number per distinct row, in the order of the codes, and the distinct row of each row."""
    key = np.zeros(len(table), np.int64)
    reach = 1
    for column in range(table.shape[1]):
        values = table[:, column].astype(np.int64) + 1
        size = int(values.max(initial=0)) + 1
        if reach * size >= 2**62:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            reach = len(table) + 1
        key = key * size + values
        reach *= size
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return first, inverse.astype(np.int64)
