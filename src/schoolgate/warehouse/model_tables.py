"""The tables of a snapshot, each a query over the raw tables and the tables before it. Only what is asked of a
snapshot is kept: no password, no birth name (a preferred name replaces it here, once), nobody but students and staff.

Days: `begins` is the first day, `ends` the first day after (exclusive, as in OneRoster).
"""

from dataclasses import dataclass

from schoolgate.warehouse.cell_rules import FLAG_NO, FLAG_YES
from schoolgate.warehouse.schema import RACE_COLUMNS
from schoolgate.warehouse.sql import list_of

# Raised whenever the tables change, so that a snapshot of another making has another id.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class ModelTable:
    """One table of a snapshot; one that is not `kept` is only a step on the way to others."""

    name: str
    query: str
    kept: bool = True


_STAFF_ROLES = "('administrator', 'principal', 'siteAdministrator', 'teacher', 'counselor', 'aide', 'proctor')"
LEADER_ROLES = ("administrator", "principal", "siteAdministrator")


def _roles(version: str) -> str:
    if version == "1.2":
        return """
            SELECT "userSourcedId" AS person, role, "orgSourcedId" AS org, "roleType" = 'primary' AS is_primary,
                   CAST("beginDate" AS DATE) AS begins, CAST("endDate" AS DATE) AS ends
            FROM raw_roles"""
    return """
        SELECT "sourcedId" AS person, role, trim(unnest(string_split("orgSourcedIds", ','))) AS org, true AS is_primary,
               CAST(NULL AS DATE) AS begins, CAST(NULL AS DATE) AS ends
        FROM raw_users"""


_SESSIONS = """
    SELECT "sourcedId" AS session, title, type, CAST("startDate" AS DATE) AS begins, CAST("endDate" AS DATE) AS ends,
           CAST("schoolYear"[1:4] AS INTEGER) + CASE WHEN length("schoolYear") > 4 THEN 1 ELSE 0 END AS school_year
    FROM raw_academicSessions"""

_YEARS = """
    SELECT school_year, min(begins) AS begins, max(ends) AS ends FROM sessions
    WHERE type = 'schoolYear' OR school_year NOT IN (SELECT school_year FROM sessions WHERE type = 'schoolYear')
    GROUP BY school_year"""

_ORGS = """
    SELECT "sourcedId" AS org, name, type, "parentSourcedId" AS parent FROM raw_orgs"""

# A region stands between district and school: where all schools have one parent there is none.
_SCHOOLS = """
    WITH schools AS (SELECT org AS school, name, parent FROM orgs WHERE type = 'school' OR org IN
        (SELECT school FROM stays UNION SELECT school FROM classes)),
    parents AS (SELECT count(DISTINCT coalesce(parent, '')) AS several FROM schools)
    SELECT school, schools.name, CASE WHEN several > 1 THEN coalesce(orgs.org, '(no region)') END AS region,
           CASE WHEN several > 1 THEN coalesce(orgs.name, '(no region)') END AS region_name
    FROM schools CROSS JOIN parents LEFT JOIN orgs ON orgs.org = schools.parent"""

_CLASSES = """
    SELECT c."sourcedId" AS class, c.title, coalesce(k.title, c.title) AS course,
           coalesce(trim(string_split(coalesce(c.subjects, k.subjects), ',')[1]), k.title, c.title) AS subject,
           c."schoolSourcedId" AS school, max(s.school_year) AS school_year,
           min(s.begins) AS begins, max(s.ends) AS ends, c.grades
    FROM (SELECT *, trim(unnest(string_split("termSourcedIds", ','))) AS term FROM raw_classes) AS c
    JOIN sessions AS s ON s.session = c.term
    LEFT JOIN raw_courses AS k ON k."sourcedId" = c."courseSourcedId"
    GROUP BY ALL"""

# Every enrolment in a class: its own dates, and the days that count (own dates, else the class's, within its year).
_CLASS_SPANS = """
    SELECT e."userSourcedId" AS person, e.role, c.class, c.school, c.school_year,
           CAST(e."beginDate" AS DATE) AS own_begins, CAST(e."endDate" AS DATE) AS own_ends,
           y.begins AS year_begins, y.ends AS year_ends,
           greatest(coalesce(own_begins, c.begins), y.begins) AS begins,
           least(coalesce(own_ends, c.ends), y.ends) AS ends
    FROM raw_enrollments AS e JOIN classes AS c ON c.class = e."classSourcedId" JOIN years AS y USING (school_year)
    WHERE e.role IN ('student', 'teacher')"""

_STUDENT_SPANS = "SELECT * FROM class_spans WHERE role = 'student'"

