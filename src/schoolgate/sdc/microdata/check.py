"""Counts a released file plainly, from outside, and tells every fault. Shares no code with what made the file."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import product
from math import log
from typing import Any

import narwhals as nw
import numpy as np

from schoolgate.core import BadInput, Fault
from schoolgate.sdc.microdata.hierarchy import MARK, Hierarchy
from schoolgate.sdc.microdata.spec import Diversity, Sensitive, Spec


class Reading(StrEnum):
    """What counts as one combination.

    printed: the labels as they stand, the mark being a label like any other (strong). could_match: all rows that may
    be of the same student as the printed combination, coarser, finer or marked (weak; for files made elsewhere).
    """

    PRINTED = "printed"
    COULD_MATCH = "could_match"


def check(frame: object, spec: Spec, *, reading: Reading = Reading.PRINTED) -> tuple[Fault, ...]:
    """Return every fault of a released frame: classes under k or not diverse, labels and columns that no one declared.

    A file that passes as printed passes as could_match too. The message of a fault counts small groups: it stays in
    the office.
    """
    table = _table(frame)
    faults = list(_column_faults(table, spec))
    if faults:
        return tuple(faults)
    for hierarchy in spec.quasi_identifiers:
        faults.extend(_label_faults(table, hierarchy))
    counts = _counts(table, spec.names)
    sizes = counts if reading is Reading.PRINTED else _could_match(counts, spec)
    faults.extend(_size_fault(names, size, spec) for names, size in sizes.items() if size < spec.k)
    for sensitive in spec.sensitive:
        if sensitive.l > 1:
            faults.extend(_diversity_faults(table, spec, sensitive))
    return tuple(faults)


Combination = tuple[str | None, ...]


def _table(frame: object) -> Any:  # Any: pyarrow has no types
    try:
        return nw.from_native(frame, eager_only=True).to_arrow()  # type: ignore[call-overload]  # judged at run time
    except TypeError:
        raise BadInput.at(
            "frame", f"{type(frame).__name__} is not a table.", "Give a table held in memory.", rule="check.kind"
        ) from None


def _column_faults(table: Any, spec: Spec) -> Iterable[Fault]:
    for column in spec.columns:
        if column not in table.column_names:
            yield _fault(column, "column-missing", f"There is no column {column!r}.", "Release it, or leave it out.")
    for column in table.column_names:
        if column not in spec.columns:
            yield _fault(
                column, "column-undeclared", f"Nobody declared the column {column!r}.", "Leave it out of the file."
            )


def _label_faults(table: Any, hierarchy: Hierarchy) -> Iterable[Fault]:
    known = {MARK}.union(*hierarchy.paths)
    for label in table.column(hierarchy.column).unique().to_pylist():
        if label not in known:
            yield _fault(
                hierarchy.column,
                "label-unknown",
                f"{label!r} is neither a value, nor a coarser label, nor the mark.",
                "Release only labels of the hierarchy.",
            )


def _counts(table: Any, names: tuple[str, ...]) -> dict[Combination, int]:
    """Return how many rows print each combination."""
    grouped = table.select(list(names)).group_by(list(names)).aggregate([([], "count_all")])
    columns = [grouped.column(name).to_pylist() for name in (*names, "count_all")]
    return {tuple(row[:-1]): row[-1] for row in zip(*columns, strict=True)}


def _size_fault(combination: Combination, size: int, spec: Spec) -> Fault:
    where = ", ".join(f"{name} {label}" for name, label in zip(spec.names, combination, strict=True))
    return _fault(
        None, "class-small", f"Only {size} rows hold {where}; {spec.k} are needed.", "Generalise or suppress more."
    )


def _could_match(counts: dict[Combination, int], spec: Spec) -> dict[Combination, int]:
    """Return for each printed combination the rows whose labels all overlap with it."""
    sizes = np.array(list(counts.values()))
    overlaps = [_overlaps(hierarchy) for hierarchy in spec.quasi_identifiers]
    columns = [
        np.array([overlap[0].get(combination[number], 0) for combination in counts])
        for number, overlap in enumerate(overlaps)
    ]
    result = {}
    for row, combination in enumerate(counts):
        fits = np.ones(len(sizes), bool)
        for column, (_, matrix) in zip(columns, overlaps, strict=True):
            fits &= matrix[column[row]][column]
        result[combination] = int(sizes[fits].sum())
    return result


def _overlaps(hierarchy: Hierarchy) -> tuple[dict[str | None, int], Any]:
    """Return a number for each label and whether two labels have a value in common."""
    under: dict[str | None, set[str]] = {MARK: {path[0] for path in hierarchy.paths}}
    for path in hierarchy.paths:
        for label in path:
            under.setdefault(label, set()).add(path[0])
    labels = list(under)
    matrix = np.zeros((len(labels), len(labels)), bool)
    for (a, one), (b, other) in product(enumerate(labels), repeat=2):
        matrix[a, b] = not under[one].isdisjoint(under[other])
    return {label: number for number, label in enumerate(labels)}, matrix


def _diversity_faults(table: Any, spec: Spec, sensitive: Sensitive) -> Iterable[Fault]:
    """Find printed classes with too few known values of a sensitive attribute."""
    tallies: dict[Combination, list[int]] = {combination: [] for combination in _counts(table, spec.names)}
    for combination, rows in _counts(table, (*spec.names, sensitive.column)).items():
        if combination[-1] is not None and combination[-1] not in ("", MARK) and combination[-1] == combination[-1]:
            tallies[combination[:-1]].append(rows)
    for combination, tally in tallies.items():
        if not _diverse(tally, sensitive):
            where = ", ".join(f"{name} {label}" for name, label in zip(spec.names, combination, strict=True))
            yield _fault(
                sensitive.column,
                "class-alike",
                f"The rows of {where} are less than {sensitive.l}-diverse ({sensitive.diversity}).",
                "Generalise or suppress more.",
            )


def _diverse(tally: list[int], sensitive: Sensitive) -> bool:
    if sensitive.diversity is Diversity.DISTINCT:
        return len(tally) >= sensitive.l
    total = sum(tally)
    entropy = -sum(rows / total * log(rows / total) for rows in tally)
    return bool(tally) and entropy >= log(sensitive.l) - 1e-9


def _fault(column: str | None, rule: str, message: str, mend: str) -> Fault:
    return Fault("released file", None, column, f"deidentified.{rule}", message, mend)
