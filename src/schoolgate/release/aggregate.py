"""Aggregates: groups by measures, small groups and what protects them hidden, and a proof that they stay hidden.

Source: ODA-03, "Aggregate Data" (R28, R29), agencies (R45, R46). Promise and proof are those of `schoolgate.sdc`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from schoolgate import sdc
from schoolgate.core import CheckFailed, NotAllowed, Progress, silent
from schoolgate.release import beside
from schoolgate.release.beside import Linked
from schoolgate.release.built import Built, OfficeFile
from schoolgate.release.differences import to_look_at
from schoolgate.release.files import ColumnType, Dataset, DatasetColumn, with_marks
from schoolgate.release.measures import STUDENTS, is_share
from schoolgate.release.permits import Permit
from schoolgate.release.rendering import Shown, exact_rate, marked_column, shown_mean, shown_rate, shown_students
from schoolgate.release.tables import ROOT, Group, YearTable, means_of, rates_of
from schoolgate.sdc import cell_files, proof_files
from schoolgate.sdc import files as table_files

EDGES_PERCENT = (5, 10, 20, 25, 50)
_WHAT = (
    "Counts of groups of students, and what was asked about them. Each student is counted once in a school year, in the"
    " school and grade of the last enrolment of that year.",
)


@dataclass(frozen=True, eq=False)
class Protection:
    """The pattern of one year's table and its proof."""

    linked: Linked
    status: NDArray[np.int8]
    proof: sdc.Proof

    @property
    def year(self) -> YearTable:
        """The table itself."""
        return self.linked.year


def protect_years(permit: Permit, years: Sequence[Linked], *, progress: Progress = silent) -> tuple[Protection, ...]:
    """Protect each year's table and have the verifier check it before anything is written.

    Raises NotAllowed where no pattern keeps the promise, CheckFailed where the verifier finds a fault.
    """
    rules = permit.determination.disclosure
    zeros = "hide" if rules.zeros_hidden else "show"
    protections = []
    for done, linked in enumerate(years):
        progress("protecting groups", done, len(years))
        year = linked.year
        protected = sdc.protect(
            year.table,
            threshold=rules.threshold,
            level=rules.level,
            zeros=zeros,
            structural_zeros=year.structural_zeros,
            known=linked.known(),
        )
        if protected.withheld is not None:
            raise NotAllowed([f"{year.school_year}: the table is withheld. {protected.withheld}"])
        protection = Protection(linked, protected.status, protected.proof)
        check_proof(permit, protection)
        protections.append(protection)
    progress("protecting groups", len(years), len(years))
    return tuple(protections)


def check_proof(permit: Permit, protection: Protection) -> None:
    """Have the verifier check a pattern and its proof against the true counts. Raises CheckFailed."""
    rules = permit.determination.disclosure
    zeros = "hide" if rules.zeros_hidden else "show"
    year = protection.year
    faults = sdc.verify(
        year.table,
        protection.status,
        protection.proof,
        threshold=rules.threshold,
        level=rules.level,
        zeros=zeros,
        structural_zeros=year.structural_zeros,
    )
    rule = sdc.Rule(rules.threshold, sdc.Level(rules.level), sdc.Zeros(zeros))
    known = protection.linked.known()
    faults += sdc.verify_linked(year.table, protection.proof, known, least_hidden=rule.least_hidden)
    if faults:
        raise CheckFailed(faults)


def aggregate_dataset(permit: Permit, protections: Sequence[Protection]) -> Dataset:
    """Return the dataset that the patterns allow: every group of every year in a fixed order, hidden or not."""
    measures = permit.facts.query.measures
    tables, marks = [], {measure: list[str | None]() for measure in measures}
    for protection in protections:
        table, year_marks = _year_rows(permit, protection, measures)
        tables.append(table)
        for measure in measures:
            marks[measure] += year_marks[measure]
    whole = pa.concat_tables(tables)
    for measure in measures:
        whole = with_marks(whole, measure, marks[measure])
    groups = protections[0].year.groups
    columns = (*_group_columns(permit, groups), *(_measure_column(permit, name, marks[name]) for name in measures))
    return Dataset(
        name="groups-of-students",
        title="Groups of students",
        description=f"One row per school year and group; `{ROOT}` stands for all groups of a column together.",
        table=whole,
        columns=columns,
        terms=permit.terms,
        primary_key=_key(groups),
    )


