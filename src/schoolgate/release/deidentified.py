"""De-identified student rows: no identifier, random codes of the project, every combination shared by at least k.

Source: ODA-03, "Student-Level Administrative Data" (R31); 34 CFR 99.31(b) (D11).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from schoolgate.core import CheckFailed, NotAllowed, SchoolYear
from schoolgate.policy.elements import ElementClass
from schoolgate.release.attendance_bands import ATTENDANCE_BANDS
from schoolgate.release.built import Built, OfficeFile, Withheld, WithheldReason
from schoolgate.release.files import HIDDEN, ColumnType, DatasetColumn, with_marks
from schoolgate.release.permits import Permit
from schoolgate.release.student_files import columns_of, dataset_of
from schoolgate.sdc import microdata
from schoolgate.warehouse.extract import Extract
from schoolgate.warehouse.population import GRADE_BANDS

CODE = DatasetColumn(
    name="record_code",
    title="Record code",
    type=ColumnType.STRING,
    description="A random code of this project for one student. It is made from nothing and means nothing elsewhere.",
    element="record_code",
)
YEAR = DatasetColumn(
    name="school_year", title="School year", type=ColumnType.STRING, description="Like 2024-25.", element="school_year"
)
_PERSON = "_student"
_ALIKE = "_alike"
_KNOWN_ACADEMIC = frozenset({"courses", "chronic_absence", *ATTENDANCE_BANDS})

_NOTHING_KNOWN = "No column of this file says who or where a student is: by what others know, all its rows are alike."

Regions = Mapping[str, str]
Codes = Callable[[Sequence[str]], tuple[str, ...]]


def build_deidentified(permit: Permit, extract: Extract, *, regions: Regions, codes: Codes, seed: int) -> Built:
    """Return rows that cannot be tied to a student, with what that cost.

    regions: the region of each school, by names. codes: gives each student's code in the project.
    seed: shuffles ties; it changes no value. Raises NotAllowed where nothing can be released.
    """
    columns = columns_of(extract, permit.pack)
    quasi = [column for column in columns if _is_quasi(permit, column)]
    kept = [column for column in columns if column not in quasi]
    table = _prepared(extract, quasi)
    result = _anonymised(table, quasi, kept, regions, k=permit.determination.disclosure.k, seed=seed)
    students = result.frame.column(_PERSON).to_pylist()
    frame = result.frame.append_column(CODE.name, pa.array(codes(students), pa.string()))
    for column in quasi:
        marks = [HIDDEN if text == microdata.MARK else None for text in frame.column(column.name).to_pylist()]
        frame = with_marks(frame, column.name, marks)
    dataset, row_students = dataset_of(
        permit,
        frame,
        [CODE, YEAR, *map(_generalised, quasi), *kept],
        name="deidentified-students",
        title="De-identified student records",
        description="One row per student and school year; the record code is the same in all of a student's rows.",
    )
    dropped = sorted({table.column(_PERSON)[row].as_py() for row in result.dropped_rows} - set(row_students))
    return Built(
        dataset=dataset,
        what=("Records of students without any identifier. The record code is random and means nothing elsewhere.",),
        protection=_protection(result.report) if quasi else (_NOTHING_KNOWN,),
        limits=(
            "Values told more coarsely, or not told (*), are not missing at random: rare combinations lose most.",
            "Nobody may try to find out whose record a row is, or join it with other data to that end.",
        ),
        withheld=tuple(Withheld(student, WithheldReason.NOT_ANONYMOUS, student=student) for student in dropped),
        row_students=row_students,
        office=(OfficeFile("loss.json", _loss_json(result.report)),),
    )


def _protection(report: microdata.Report) -> tuple[str, ...]:
    """Return the report's sentences without the signs of a markup: the note shows every text as it stands."""
    return tuple(line.removeprefix("- ").replace("`", "") for line in report.note().splitlines())


def _anonymised(
    table: pa.Table,
    quasi: Sequence[DatasetColumn],
    kept: Sequence[DatasetColumn],
    regions: Regions,
    *,
    k: int,
    seed: int,
) -> microdata.Anonymised:
    """Return the anonymised rows after an independent count. Raises NotAllowed where nothing may be released."""
    if not quasi:  # whoever holds such a file knows nothing of a row but the year: all rows are alike
        table = table.append_column(_ALIKE, pa.array(["all"] * table.num_rows, pa.string()))
    hierarchies = tuple(_hierarchy(table, column, regions) for column in quasi)
    spec = microdata.Spec(
        k=k,
        quasi_identifiers=hierarchies or (microdata.Hierarchy.flat(_ALIKE, ["all"]),),
        keep=tuple(column.name for column in kept),
        person=_PERSON,
        period=YEAR.name,
    )
    result = microdata.anonymise(table, spec, seed=seed)
    if not result.report.released:
        raise NotAllowed(["No de-identified file can be made: too few students, or too much alike, to hide anybody."])
    faults = microdata.check(result.frame, spec)
    if faults:
        raise CheckFailed(faults)
    return result


def _is_quasi(permit: Permit, column: DatasetColumn) -> bool:
    """Whether somebody could know it of a student: who they are and where, not how they did."""
    [kind] = [element.kind for element in permit.pack.elements if element.id == column.element]
    return kind is not ElementClass.ACADEMIC or column.element in _KNOWN_ACADEMIC


def _prepared(extract: Extract, quasi: Sequence[DatasetColumn]) -> pa.Table:
    table = extract.table
    for column in quasi:
        values = table.column(column.name)
        bands = ATTENDANCE_BANDS.get(column.element)
        text = pc.cast(values, pa.string()) if bands is None else bands.column(values.to_pylist())
        table = table.set_column(table.column_names.index(column.name), column.name, text)
    years = pa.array([str(SchoolYear(year)) for year in table.column("_school_year").to_pylist()], pa.string())
    return table.append_column(YEAR.name, years)


def _hierarchy(table: pa.Table, column: DatasetColumn, regions: Regions) -> microdata.Hierarchy:
    values = sorted(set(table.column(column.name).to_pylist()) - {None, ""}) or ["none"]
    if column.element in ATTENDANCE_BANDS:
        return ATTENDANCE_BANDS[column.element].hierarchy(column.name)
    if column.element == "grade":
        bands = {code: band for band, codes in GRADE_BANDS.items() for code in codes}
        return microdata.Hierarchy.of(column.name, {value: (bands.get(value, "other grades"),) for value in values})
    if column.element == "age":
        ages = [int(value) for value in values]
        return microdata.Hierarchy.ranges(column.name, min(ages), max(ages), (2, 4))
    if column.element == "school" and regions:
        return microdata.Hierarchy.of(column.name, {value: (f"region {regions.get(value)}",) for value in values})
    return microdata.Hierarchy.flat(column.name, values)


def _generalised(column: DatasetColumn) -> DatasetColumn:
    in_bands = ", in bands" if column.element in ATTENDANCE_BANDS else ""
    description = f"{column.description}{in_bands}. Coarser, or hidden, where the value would single a student out."
    return DatasetColumn(column.name, column.title, ColumnType.STRING, description, column.element, hidden_mark=True)


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
