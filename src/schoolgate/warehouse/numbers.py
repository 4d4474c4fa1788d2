"""The numbers by which people know students."""

from collections.abc import Iterable

import pyarrow as pa

from schoolgate.warehouse.snapshot import Snapshot


def numbers_of(snapshot: Snapshot, students: Iterable[str]) -> dict[str, str]:
    """Return the number of each student (users.sourcedId): the district's own, else the state's.

    A student without either, or not in the snapshot, is left out.
    """
    con = snapshot.connect()
    try:
        con.register("wanted", pa.table({"student": pa.array(sorted(set(students)), pa.string())}))
        rows = con.execute(
            """SELECT s.student, coalesce(nullif(s.student_id, ''), nullif(s.state_id, '')) AS number
               FROM students AS s SEMI JOIN wanted USING (student) WHERE number IS NOT NULL ORDER BY 1, 2"""
        ).fetchall()
    finally:
        con.close()
    return dict(reversed(rows))