def build_aggregate(permit: Permit, protections: Sequence[Protection]) -> Built:
    """Return the release of protected tables."""
    threshold = permit.determination.disclosure.threshold
    marked = any(protection.year.structural_zeros is not None for protection in protections)
    office = [file for protection in protections for file in office_files(protection, threshold)]
    office += beside.office_files([protection.linked for protection in protections])
    return Built(
        dataset=aggregate_dataset(permit, protections),
        what=_WHAT,
        protection=(
            f"Groups of fewer than {threshold} students are hidden, and further groups with them, so that no hidden"
            " group can be worked out from the totals.",
            "Every hidden cell bears the same mark, whichever of the two it is.",
            "A group of nobody is hidden like any small group"
            + (", but for grades that a school does not offer, which are shown as 0." if marked else "."),
            "A rate is shown only where those who have the outcome, those who lack it and all of them may be shown;"
            " near 0 % and 100 % it is told as a band.",
            "Before the files were written, an independent check confirmed for every hidden small group that another"
            " district with another number there would have printed the same table.",
        ),
        limits=(
            "A hidden cell is not a zero and not missing at random: small groups are hidden more often.",
            "Do not put this table beside others of the same students to find out what is hidden.",
        ),
        office=tuple(office),
        to_look_at=to_look_at(permit, [(protection.linked, protection.status) for protection in protections]),
    )


def shown_years(years: Sequence[Linked]) -> tuple[Protection, ...]:
    """Return each year's table with nothing hidden, for an agency that people decided to show small groups (R46)."""
    return tuple(
        Protection(each, np.where(each.year.table.published, sdc.PUB, sdc.NOTPUB).astype(np.int8), sdc.Proof())
        for each in years
    )


def build_shown(permit: Permit, shown: Sequence[Protection]) -> Built:
    """Return the release of tables in which people decided to hide nothing (R46). Raises ValueError without them."""
    decided, threshold = permit.small_groups, permit.determination.disclosure.threshold
    if decided is None:
        raise ValueError("nobody decided to show small groups")
    return Built(
        dataset=aggregate_dataset(permit, shown),
        what=_WHAT,
        protection=(
            f"Nothing is hidden: groups of fewer than {threshold} students are shown, which the circular hides from"
            " everybody unless people decide otherwise for one agency (R46).",
            f"The law that allows it: {decided.law}. The basis that was stated: {decided.basis}",
            f"The agreement: {decided.agreement}",
            f"{len(decided.approved_by)} people of the district approved it, one of them a releaser.",
        ),
        limits=(
            "A small group can be about a single student, and so can a rate of 0 % or 100 %, or two tables put side"
            " by side: handle the table as you would handle student records.",
        ),
        office=tuple(file for each in shown for file in office_files(each, threshold)),
    )


def office_files(protection: Protection, threshold: int) -> tuple[OfficeFile, ...]:
    """Return what staff keep of one year: the table's specification, its true cells and the proof."""
    table, label = protection.year.table, str(protection.year.school_year)
    return (
        OfficeFile(f"spec-{label}.json", table_files.spec_bytes(table, name=f"table-{label}", threshold=threshold)),
        OfficeFile(f"cells-{label}.csv", table_files.cells_bytes(table, protection.status)),
        OfficeFile(f"proof-{label}", proof_files.proof_bytes(protection.proof)),
    )


def stored_protections(office: Path, years: Sequence[Linked]) -> tuple[Protection, ...]:
    """Read back the pattern and proof of each year's table. Raises BadInput where a file is missing or damaged."""
    return tuple(
        Protection(
            linked,
            _stored_status(office / f"cells-{linked.year.school_year}.csv", linked.year),
            proof_files.read_proof(office / f"proof-{linked.year.school_year}"),
        )
        for linked in years
    )


def _stored_status(path: Path, year: YearTable) -> NDArray[np.int8]:
    spec = table_files.Spec(path.name, 2, year.table.dimensions)
    return cell_files.read_known(path, spec).status


