"""From the finest cuboid of one school year to a table that can be protected: groups, outcomes, amounts.

Rates are protected by protecting their parts: each source of records with a rate becomes a dimension of its own, with
the students who have the outcome, those who lack it, and those without a record. Dimensions of two sources are never
crossed in what is published, so several rates over the same groups are protected together (R29 readings b and c).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from schoolgate import sdc
from schoolgate.core import NotAllowed, Population, SchoolYear
from schoolgate.release.measures import MEANS, OUTCOME_OF, RATES, Mean, Rate, Source
from schoolgate.warehouse.cuboid import Cuboid, CuboidDimension

ROOT = "All"
RECORDED = "recorded"
NOT_RECORDED = "not recorded"
_SCALE = 1000

Cell = TypeVar("Cell", bound=np.generic)
Counts = NDArray[np.int64]
Amounts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Group:
    """One grouping of a table: its columns from coarse to fine, and how people read each code.

    has_own_codes: the codes are the district's ids and the labels names, as for schools.
    """

    name: str
    columns: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]

    @property
    def has_own_codes(self) -> bool:
        """Whether a code is not what people read."""
        return any(code != label for code, label in self.labels)


@dataclass(frozen=True, slots=True)
class OutcomeAxis:
    """Where the parts of a source's rate stand. `axis` is None where every student has a record and no rate is asked.

    base, has, lacks: code positions on the axis of the students with a record, with the outcome, without it.
    """

    source: Source
    axis: int | None
    base: int = 0
    has: int | None = None
    lacks: int | None = None


@dataclass(frozen=True, eq=False)
class YearTable:
    """The table of one school year, ready to be protected.

    groups: in the order of the table's first axes. amounts: sums over the grid of the groups alone, by name.
    structural_zeros: over the table's grid, finest combinations that a reviewer has marked as impossible.
    """

    school_year: SchoolYear
    table: sdc.CountTable
    groups: tuple[Group, ...]
    outcomes: tuple[OutcomeAxis, ...]
    amounts: tuple[tuple[str, Amounts], ...]
    structural_zeros: NDArray[np.bool_] | None = None

    def part(self, grid: NDArray[Cell], outcome: OutcomeAxis | None = None, code: int = 0) -> NDArray[Cell]:
        """Return the groups' own grid: all outcomes at their total but one, which stands at `code`."""
        at: list[int | slice] = [slice(None)] * len(self.groups)
        at += [0] * (len(self.table.dimensions) - len(self.groups))
        if outcome is not None and outcome.axis is not None:
            at[outcome.axis] = code
        part: NDArray[Cell] = grid[tuple(at)]
        return part

    def outcome(self, source: Source) -> OutcomeAxis | None:
        """Return the axis of a source; None for measures that count every student."""
        return next((outcome for outcome in self.outcomes if outcome.source is source), None)

    def amount(self, name: str) -> Amounts:
        """Return the sums of an amount over the groups' grid."""
        return dict(self.amounts)[name]


def rates_of(measures: Sequence[str]) -> tuple[Rate, ...]:
    """Return the rates among the measures."""
    return tuple(RATES[measure] for measure in measures if measure in RATES)


def means_of(measures: Sequence[str]) -> tuple[Mean, ...]:
    """Return the means among the measures."""
    return tuple(MEANS[measure] for measure in measures if measure in MEANS)


def sources_of(measures: Sequence[str]) -> tuple[Source, ...]:
    """Return the sources of records that these measures rest on, each once."""
    rates, means = rates_of(measures), means_of(measures)
    return tuple(dict.fromkeys([*(rate.source for rate in rates), *(mean.source for mean in means)]))


def outcomes_of(measures: Sequence[str]) -> tuple[str, ...]:
    """Return the outcome columns that the cuboid needs for these measures."""
    return tuple(OUTCOME_OF[source] for source in sources_of(measures))


def sums_of(measures: Sequence[str]) -> tuple[str, ...]:
    """Return the amounts that the cuboid needs for these measures."""
    return tuple(dict.fromkeys(name for mean in means_of(measures) for name in (mean.amount, mean.per)))


def year_table(
    cuboid: Cuboid,
    school_year: SchoolYear,
    measures: Sequence[str],
    population: Population | None = None,
    *,
    unpublished_groups: Sequence[str] = (),
    unpublished_measures: Sequence[str] = (),
) -> YearTable:
    """Return the table of a school year from its finest cuboid.

    population: what its conditions leave out is left out of the table's codes as well. unpublished: groups of the
    cuboid, and measures, by which the table is counted without publishing anything of it; their axes come last.
    """
    where = population or Population()
    grown = _Grown(cuboid, [], [])
    asked = [group for group in cuboid.dimensions if group.name not in unpublished_groups]
    groups = tuple(grown.add_group(group, where) for group in asked)
    outcomes = [grown.add_outcome(source, measures) for source in sources_of(measures)]
    apart = [[dimension.name] for dimension in grown.dimensions[len(groups) :]]
    published = {dimension.name for dimension in grown.dimensions}
    for group in cuboid.dimensions:
        if group.name in unpublished_groups:
            grown.add_group(group, where)
    for source in sources_of(unpublished_measures):
        grown.add_outcome(source, unpublished_measures)
    margins = sdc.Margins.without_crossing(apart) if apart else sdc.Margins.all()
    if len(published) < len(grown.dimensions):
        margins = replace(margins, only=_crossings(published))
    rows = grown.rows()
    table = sdc.CountTable.from_counts(
        grown.dimensions, rows=rows, counts=cuboid.table.column("n").to_numpy(), margins=margins
    )
    amounts = tuple((name, _amount(cuboid.table, name, groups, rows)) for name in sums_of(measures))
    return YearTable(school_year, table, tuple(map(_group, asked)), tuple(outcomes), amounts)


