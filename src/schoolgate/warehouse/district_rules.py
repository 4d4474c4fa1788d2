"""The rules that need to know what the rows mean: years, schools, students, days."""

import duckdb

from schoolgate.warehouse.findings import Findings
from schoolgate.warehouse.row_rules import note_rows

# rule, the tables it needs, the file it speaks of, column, and a query of (line, message).
_RULES: tuple[tuple[str, tuple[str, ...], str, str | None, str], ...] = (
    (
        "academicSessions.school-year",
        ("academicSessions",),
        "academicSessions",
        "schoolYear",
        """SELECT _line, 'The session runs from ' || "startDate" || ' to ' || "endDate" || ', outside '
               || (y - 1) || '-' || printf('%02d', y % 100) || '.'
           FROM (SELECT *, try_cast("schoolYear"[1:4] AS INT)
                        + CASE WHEN length("schoolYear") > 4 THEN 1 ELSE 0 END AS y
                 FROM raw_academicSessions)
           WHERE try_cast("startDate" AS DATE) >= make_date(y, 7, 1)
              OR try_cast("endDate" AS DATE) <= make_date(y - 1, 7, 1)
        """,
    ),
    (
        "demographics.birth-date",
        ("demographics", "academicSessions"),
        "demographics",
        "birthDate",
        """SELECT _line, 'The birth date is ' || "birthDate" || ', the records end on ' || last || '.'
           FROM raw_demographics, (SELECT max(try_cast("endDate" AS DATE)) AS last FROM raw_academicSessions)
           WHERE try_cast("birthDate" AS DATE) > last
        """,
    ),
    (
        "classes.two-years",
        ("classes", "academicSessions"),
        "classes",
        "termSourcedIds",
        """SELECT _line, 'The terms lie in the school years ending in '
               || string_agg(DISTINCT y, ', ' ORDER BY y) || '.'
           FROM (SELECT c._line, s."schoolYear" AS y
                 FROM (SELECT _line, trim(unnest(string_split("termSourcedIds", ','))) AS term FROM raw_classes) AS c
                 JOIN raw_academicSessions AS s ON s."sourcedId" = c.term)
           GROUP BY _line HAVING count(DISTINCT y) > 1
        """,
    ),
    (
        "enrollments.school-mismatch",
        ("enrollments", "classes"),
        "enrollments",
        "schoolSourcedId",
        """SELECT e._line, 'The enrolment names ' || e."schoolSourcedId" || ', its class ' || c."schoolSourcedId" || '.'
           FROM raw_enrollments AS e JOIN raw_classes AS c ON c."sourcedId" = e."classSourcedId"
           WHERE e."schoolSourcedId" <> c."schoolSourcedId"
        """,
    ),
    (
        "users.no-role",
        ("users", "roles"),
        "users",
        None,
        """SELECT _line, 'The user ' || "sourcedId" || ' has no role.' FROM raw_users
           WHERE "sourcedId" NOT IN (SELECT "userSourcedId" FROM raw_roles WHERE "userSourcedId" IS NOT NULL)
        """,
    ),
    *(
        (
            f"users.{role}-without-role",
            ("enrollments", "roles"),
            "enrollments",
            "userSourcedId",
            f"""SELECT min(_line), 'The {role} ' || "userSourcedId" || ' has no {role} role at '
                       || "schoolSourcedId" || '.'
                FROM raw_enrollments AS e WHERE role = '{role}' AND NOT EXISTS (
                    SELECT 1 FROM raw_roles AS r WHERE r."userSourcedId" = e."userSourcedId"
                    AND r."orgSourcedId" = e."schoolSourcedId" AND r.role = '{role}')
                GROUP BY "userSourcedId", "schoolSourcedId"
            """,
        )
        for role in ("student", "teacher")
    ),
    (
        "attendance.days",
        ("attendance",),
        "attendance",
        "daysAbsent",
        """SELECT _line, "daysAbsent" || ' days absent of ' || "daysEnrolled" || '.' FROM raw_attendance
           WHERE try_cast("daysAbsent" AS DOUBLE) < 0
              OR try_cast("daysAbsent" AS DOUBLE) > try_cast("daysEnrolled" AS DOUBLE)
        """,
    ),
    (
        "attendance.overlap",
        ("attendance", "academicSessions"),
        "attendance",
        "termSourcedId",
        """WITH dated AS (
               SELECT a._line, a."studentSourcedId" AS student, a."schoolSourcedId" AS school,
                      a."termSourcedId" AS term,
                      try_cast(s."startDate" AS DATE) AS begins, try_cast(s."endDate" AS DATE) AS ends
               FROM raw_attendance AS a JOIN raw_academicSessions AS s ON s."sourcedId" = a."termSourcedId"),
           followed AS (
               SELECT *, lag(term) OVER same AS before,
                      max(ends) OVER (same ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_ends
               FROM dated WINDOW same AS (PARTITION BY student, school ORDER BY begins, ends, _line))
           SELECT _line, 'The term ' || term || ' overlaps ' || before || ', which has a row too.'
           FROM followed WHERE begins < before_ends AND term <> before
        """,
    ),
    (
        "discipline.days",
        ("discipline",),
        "discipline",
        "daysMissed",
        """SELECT _line, "daysMissed" || ' days missed.' FROM raw_discipline
           WHERE try_cast("daysMissed" AS DOUBLE) < 0
        """,
    ),
)

