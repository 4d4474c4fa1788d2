"""The rules that can only be judged once it is known who was enrolled where and when; they warn and never refuse."""

import duckdb

from schoolgate.warehouse.findings import Findings
from schoolgate.warehouse.row_rules import note_rows

_OUTSIDE_YEAR = """
    SELECT e._line, 'The enrolment lies outside the school year ending in ' || y.school_year || '.'
    FROM raw_enrollments AS e JOIN classes AS c ON c.class = e."classSourcedId" JOIN years AS y USING (school_year)
    WHERE CAST(e."beginDate" AS DATE) >= y.ends OR CAST(e."endDate" AS DATE) <= y.begins"""

_NOT_ENROLLED = """
    SELECT a._line, 'The student was not enrolled at ' || a."schoolSourcedId" || ' in ' || a."termSourcedId" || '.'
    FROM raw_attendance AS a JOIN sessions AS s ON s.session = a."termSourcedId"
    ANTI JOIN stays AS y ON y.student = a."studentSourcedId" AND y.school = a."schoolSourcedId"
        AND y.begins < s.ends AND s.begins < y.ends"""


def check_model(con: duckdb.DuckDBPyConnection, files: dict[str, str], findings: Findings) -> None:
    """Check the rules; `files` maps the tables present to their file's name."""
    note_rows(con, findings, "enrollments.outside-year", files["enrollments"], "beginDate", _OUTSIDE_YEAR)
    if "attendance" in files:
        note_rows(con, findings, "attendance.not-enrolled", files["attendance"], None, _NOT_ENROLLED)