# A student's role at the district, or at its office, is no enrolment in a school.
_STUDENT_ROLES = """
    SELECT * FROM role_rows WHERE role = 'student'
    AND org IN (SELECT org FROM orgs WHERE type = 'school' UNION SELECT school FROM classes)"""

_DATED_STAYS = """
    SELECT * FROM (SELECT r.person AS student, r.org AS school, y.school_year,
           greatest(coalesce(r.begins, y.begins), y.begins) AS begins, least(coalesce(r.ends, y.ends), y.ends) AS ends
    FROM student_roles AS r CROSS JOIN years AS y WHERE r.begins IS NOT NULL OR r.ends IS NOT NULL)
    WHERE begins < ends"""

_CLASS_STAYS = """
    SELECT * FROM (
        SELECT s.person AS student, s.school, s.school_year,
               greatest(coalesce(s.own_begins, s.year_begins), s.year_begins) AS begins,
               least(coalesce(s.own_ends, s.year_ends), s.year_ends) AS ends
        FROM student_spans AS s ANTI JOIN dated_stays AS d
          ON d.student = s.person AND d.school = s.school AND d.school_year = s.school_year)
    WHERE begins < ends"""

_BARE_STAYS = """
    SELECT r.person AS student, r.org AS school, y.school_year, y.begins, y.ends
    FROM student_roles AS r JOIN (SELECT * FROM years ORDER BY school_year DESC LIMIT 1) AS y ON true
    WHERE r.begins IS NULL AND r.ends IS NULL
      AND (r.person, r.org) NOT IN (SELECT (person, school) FROM student_spans)"""


def merged(spans: str, keys: str = "student, school, school_year") -> str:
    """Return SQL that joins spans of the same keys which overlap or touch, so that no day stands twice."""
    return f"""
        SELECT {keys}, min(begins) AS begins, max(ends) AS ends FROM (
            SELECT *, count_if(before_ends IS NULL OR begins > before_ends)
                      OVER (PARTITION BY {keys} ORDER BY begins, ends ROWS UNBOUNDED PRECEDING) AS island
            FROM (SELECT *, max(ends) OVER (PARTITION BY {keys} ORDER BY begins, ends
                                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_ends
                  FROM ({spans})))
        GROUP BY {keys}, island"""


_ALL_STAYS = """
    SELECT * FROM dated_stays UNION ALL SELECT * FROM class_stays UNION ALL SELECT * FROM bare_stays"""

_GRADE = r"""
    CASE WHEN regexp_full_match({0}, '\d') THEN '0' || {0} WHEN upper({0}) IN ('K', 'KF', 'KG') THEN 'KG'
         WHEN upper({0}) IN ('PK', 'PREK', 'PRE-K') THEN 'PK' ELSE upper({0}) END"""


def _first_grade(cell: str) -> str:
    return _GRADE.format(f"trim(string_split({cell}, ',')[1])")


# The grade most of a student's classes of one grade have, at one school in one year.
_CLASS_GRADES = f"""
    SELECT student, school, school_year, arg_max(grade, (votes, grade)) AS grade FROM (
        SELECT person AS student, school, school_year, {_first_grade("grades")} AS grade, count(*) AS votes
        FROM student_spans JOIN (SELECT class, grades FROM classes WHERE grades NOT LIKE '%,%') USING (class)
        GROUP BY ALL)
    GROUP BY student, school, school_year"""

GRADE_ORDER = ("PK", "KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")

_PLACES = f"""
    WITH latest AS (SELECT max(school_year) AS school_year FROM all_stays),
    now AS (SELECT "sourcedId" AS student, {_first_grade("grades")} AS grade FROM raw_users WHERE grades IS NOT NULL),
    ladder AS (SELECT unnest([{list_of(GRADE_ORDER)}]) AS grade, unnest(range({len(GRADE_ORDER)})) AS step)
    SELECT p.student, p.school, p.school_year,
           CASE WHEN p.school_year = latest.school_year THEN coalesce(now.grade, g.grade)
                ELSE coalesce(g.grade, back.grade) END AS grade
    FROM (SELECT DISTINCT student, school, school_year FROM all_stays) AS p CROSS JOIN latest
    LEFT JOIN now ON now.student = p.student
    LEFT JOIN class_grades AS g ON g.student = p.student AND g.school = p.school AND g.school_year = p.school_year
    LEFT JOIN ladder ON ladder.grade = now.grade
    LEFT JOIN ladder AS back ON back.step = ladder.step - (latest.school_year - p.school_year)"""