_STUDENTS_1_1 = "SELECT \"sourcedId\" AS student FROM raw_users WHERE role = 'student'"
_STUDENTS_1_2 = "SELECT \"userSourcedId\" AS student FROM raw_roles WHERE role = 'student'"


def students_query(version: str) -> str:
    """Return SQL that lists every student: by role, and by enrolment in a class."""
    by_role = _STUDENTS_1_2 if version == "1.2" else _STUDENTS_1_1
    return (
        f"SELECT DISTINCT student FROM ({by_role} UNION ALL "
        "SELECT \"userSourcedId\" FROM raw_enrollments WHERE role = 'student') WHERE student IS NOT NULL"
    )


def check_district(
    con: duckdb.DuckDBPyConnection, version: str, files: dict[str, str], sound: frozenset[str], findings: Findings
) -> None:
    """Check every rule whose tables were all read whole; `files` maps tables to their file's name."""
    for rule, needs, table, column, query in _RULES:
        if sound.issuperset(needs):
            note_rows(con, findings, rule, files[table], column, query)
    if "users" in sound:
        _check_numbers(con, version, files["users"], findings)
    for table in ("academicSessions", "orgs"):
        if table in sound:
            _check_cycles(con, table, files[table], findings)


def _check_numbers(con: duckdb.DuckDBPyConnection, version: str, file: str, findings: Findings) -> None:
    students = f'SELECT * FROM raw_users WHERE "sourcedId" IN ({students_query(version)})'
    note_rows(
        con,
        findings,
        "users.no-identifier",
        file,
        "identifier",
        f"SELECT _line, 'The student ' || \"sourcedId\" || ' has no identifier.' FROM ({students}) "
        "WHERE identifier IS NULL",
    )
    numbers = f"""
        SELECT _line, "sourcedId", identifier AS number, 'identifier' AS of FROM ({students}) UNION ALL
        SELECT _line, "sourcedId", "metadata.stateId", 'metadata.stateId' FROM ({students})"""
    for column in ("identifier", "metadata.stateId"):
        query = f"""
            WITH numbers AS ({numbers}), twice AS (
                SELECT number, min(_line) AS first_line FROM numbers WHERE number IS NOT NULL
                GROUP BY number HAVING count(DISTINCT "sourcedId") > 1)
            SELECT _line, 'The number ' || number || ' stands for another student on line ' || first_line || '.'
            FROM numbers JOIN twice USING (number) WHERE _line > first_line AND of = '{column}'"""
        note_rows(con, findings, "users.identifier-twice", file, column, query)


def _check_cycles(con: duckdb.DuckDBPyConnection, table: str, file: str, findings: Findings) -> None:
    rows = con.execute(f'SELECT _line, "sourcedId", "parentSourcedId" FROM raw_{table} ORDER BY 1').fetchall()
    parents = {row[1]: row[2] for row in rows}
    for line, own, _ in rows:
        seen = {own}
        parent = parents.get(own)
        while parent is not None and parent not in seen:
            seen.add(parent)
            parent = parents.get(parent)
        if parent == own:
            message = f"{own} is its own ancestor."
            findings.add("parent.cycle", file, message, line=line, column="parentSourcedId")
