"""De-identified student rows: no identifier, random codes of the project, every combination shared by at least k.

Source: ODA-03, "Student-Level Administrative Data" (R31); 34 CFR 99.31(b) (D11).
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from schoolgate.core import NotAllowed, SchoolYear
from schoolgate.policy.elements import ElementClass
from schoolgate.release.built import Built, OfficeFile, Withheld, WithheldReason
from schoolgate.release.files import ColumnType, DatasetColumn
from schoolgate.release.key_maps import project_codes
from schoolgate.release.permits import Permit
from schoolgate.release.student_files import columns_of, dataset_of
from schoolgate.sdc import microdata
from schoolgate.warehouse.extract import Extract

CODE = DatasetColumn(
    name="record_code",
    title="Record code",
    type=ColumnType.STRING,
    description="A random code of this project for one student in one school year. It is made from nothing.",
    element="record_code",
)
YEAR = DatasetColumn(
    name="school_year", title="School year", type=ColumnType.STRING, description="Like 2024-25.", element="school_year"
)
_KEY = "_key"
_TEXT_ACADEMIC = frozenset({"courses", "chronic_absence"})
_AGES = (3, 24)
_GRADE_BANDS = {
    "elementary": ("PK", "KG", "01", "02", "03", "04", "05"),
    "middle": ("06", "07", "08"),
    "high": ("09", "10", "11", "12"),
}


def build_deidentified(permit: Permit, extract: Extract, *, store: Path, project: str, seed: int) -> Built:
    """Return rows that cannot be tied to a student, with what that cost.

    project: its name; codes are drawn per project and kept in the store. seed: shuffles ties; it changes no value.
    Raises NotAllowed where nothing can be released.
    """
    columns = columns_of(extract, permit.pack)
    quasi = [column for column in columns if _is_quasi(permit, column)]
    kept = [column for column in columns if column not in quasi]
    table = _prepared(extract, quasi)
    spec = microdata.Spec(
        k=permit.determination.disclosure.k,
        quasi_identifiers=tuple(_hierarchy(table, column, extract) for column in [YEAR, *quasi]),
        keep=(_KEY, *(column.name for column in kept)),
    )
    result = microdata.anonymise(table, spec, seed=seed)
    if not result.frame.num_rows:
        raise NotAllowed(["No de-identified file can be made: too few students, or too much alike, to hide anybody."])
    faults = microdata.check(result.frame, spec)
    if faults:
        raise NotAllowed([str(fault) for fault in faults])
    keys = result.frame.column(_KEY).to_pylist()
    codes = pa.array(project_codes(store, project, keys), pa.string())
    students = pa.array([key.rpartition("|")[0] for key in keys], pa.string())
    frame = result.frame.drop_columns([_KEY]).append_column(CODE.name, codes).append_column("_student", students)
    text_quasi = [_as_text(column) for column in quasi]
    dataset, row_students = dataset_of(
        permit,
        frame,
        [CODE, YEAR, *text_quasi, *kept],
        name="deidentified-students",
        title="De-identified student records",
        description="One row per student and school year. Rows of different years cannot be joined.",
    )
    dropped = [table.column(_KEY)[row].as_py().rpartition("|")[0] for row in result.dropped_rows]
    return Built(
        dataset=dataset,
        what=("Records of students without any identifier. The record code is random and means nothing elsewhere.",),
        protection=tuple(line.removeprefix("- ") for line in result.report.note().splitlines()),
        limits=(
            "Values told more coarsely, or not told (`*`), are not missing at random: rare combinations lose most.",
            "Nobody may try to find out whose record a row is, or join it with other data to that end.",
        ),
        withheld=tuple(Withheld(student, WithheldReason.NOT_ANONYMOUS, student=student) for student in dropped),
        withheld_count=None,
        row_students=row_students,
        office=(OfficeFile("loss.json", _loss_json(result.report)),),
    )


def _is_quasi(permit: Permit, column: DatasetColumn) -> bool:
    """Whether somebody could know it of a student: who they are and where, not how they did."""
    [kind] = [element.kind for element in permit.pack.elements if element.id == column.element]
    return kind is not ElementClass.ACADEMIC or column.element in _TEXT_ACADEMIC


def _prepared(extract: Extract, quasi: list[DatasetColumn]) -> pa.Table:
    table = extract.table
    for column in quasi:
        text = pc.fill_null(pc.cast(table.column(column.name), pa.string()), microdata.MARK)
        table = table.set_column(table.column_names.index(column.name), column.name, text)
    years = pa.array([str(SchoolYear(year)) for year in table.column("_school_year").to_pylist()], pa.string())
    key = pc.binary_join_element_wise(table.column("_student"), years, "|")
    return table.append_column(_KEY, key).append_column(YEAR.name, years)


def _hierarchy(table: pa.Table, column: DatasetColumn, extract: Extract) -> microdata.Hierarchy:
    values = sorted(set(table.column(column.name).to_pylist()) - {microdata.MARK})
    if column.element == "grade":
        known = {value for band in _GRADE_BANDS.values() for value in band}
        bands = {**_GRADE_BANDS, "other": tuple(value for value in values if value not in known)}
        return microdata.Hierarchy.bands(column.name, {band: codes for band, codes in bands.items() if codes})
    if column.element == "age":
        return microdata.Hierarchy.ranges(column.name, *_age_span(values), (2, 4))
    if column.element == "school":
        return _school_hierarchy(column.name, values, dict(extract.regions))
    return microdata.Hierarchy.flat(column.name, values or ["none"])


def _age_span(values: list[str]) -> tuple[int, int]:
    ages = [int(value) for value in values]
    return min([_AGES[0], *ages]), max([_AGES[1], *ages])


def _school_hierarchy(name: str, schools: list[str], regions: dict[str, str]) -> microdata.Hierarchy:
    if not regions:
        return microdata.Hierarchy.flat(name, schools or ["none"])
    return microdata.Hierarchy.of(name, {school: (f"region {regions.get(school, 'other')}",) for school in schools})


def _as_text(column: DatasetColumn) -> DatasetColumn:
    note = f"Coarser, or `{microdata.MARK}`, where the value would single a student out."
    return DatasetColumn(
        column.name, column.title, ColumnType.STRING, f"{column.description} {note}", column.element, hidden_mark=False
    )


def _loss_json(report: microdata.Report) -> bytes:
    document = dict(_figures(report))
    return (json.dumps(document, indent=2, sort_keys=True) + "\n").encode("utf-8")


def _figures(report: microdata.Report) -> Iterator[tuple[str, object]]:
    yield "k", report.k
    yield "recoding", str(report.recoding)
    yield "rows_before", report.before.rows
    yield "rows_dropped", report.dropped
    yield "candidates", [{"recoding": str(c.recoding), "ncp": c.ncp, "dropped": c.dropped} for c in report.candidates]
    yield (
        "attributes",
        [
            {"column": a.column, "exact": a.exact, "generalised": a.generalised, "suppressed": a.suppressed}
            for a in report.loss.attributes
        ],
    )