_STAYS = f"""
    WITH main AS (
        SELECT person AS student, org AS school FROM role_rows WHERE role = 'student' AND is_primary UNION
        SELECT "sourcedId", "primaryOrgSourcedId" FROM raw_users WHERE "primaryOrgSourcedId" IS NOT NULL)
    SELECT m.student, m.school, m.school_year, m.begins, m.ends, p.grade, main.student IS NOT NULL AS is_primary
    FROM ({merged("SELECT * FROM all_stays")}) AS m
    JOIN places AS p ON p.student = m.student AND p.school = m.school AND p.school_year = m.school_year
    LEFT JOIN main ON main.student = m.student AND main.school = m.school"""

_SECTION_STAYS = f"""
    SELECT class, student, school, school_year, begins, ends FROM ({
    merged(
        '''SELECT s.person AS student, s.class, s.school, s.school_year,
                  greatest(s.begins, y.begins) AS begins, least(s.ends, y.ends) AS ends
           FROM student_spans AS s JOIN stays AS y
             ON y.student = s.person AND y.school = s.school AND y.school_year = s.school_year
           WHERE greatest(s.begins, y.begins) < least(s.ends, y.ends)''',
        keys="student, class, school, school_year",
    )
})"""

_TEACHING = """
    SELECT DISTINCT person, class, school, school_year, begins, ends FROM class_spans
    WHERE role = 'teacher' AND begins < ends"""

_POSTS = f"""
    SELECT DISTINCT person, role, org AS school, begins, ends FROM role_rows WHERE role IN {_STAFF_ROLES}"""


def _flag(column: str) -> str:
    yes, no = (f"lower({column}) IN ({list_of(values)})" for values in (FLAG_YES, FLAG_NO))
    return f"CASE WHEN {yes} THEN 'Yes' WHEN {no} THEN 'No' ELSE 'Unknown' END"


_RACE_NAMES = ("American Indian", "Asian", "Black", "Pacific Islander", "White")
_RACES = " + ".join(f"""CAST(coalesce(d."{column}" = 'true', false) AS INTEGER)""" for column in RACE_COLUMNS)
_ONE_RACE = " ".join(
    f"""WHEN d."{column}" = 'true' THEN '{name}'""" for column, name in zip(RACE_COLUMNS, _RACE_NAMES, strict=True)
)

_NAME_IN_USE = """coalesce(u."preferredGivenName", u."givenName") AS given_name,
           coalesce(u."preferredFamilyName", u."familyName") AS family_name"""


def _students(students: str) -> str:
    return f"""
    SELECT u."sourcedId" AS student, u.identifier AS student_id, u."metadata.stateId" AS state_id,
           {_NAME_IN_USE}, u.email, u.phone, CAST(d."birthDate" AS DATE) AS birth_date,
           CASE d.sex WHEN 'female' THEN 'Female' WHEN 'male' THEN 'Male' WHEN 'other' THEN 'Nonbinary'
                      ELSE 'Not specified' END AS gender,
           CASE WHEN d."hispanicOrLatinoEthnicity" = 'true' THEN 'Hispanic'
                WHEN {_RACES} > 1 OR d."demographicRaceTwoOrMoreRaces" = 'true' THEN 'Two or more'
                {_ONE_RACE} ELSE 'Unknown' END AS race_ethnicity,
           {_flag('u."metadata.englishLearner"')} AS english_learner, {_flag('u."metadata.iep"')} AS iep,
           {_flag('u."metadata.freeReducedLunch"')} AS low_income, {_flag('u."metadata.giftedTalented"')} AS gifted
    FROM raw_users AS u LEFT JOIN raw_demographics AS d USING ("sourcedId")
    WHERE u."sourcedId" IN ({students})"""


_STAFF = f"""
    SELECT u."sourcedId" AS person, {_NAME_IN_USE} FROM raw_users AS u
    WHERE u."sourcedId" IN
        (SELECT person FROM role_rows WHERE role IN {_STAFF_ROLES} UNION SELECT person FROM teaching)"""

_ATTENDANCE = """
    SELECT a."studentSourcedId" AS student, a."schoolSourcedId" AS school, s.school_year, s.session AS term,
           s.begins, s.ends,
           CAST(a."daysEnrolled" AS DOUBLE) AS days_enrolled, CAST(a."daysAbsent" AS DOUBLE) AS days_absent
    FROM raw_attendance AS a JOIN sessions AS s ON s.session = a."termSourcedId" """

_MARKS = """
    SELECT m."studentSourcedId" AS student, c.school, c.school_year, m."classSourcedId" AS class, c.subject,
           s.session AS term, s.begins, s.ends, m.mark
    FROM raw_marks AS m JOIN sessions AS s ON s.session = m."termSourcedId"
    JOIN classes AS c ON c.class = m."classSourcedId" """

