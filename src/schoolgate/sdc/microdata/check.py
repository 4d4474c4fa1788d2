"""Counts a released file plainly, from outside, and tells every fault. Shares no code with what made the file."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import product
from math import log
from typing import Any

import narwhals as nw
import numpy as np

from schoolgate.core import BadInput, Fault
from schoolgate.sdc.microdata.hierarchy import MARK, Hierarchy
from schoolgate.sdc.microdata.spec import Diversity, Sensitive, Spec

Label = str | None
Combination = tuple[tuple[Label, tuple[Label, ...]], ...]
"""All that is printed of one student: for each period (None where there are none), the labels of that period."""

Student = list[int]
"""The row numbers of one student, in the order of the periods."""


class Reading(StrEnum):
    """What counts as one combination.

    printed: the labels as they stand, the mark being a label like any other (strong). could_match: everything that
    may be of the same student as the printed combination: coarser, finer or marked (weak; for files made elsewhere).
    """

    PRINTED = "printed"
    COULD_MATCH = "could_match"


def check(frame: object, spec: Spec, *, reading: Reading = Reading.PRINTED) -> tuple[Fault, ...]:
    """Return every fault of a released frame: classes under k or not diverse, labels and columns nobody declared.

    A file that passes as printed passes as could_match too. A fault's message counts a small group: it stays in the
    office.
    """
    table = _table(frame)
    faults = list(_column_faults(table, spec))
    if faults:
        return tuple(faults)
    for hierarchy in spec.quasi_identifiers:
        faults.extend(_label_faults(table, hierarchy))
    students = _students(table, spec)
    faults.extend(_twice(students, table, spec))
    classes = _classes(students, table, spec)
    sizes = {combination: len(members) for combination, members in classes.items()}
    if reading is Reading.COULD_MATCH:
        sizes = dict(_could_match(sizes, spec))
    faults.extend(_size_fault(combination, size, spec) for combination, size in sizes.items() if size < spec.k)
    for sensitive in spec.sensitive:
        if sensitive.l > 1:
            faults.extend(_diversity_faults(classes, table, spec, sensitive))
    return tuple(faults)


def _table(frame: object) -> Any:  # Any: pyarrow has no types
    try:
        whole: nw.DataFrame[Any] = nw.from_native(frame, eager_only=True)
    except TypeError:
        raise BadInput.at(
            "frame", f"{type(frame).__name__} is not a table.", "Give a table held in memory.", rule="check.kind"
        ) from None
    return whole.to_arrow()


def _column_faults(table: Any, spec: Spec) -> Iterable[Fault]:
    for column in spec.columns:
        if column not in table.column_names:
            yield _fault(column, "column-missing", f"There is no column {column!r}.", "Release it, or leave it out.")
    for column in table.column_names:
        if column not in spec.columns:
            yield _fault(column, "column-undeclared", f"Nobody declared the column {column!r}.", "Leave it out.")


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


def _students(table: Any, spec: Spec) -> list[Student]:
    """Return the rows of each student, by the record code where there is one."""
    if spec.person is None:
        return [[row] for row in range(table.num_rows)]
    periods = table.column(spec.period).to_pylist() if spec.period else [None] * table.num_rows
    students: defaultdict[Any, Student] = defaultdict(list)  # Any: a code may be text or a number
    for row, person in enumerate(table.column(spec.person).to_pylist()):
        students[person].append(row)
    return [sorted(rows, key=lambda row: str(periods[row])) for rows in students.values()]


def _twice(students: list[Student], table: Any, spec: Spec) -> Iterable[Fault]:
    periods = table.column(spec.period).to_pylist() if spec.period else [None] * table.num_rows
    if any(len({periods[row] for row in rows}) < len(rows) for rows in students):
        yield _fault(
            spec.person,
            "person-twice",
            "A code has more than one row in a period.",
            "Give one row a student and period.",
        )


def _classes(students: list[Student], table: Any, spec: Spec) -> dict[Combination, list[Student]]:
    """Return the students who print the same, in all their periods together."""
    labels = list(zip(*(table.column(name).to_pylist() for name in spec.names), strict=True))
    periods = table.column(spec.period).to_pylist() if spec.period else [None] * table.num_rows
    classes: defaultdict[Combination, list[Student]] = defaultdict(list)
    for rows in students:
        classes[tuple((periods[row], labels[row]) for row in rows)].append(rows)
    return classes


def _could_match(sizes: dict[Combination, int], spec: Spec) -> Iterator[tuple[Combination, int]]:
    """Yield for each printed combination the students of the same periods whose labels all overlap with it."""
    printed = [labels for combination in sizes for _, labels in combination]
    overlaps = [
        _overlaps(hierarchy, {labels[column] for labels in printed})
        for column, hierarchy in enumerate(spec.quasi_identifiers)
    ]
    alike: defaultdict[tuple[Label, ...], list[Combination]] = defaultdict(list)
    for combination in sizes:
        alike[tuple(period for period, _ in combination)].append(combination)
    for combinations in alike.values():
        counts = np.array([sizes[combination] for combination in combinations])
        codes = np.array([[_coded(labels, overlaps) for _, labels in combination] for combination in combinations])
        for row, combination in enumerate(combinations):
            fits = np.ones(len(counts), bool)
            for period, column in product(range(codes.shape[1]), range(len(overlaps))):
                fits &= overlaps[column][1][codes[row, period, column]][codes[:, period, column]]
            yield combination, int(counts[fits].sum())


def _coded(labels: tuple[Label, ...], overlaps: list[tuple[dict[Label, int], Any]]) -> list[int]:
    return [numbers.get(label, 0) for label, (numbers, _) in zip(labels, overlaps, strict=True)]


def _overlaps(hierarchy: Hierarchy, used: set[Label]) -> tuple[dict[Label, int], Any]:  # Any: a matrix of truth values
    """Return a number for each used label and the mark, and whether two labels have a value in common."""
    under: defaultdict[Label, set[str]] = defaultdict(set)
    under[MARK] = {path[0] for path in hierarchy.paths}
    for path in hierarchy.paths:
        for label in used.intersection(path):
            under[label].add(path[0])
    matrix = np.array([[not one.isdisjoint(other) for other in under.values()] for one in under.values()])
    return {label: number for number, label in enumerate(under)}, matrix


def _size_fault(combination: Combination, size: int, spec: Spec) -> Fault:
    message = f"Only {size} students hold {_told(combination, spec)}; {spec.k} are needed."
    return _fault(None, "class-small", message, "Generalise or suppress more.")


def _told(combination: Combination, spec: Spec) -> str:
    return "; ".join(
        ("" if period is None else f"{period}: ")
        + ", ".join(f"{name} {label}" for name, label in zip(spec.names, labels, strict=True))
        for period, labels in combination
    )


def _diversity_faults(
    classes: dict[Combination, list[Student]], table: Any, spec: Spec, sensitive: Sensitive
) -> Iterable[Fault]:
    """Find classes with too few known values of a sensitive attribute in some period."""
    values = table.column(sensitive.column).to_pylist()
    for combination, members in classes.items():
        for place in range(len(combination)):
            known = [values[rows[place]] for rows in members if not _unknown(values[rows[place]])]
            if not _diverse(list(Counter(known).values()), sensitive):
                message = (
                    f"The students of {_told(combination, spec)} are less than "
                    f"{sensitive.l}-diverse ({sensitive.diversity})."
                )
                yield _fault(sensitive.column, "class-alike", message, "Generalise or suppress more.")
                break


def _unknown(value: object) -> bool:
    return value is None or value in ("", MARK) or value != value


def _diverse(tally: list[int], sensitive: Sensitive) -> bool:
    if sensitive.diversity is Diversity.DISTINCT:
        return len(tally) >= sensitive.l
    total = sum(tally)
    entropy = -sum(rows / total * log(rows / total) for rows in tally)
    return bool(tally) and entropy >= log(sensitive.l) - 1e-9


def _fault(column: str | None, rule: str, message: str, mend: str) -> Fault:
    return Fault("released file", None, column, f"deidentified.{rule}", message, mend)
