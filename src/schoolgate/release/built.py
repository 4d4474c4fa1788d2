"""What each kind of release hands to the folder: a dataset, who was left out and why, and what staff keep."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from schoolgate.release.files import Dataset


class WithheldReason(StrEnum):
    """Why a student, or a row, is not in the file. Told to staff only: the requester gets a bare count."""

    NO_SUCH_STUDENT = "no_such_student"
    NOT_ENROLLED = "not_enrolled"
    NO_CONSENT = "no_consent"
    CONSENT_NOT_VALID = "consent_not_valid"
    OPTED_OUT = "opted_out"
    ENROLLED_LATELY = "enrolled_lately"
    NOT_ANONYMOUS = "not_anonymous"


@dataclass(frozen=True, slots=True)
class Withheld:
    """One student left out.

    student_id: the number as listed or as recorded. student: users.sourcedId, empty where nobody has that number.
    detail: names consent lines and their faults.
    """

    student_id: str
    reason: WithheldReason
    detail: str = ""
    student: str = ""


@dataclass(frozen=True, slots=True)
class OfficeFile:
    """A file for staff only, by its name in `office/`."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Built:
    """A release before it is written.

    row_students: the student (users.sourcedId) behind each row of the dataset, empty for aggregates.
    withheld_count: what the requester is told; None where a release is of groups. to_look_at: what staff must look at
    before they hand it over.
    """

    dataset: Dataset
    what: tuple[str, ...]
    protection: tuple[str, ...]
    limits: tuple[str, ...]
    withheld: tuple[Withheld, ...] = ()
    withheld_count: int | None = None
    row_students: tuple[str, ...] = ()
    office: tuple[OfficeFile, ...] = ()
    to_look_at: tuple[str, ...] = ()


def withheld_csv(withheld: Sequence[Withheld]) -> bytes:
    """Return `withheld.csv`: one row a student, ordered by reason and number."""
    ordered = sorted(withheld, key=lambda one: (one.reason, one.student_id))
    return _csv(["student_id", "reason", "detail"], [[one.student_id, one.reason, one.detail] for one in ordered])


def rows_csv(row_students: Sequence[str]) -> bytes:
    """Return `rows.csv`: the student behind each row of data.csv, counted from 1."""
    return _csv(["row", "student"], [[str(row), student] for row, student in enumerate(row_students, start=1)])


def students_csv(students: Sequence[tuple[str, str]]) -> bytes:
    """Return a list of students by school year, such as those behind small groups that are shown."""
    return _csv(["school_year", "student"], [list(one) for one in students])


def _csv(header: list[str], rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