def _year_rows(
    permit: Permit, protection: Protection, measures: Sequence[str]
) -> tuple[pa.Table, dict[str, list[str | None]]]:
    year = protection.year
    shape = tuple(len(dimension.codes) for dimension in year.table.dimensions[: len(year.groups)])
    rows = np.arange(int(np.prod(shape)), dtype=np.int64)
    codes = np.unravel_index(rows, shape)
    columns: dict[str, pa.Array] = {"school_year": pa.array([str(year.school_year)] * len(rows), pa.string())}
    for axis, group in enumerate(year.groups):
        dimension = year.table.dimensions[axis]
        labels = dict(group.labels)
        names = pa.array([labels.get(code, code) for code in dimension.codes], pa.string())
        columns[group.name] = names.take(pa.array(codes[axis]))
        if group.has_own_codes:
            columns[f"{group.name}_id"] = pa.array(dimension.codes, pa.string()).take(pa.array(codes[axis]))
        if len(group.columns) > 1:
            levels = pa.array(_levels(dimension), pa.string())
            columns[f"{group.name}_level"] = levels.take(pa.array(codes[axis]))
    marks = {}
    for measure, shown in _shown_measures(permit, protection, measures).items():
        columns[measure], marks[measure] = marked_column(shown, rows, whole=measure == STUDENTS)
    return pa.table(columns), marks


def _shown_measures(permit: Permit, protection: Protection, measures: Sequence[str]) -> dict[str, Shown]:
    rules, year, status = permit.determination.disclosure, protection.year, protection.status
    least = rules.threshold if permit.small_groups is None else 1
    edges = tuple(edge for edge in EDGES_PERCENT if edge >= rules.rate_band_percent)
    shown = {STUDENTS: shown_students(year, status)} if STUDENTS in measures else {}
    for rate in rates_of(measures):
        if permit.small_groups is None:
            proof = protection.proof
            shown[rate.id] = shown_rate(year, status, proof, rate, threshold=least, edges_percent=edges)
        else:
            shown[rate.id] = exact_rate(year, rate)
    for mean in means_of(measures):
        shown[mean.id] = shown_mean(year, status, mean, threshold=least)
    return {measure: shown[measure] for measure in measures}


def _levels(dimension: sdc.Dimension) -> list[str]:
    """Return the name of each code's level: `all` for the root, then the columns' names from coarse to fine."""
    leaves = set(dimension.leaves.tolist())
    return [
        "all" if code == 0 else dimension.columns[-1] if code in leaves else dimension.columns[len(chain) - 2]
        for code, chain in enumerate(dimension.ancestors)
    ]


def _group_columns(permit: Permit, groups: Sequence[Group]) -> tuple[DatasetColumn, ...]:
    columns = [DatasetColumn("school_year", "School year", ColumnType.STRING, "Like 2024-25.", "school_year")]
    titles = {grouping.id: grouping.title for grouping in permit.pack.groupings}
    for group in groups:
        title = titles[group.name]
        told = f"`{ROOT}` for all together."
        columns.append(DatasetColumn(group.name, title, ColumnType.STRING, f"{title}; {told}", group.name))
        if group.has_own_codes:
            text = f"The district's id of it; {told}"
            columns.append(DatasetColumn(f"{group.name}_id", f"{title}, id", ColumnType.STRING, text, group.name))
        if len(group.columns) > 1:
            text = f"Which level the row is of: all, {', '.join(group.columns)}."
            columns.append(DatasetColumn(f"{group.name}_level", f"{title}, level", ColumnType.STRING, text, group.name))
    return tuple(columns)


def _key(groups: Sequence[Group]) -> tuple[str, ...]:
    return ("school_year", *(f"{group.name}_id" if group.has_own_codes else group.name for group in groups))


def _measure_column(permit: Permit, measure: str, marks: Sequence[str | None]) -> DatasetColumn:
    [title] = [known.title for known in permit.pack.measures if known.id == measure]
    bands = tuple(sorted({mark for mark in marks if mark not in {None, "*"}}))
    kind = ColumnType.INTEGER if measure == STUDENTS else ColumnType.NUMBER
    unit = ", in percent" if is_share(measure) else ""
    return DatasetColumn(measure, title, kind, f"{title}{unit}.", measure, hidden_mark=True, bands=bands)