# The terms of a year, numbered in date order: all sessions of the kinds that rows name, else of the finest kind. The
# numbers must not depend on whose rows are asked for, nor on which terms have rows yet.
_TERMS = """
    WITH events AS (SELECT unnest(['attendance', 'marks']) AS events),
    named AS (SELECT DISTINCT 'attendance' AS events, school_year, term FROM attendance UNION ALL
              SELECT DISTINCT 'marks', s.school_year, m.term FROM marks AS m JOIN sessions AS s ON s.session = m.term),
    used AS (SELECT DISTINCT n.events, n.school_year, s.type FROM named AS n JOIN sessions AS s ON s.session = n.term),
    finest AS (SELECT events, school_year, arg_min(type, CASE type WHEN 'gradingPeriod' THEN 1 WHEN 'term' THEN 2
                      WHEN 'semester' THEN 3 WHEN 'schoolYear' THEN 4 ELSE 5 END) AS type
               FROM events CROSS JOIN sessions GROUP BY ALL),
    kinds AS (SELECT * FROM used UNION ALL
              SELECT * FROM finest ANTI JOIN used USING (events, school_year))
    SELECT k.events, s.school_year, s.session AS term, s.title, s.begins, s.ends,
           row_number() OVER (PARTITION BY k.events, s.school_year ORDER BY s.begins, s.ends, s.session) AS position
    FROM kinds AS k JOIN sessions AS s ON s.school_year = k.school_year AND s.type = k.type"""

_PROGRAMS = """
    SELECT "studentSourcedId" AS student, program, CAST("beginDate" AS DATE) AS begins, CAST("endDate" AS DATE) AS ends
    FROM raw_programs"""

_OPTOUTS = """
    SELECT "studentSourcedId" AS student, CAST("schoolYear"[1:4] AS INTEGER)
           + CASE WHEN length("schoolYear") > 4 THEN 1 ELSE 0 END AS school_year,
           CAST("recordedOn" AS DATE) AS recorded_on
    FROM raw_optouts"""

# A day belongs to the school year from 1 July to 30 June.
_DAY_YEAR = "CAST(year({0}) + CASE WHEN month({0}) >= 7 THEN 1 ELSE 0 END AS INTEGER)"
_GIVEN_ON = 'CAST("administeredOn" AS DATE)'
_HAPPENED_ON = 'CAST("incidentDate" AS DATE)'

_ASSESSMENTS = f"""
    SELECT "studentSourcedId" AS student, "schoolSourcedId" AS school,
           {_DAY_YEAR.format(_GIVEN_ON)} AS school_year, {_GIVEN_ON} AS given_on,
           assessment, coalesce(subject, '') AS subject,
           CAST("scaleScore" AS DOUBLE) AS score, "performanceLevel" AS level
    FROM raw_assessments"""

_DISCIPLINE = f"""
    SELECT "studentSourcedId" AS student, "schoolSourcedId" AS school,
           {_DAY_YEAR.format(_HAPPENED_ON)} AS school_year, {_HAPPENED_ON} AS happened_on, "incidentType" AS kind,
           coalesce(CAST("daysMissed" AS DOUBLE), 0) AS days_missed
    FROM raw_discipline"""


def model_tables(version: str, students: str) -> tuple[ModelTable, ...]:
    """Return the tables in the order in which they are made; `students` is SQL that lists every student."""
    return (
        ModelTable("role_rows", _roles(version), kept=False),
        ModelTable("sessions", _SESSIONS),
        ModelTable("years", _YEARS),
        ModelTable("orgs", _ORGS),
        ModelTable("classes", _CLASSES),
        ModelTable("class_spans", _CLASS_SPANS, kept=False),
        ModelTable("student_spans", _STUDENT_SPANS, kept=False),
        ModelTable("student_roles", _STUDENT_ROLES, kept=False),
        ModelTable("dated_stays", _DATED_STAYS, kept=False),
        ModelTable("class_stays", _CLASS_STAYS, kept=False),
        ModelTable("bare_stays", _BARE_STAYS, kept=False),
        ModelTable("all_stays", _ALL_STAYS, kept=False),
        ModelTable("class_grades", _CLASS_GRADES, kept=False),
        ModelTable("places", _PLACES, kept=False),
        ModelTable("stays", _STAYS),
        ModelTable("schools", _SCHOOLS),
        ModelTable("section_stays", _SECTION_STAYS),
        ModelTable("teaching", _TEACHING),
        ModelTable("posts", _POSTS),
        ModelTable("students", _students(students)),
        ModelTable("staff", _STAFF),
        ModelTable("attendance", _ATTENDANCE),
        ModelTable("marks", _MARKS),
        ModelTable("terms", _TERMS),
        ModelTable("programs", _PROGRAMS),
        ModelTable("optouts", _OPTOUTS),
        ModelTable("assessments", _ASSESSMENTS),
        ModelTable("discipline", _DISCIPLINE),
    )
