"""How a quasi-identifier may be told more coarsely: `09`, then `high`, then nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from schoolgate.core import BadInput, Fault

MARK = "*"
"""What stands in a released cell that tells nothing: the root of every hierarchy, and every missing value."""


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """One quasi-identifier and, for each of its values, the labels that stand for it from fine to coarse.

    paths: one tuple a value: the value itself, then its label at each coarser level. All are equally long. The
    last step, telling nothing, is the mark `*` and is never written down. A label means the same set of values
    wherever it stands, so that columns of mixed levels can be read. weight: how much a loss in this column counts.
    Raises BadInput with every fault.
    """

    column: str
    paths: tuple[tuple[str, ...], ...]
    weight: float = 1.0

    def __post_init__(self) -> None:
        faults = tuple(_faults(self))
        if faults:
            raise BadInput(faults)

    @classmethod
    def of(cls, column: str, labels: Mapping[str, Sequence[str]], *, weight: float = 1.0) -> "Hierarchy":
        """Return a hierarchy from each value's coarser labels: `{"09": ("high",), "KG": ("elementary",)}`."""
        paths = ((value, *([up] if isinstance(up, str) else up)) for value, up in labels.items())
        return cls(column, tuple(paths), weight)

    @classmethod
    def bands(cls, column: str, bands: Mapping[str, Iterable[str]], *, weight: float = 1.0) -> "Hierarchy":
        """Return a hierarchy of one coarser level: `{"high": ("09", "10", "11", "12")}`."""
        return cls(column, tuple((value, band) for band, values in bands.items() for value in values), weight)

    @classmethod
    def flat(cls, column: str, values: Iterable[str], *, weight: float = 1.0) -> "Hierarchy":
        """Return a hierarchy of values that are either told or not told."""
        return cls(column, tuple((value,) for value in values), weight)

    @classmethod
    def ranges(cls, column: str, low: int, high: int, widths: Sequence[int], *, weight: float = 1.0) -> "Hierarchy":
        """Return whole numbers from low to high (both included) and ranges of the given widths, narrow to wide."""
        paths = (
            (str(number), *(_range_label(number, low, high, width) for width in widths))
            for number in range(low, high + 1)
        )
        return cls(column, tuple(paths), weight)

    @classmethod
    def dates(cls, column: str, first: date, last: date, *, years: int = 5, weight: float = 1.0) -> "Hierarchy":
        """Return the days from first to last (both included), their month, their year, and spans of `years` years."""
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        paths = (
            (day.isoformat(), day.strftime("%Y-%m"), str(day.year), _range_label(day.year, 0, 9999, years))
            for day in days
        )
        return cls(column, tuple(paths), weight)

    @property
    def values(self) -> tuple[str, ...]:
        """Return the finest values in the order in which they were declared."""
        return tuple(path[0] for path in self.paths)


def _range_label(number: int, low: int, high: int, width: int) -> str:
    start = low + (number - low) // width * width
    end = min(start + width - 1, high)
    return str(start) if start == end else f"{start} to {end}"


def _faults(hierarchy: Hierarchy) -> Iterable[Fault]:
    if not hierarchy.paths:
        yield _fault(hierarchy, "empty", "The hierarchy has no values.", "Declare the values that may occur.")
    if not hierarchy.weight > 0:
        yield _fault(hierarchy, "weight", "The weight is not above zero.", "Give a weight above 0, such as 1.")
    yield from _faults_of_values(hierarchy)
    if len({len(path) for path in hierarchy.paths}) > 1:
        yield _fault(
            hierarchy,
            "ragged",
            "Not every value has the same number of levels.",
            "Repeat the last label of the shorter ones.",
        )
    else:
        yield from _faults_of_levels(hierarchy)


def _faults_of_values(hierarchy: Hierarchy) -> Iterable[Fault]:
    seen: set[str] = set()
    for path in hierarchy.paths:
        if MARK in path or "" in path:
            yield _fault(
                hierarchy,
                "reserved",
                f"{path[0]!r} uses an empty label or `{MARK}`, which stand for what is not told.",
                "Give it another label; the step to the mark is implied.",
            )
        if path[0] in seen:
            yield _fault(hierarchy, "twice", f"The value {path[0]!r} is declared twice.", "Declare it once.")
        seen.add(path[0])


def _faults_of_levels(hierarchy: Hierarchy) -> Iterable[Fault]:
    """Find labels that stand for two different sets of values, and levels that cut across the level below."""
    meaning: dict[str, frozenset[str]] = {}
    height = len(hierarchy.paths[0]) if hierarchy.paths else 0
    for level in range(height):
        members: dict[str, set[str]] = {}
        for path in hierarchy.paths:
            members.setdefault(path[level], set()).add(path[0])
        for label, values in members.items():
            if meaning.setdefault(label, frozenset(values)) != values:
                yield _fault(
                    hierarchy,
                    "ambiguous",
                    f"The label {label!r} stands for different values at different levels.",
                    "Give each group of values a label of its own.",
                )
        if level:
            yield from _cuts(hierarchy, level)


def _cuts(hierarchy: Hierarchy, level: int) -> Iterable[Fault]:
    above: dict[str, set[str]] = {}
    for path in hierarchy.paths:
        above.setdefault(path[level - 1], set()).add(path[level])
    for label, labels in above.items():
        if len(labels) > 1:
            yield _fault(
                hierarchy,
                "not-nested",
                f"{label!r} is divided among {', '.join(sorted(labels))} one level up.",
                "Let every group lie wholly inside one coarser group.",
            )


def _fault(hierarchy: Hierarchy, rule: str, message: str, mend: str) -> Fault:
    return Fault("hierarchy", None, hierarchy.column, f"hierarchy.{rule}", message, mend)