@dataclass(frozen=True, slots=True)
class _Grown:
    """A table's axes while they are put together: each dimension, and the code positions of the cuboid's rows."""

    cuboid: Cuboid
    dimensions: list[sdc.Dimension]
    columns: list[Counts]

    def add_group(self, group: CuboidDimension, where: Population) -> sdc.Dimension:
        """Add the axis of a grouping and return its dimension."""
        dimension = _group_dimension(group, where.values(group.name))
        self.columns.append(_positions(self.cuboid.table, group, dimension))
        self.dimensions.append(dimension)
        return dimension

    def add_outcome(self, source: Source, measures: Sequence[str]) -> OutcomeAxis:
        """Add the axis of a source's records, where it needs one, and return where it stands."""
        rate = next((rate for rate in rates_of(measures) if rate.source is source), None)
        flags = self.cuboid.table.column(OUTCOME_OF[source])
        outcome, dimension = _outcome_axis(source, rate, has_gaps=flags.null_count > 0, axis=len(self.dimensions))
        if dimension is not None:
            self.columns.append(_outcome_positions(flags, dimension, rate))
            self.dimensions.append(dimension)
        return outcome

    def rows(self) -> Counts:
        """Return the positions, rows x dimensions."""
        if not self.columns:
            return np.zeros((self.cuboid.table.num_rows, 0), dtype=np.int64)
        return np.stack(self.columns, axis=1)


def _crossings(names: Iterable[str]) -> frozenset[frozenset[str]]:
    """Return every crossing of these dimensions, the grand total too."""
    ordered = sorted(names)
    return frozenset(frozenset(some) for size in range(len(ordered) + 1) for some in combinations(ordered, size))


def _group(dimension: CuboidDimension) -> Group:
    labels = tuple((label.code, label.label) for label in dimension.labels)
    return Group(dimension.name, dimension.columns, labels if dimension.name == "school" else ())


def _group_dimension(group: CuboidDimension, selected: Sequence[str]) -> sdc.Dimension:
    """Return the dimension over all codes that may occur: those that a condition selects, met or not."""
    parents = {label.code: label.parent for label in group.labels}
    finest = [label.code for label in group.labels if label.column == group.columns[-1]]
    paths = [(*([above] if (above := parents[code]) else []), code) for code in finest]
    wanted = set(selected)
    order = [label.code for label in group.labels]
    kept = sorted(
        (path for path in paths if not wanted or wanted & set(path)),
        key=lambda path: [order.index(code) for code in path],
    )
    if not kept:
        raise NotAllowed([f"The table is withheld: no student can be in any {group.name} that was asked for."])
    return sdc.hierarchy(group.name, group.columns, kept, root=ROOT)


def _positions(table: pa.Table, group: CuboidDimension, dimension: sdc.Dimension) -> Counts:
    finest = table.column(group.columns[-1]).to_pylist()
    return np.array([dimension.index[code] for code in finest], dtype=np.int64)


def _outcome_axis(
    source: Source, rate: Rate | None, *, has_gaps: bool, axis: int
) -> tuple[OutcomeAxis, sdc.Dimension | None]:
    """Return the dimension of a source: its rate's parts, and the students without a record where there are any."""
    parts = () if rate is None else (rate.has, rate.lacks)
    if not has_gaps:
        if rate is None:
            return OutcomeAxis(source, None), None
        dimension = sdc.flat_dimension(str(source), parts, root=ROOT)
        return OutcomeAxis(source, axis, 0, dimension.index[rate.has], dimension.index[rate.lacks]), dimension
    paths: list[tuple[str, ...]] = [(RECORDED, part) for part in parts] or [(RECORDED,)]
    dimension = sdc.hierarchy(
        str(source), ("record", "outcome") if parts else ("record",), [*paths, (NOT_RECORDED,)], root=ROOT
    )
    has, lacks = (dimension.index[part] for part in parts) if parts else (None, None)
    return OutcomeAxis(source, axis, dimension.index[RECORDED], has, lacks), dimension


def _outcome_positions(flags: pa.ChunkedArray, dimension: sdc.Dimension, rate: Rate | None) -> Counts:
    yes, no = (RECORDED, RECORDED) if rate is None else (rate.has, rate.lacks)
    codes = {True: yes, False: no, None: NOT_RECORDED}
    return np.array([dimension.index[codes[flag]] for flag in flags.to_pylist()], dtype=np.int64)


def _amount(table: pa.Table, name: str, groups: Sequence[sdc.Dimension], rows: Counts) -> Amounts:
    """Sum an amount into every group. Whole thousandths are added, so that no order of rows changes the result."""
    values = np.rint(np.nan_to_num(table.column(name).to_numpy().astype(np.float64)) * _SCALE).astype(np.int64)
    shape = tuple(len(group.codes) for group in groups)
    if not groups:
        return np.array(values.sum() / _SCALE, dtype=np.float64)
    leaves = np.ravel_multi_index(tuple(rows[:, : len(groups)].T), shape)
    grid = np.zeros(shape, dtype=np.int64)
    np.add.at(grid.reshape(-1), leaves, values)
    for axis, group in enumerate(groups):
        lines = np.moveaxis(grid, axis, 0)
        for parent, children in group.families:
            lines[parent] = lines[children].sum(axis=0)
    return grid / _SCALE
