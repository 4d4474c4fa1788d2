"""A directory list: four items, opted-out students absent, nothing that tells a school.

Source: ODA-03, "Directory Information" (R5 to R11); opt-outs after 34 CFR 99.37 and LGL-07 (D1).
"""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from schoolgate.release.built import Built, Withheld, WithheldReason
from schoolgate.release.files import ColumnType, DatasetColumn
from schoolgate.release.permits import Permit
from schoolgate.release.student_files import columns_of, dataset_of
from schoolgate.warehouse.extract import Extract

DATES = DatasetColumn(
    name="enrollment_dates",
    title="Dates of enrolment",
    type=ColumnType.STRING,
    description="First and last day of enrolment in the district, as an ISO 8601 interval; open where still enrolled.",
    element="enrollment_dates",
)


def build_directory(permit: Permit, extract: Extract) -> Built:
    """Return one row per student who has not opted out, from the latest school year asked for."""
    table = _latest(extract.table)
    reasons = _reasons(table, permit.facts.on, permit.pack.days_to_opt_out)
    released = table.filter(pa.array([reason is None for reason in reasons], pa.bool_()))
    columns = columns_of(extract, permit.pack)
    if "enrollment_dates" in permit.facts.query.elements:
        released = _with_dates(released)
        columns = (*(column for column in columns if column.element != "enrollment_dates"), DATES)
    dataset, students = dataset_of(
        permit,
        released,
        columns,
        name="directory-information",
        title="Directory information",
        description="One row per student. Students whose families opted out are not in it.",
    )
    named = zip(table.column("_student_id").to_pylist(), table.column("_student").to_pylist(), reasons, strict=True)
    withheld = tuple(
        Withheld(number or "", reason, student=student) for number, student, reason in named if reason is not None
    )
    return Built(
        dataset=dataset,
        what=("Directory information: name in use, age, grade level and dates of enrolment, and nothing else.",),
        protection=(
            "Students whose families opted out are absent, former students who had opted out among them.",
            "Nothing in the files tells a student's school.",
        ),
        limits=("The list is not a count of students: it leaves out who opted out.",),
        withheld=withheld,
        withheld_count=None,
        row_students=students,
    )


def _latest(table: pa.Table) -> pa.Table:
    """Return one row a student: that of the latest school year."""
    ordered = table.sort_by([("_school_year", "descending")])
    seen: set[str] = set()
    first = []
    for student in ordered.column("_student").to_pylist():
        first.append(student not in seen)
        seen.add(student)
    return ordered.filter(pa.array(first, pa.bool_()))


def _reasons(table: pa.Table, on: date, days_to_opt_out: int) -> Sequence[WithheldReason | None]:
    columns = (table.column(name).to_pylist() for name in ("_opted_out", "_enrolled_from"))
    return [
        _reason(opted_out, None if first is None else (on - first).days, days_to_opt_out)
        for opted_out, first in zip(*columns, strict=True)
    ]


def _reason(opted_out: bool, days_here: int | None, days_to_opt_out: int) -> WithheldReason | None:
    if opted_out:
        return WithheldReason.OPTED_OUT
    if days_here is not None and days_here < days_to_opt_out:
        return WithheldReason.ENROLLED_LATELY
    return None


def _with_dates(table: pa.Table) -> pa.Table:
    starts, ends = (table.column(name).to_pylist() for name in ("enrolled_from", "enrolled_to"))
    dates = [
        f"{'..' if start is None else start.isoformat()}/{'..' if end is None else end.isoformat()}"
        for start, end in zip(starts, ends, strict=True)
    ]
    return table.drop_columns(["enrolled_from", "enrolled_to"]).append_column(
        "enrollment_dates", pa.array(dates, pa.string())
    )
