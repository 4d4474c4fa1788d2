"""A leader's or teacher's own students: their rows, at once, and nobody else's.

Source: ODA-03, "BPS Officials and School Personnel" (R33, R34). The scope is compiled into the extract's query.
"""

from schoolgate.release.built import Built
from schoolgate.release.permits import Permit
from schoolgate.release.student_files import columns_of, dataset_of
from schoolgate.warehouse.extract import Extract


def build_own_students(permit: Permit, extract: Extract) -> Built:
    """Return every row of the scope, as it stands."""
    dataset, students = dataset_of(
        permit,
        extract.table,
        columns_of(extract, permit.pack),
        name="own-students",
        title="Your students",
        description="One row per student and school year. What is empty is not recorded.",
    )
    return Built(
        dataset=dataset,
        what=("The students of your school or classes, in the school years in which they are yours.",),
        protection=("Attendance, marks and other events are those of the time in which the student was yours.",),
        limits=("Do not pass it on: what somebody outside asks for goes to the Office of Data and Accountability.",),
        row_students=students,
    )
