"""classes.csv, enrollments.csv and marks.csv, written year by year and subject by subject."""

import numpy as np
import pyarrow as pa

from schoolgate.core import Progress
from schoolgate.sample.arrays import Ints, dates, ints, joined, padded, picked, taken
from schoolgate.sample.courses import (
    FIRST_MARKED,
    FIRST_SECONDARY,
    HOMEROOM,
    SUBJECT_NAMES,
    SUBJECTS,
    course_id,
    course_title,
)
from schoolgate.sample.csv_files import ExtractFiles, chunks
from schoolgate.sample.district import District
from schoolgate.sample.people_files import school_ids, staff_ids, student_ids
from schoolgate.sample.school_days import DAYS_PER_YEAR, QUARTERS, days_in_quarters
from schoolgate.sample.schools import GRADES
from schoolgate.sample.sections import Sections, seats_of

_HIGH = FIRST_SECONDARY + 3
_LETTERS = ("F", "D", "C-", "C", "C+", "B-", "B", "B+", "A-", "A")
_LETTER_FROM = (60, 68, 71, 75, 79, 82, 85, 89, 92)
_DAYS_FOR_A_MARK = 10


def write_classes(district: District, files: ExtractFiles, progress: Progress) -> None:
    """Write every section, who teaches it, who sits in it, and the marks."""
    stage, total, done = "Classes and marks", district.plan.years * len(SUBJECTS), 0
    for year, sections in enumerate(district.sections):
        ids = _class_ids(district, year, sections)
        _write_sections(district, year, ids, files)
        _write_teachers(district, year, ids, files)
        for subject in range(len(SUBJECTS)):
            progress(stage, done, total)
            _write_seats(district, year, subject, ids, files)
            done += 1
    progress(stage, total, total)


def _class_ids(district: District, year: int, sections: Sections) -> pa.Array:
    return joined(
        f"CLS-{district.plan.school_years[year].ends_in}-",
        padded(sections.school + 1, 4),
        "-",
        picked(list(GRADES), sections.grade),
        "-",
        picked(list(SUBJECTS), sections.subject),
        "-",
        padded(sections.number + 1, 2),
    )


def _write_sections(district: District, year: int, ids: pa.Array, files: ExtractFiles) -> None:
    sections = district.sections[year]
    course = sections.subject * len(GRADES) + sections.grade
    every = [(subject, grade) for subject in range(len(SUBJECTS)) for grade in range(len(GRADES))]
    number = padded(sections.number + 1, 2)
    count = len(sections)
    files.append(
        "classes",
        count,
        {
            "sourcedId": ids,
            "title": joined(picked([course_title(*one) for one in every], course), " section ", number),
            "grades": picked(list(GRADES), sections.grade),
            "courseSourcedId": picked([course_id(*one) for one in every], course),
            "classCode": joined(
                picked(list(SUBJECTS), sections.subject), "-", picked(list(GRADES), sections.grade), "-", number
            ),
            "classType": picked(["scheduled", "homeroom"], sections.subject == HOMEROOM),
            "schoolSourcedId": taken(school_ids(district), sections.school).cast(pa.string()),
            "termSourcedIds": picked([district.calendars[year].session_id], np.zeros(count)),
            "subjects": picked(list(SUBJECT_NAMES), sections.subject),
        },
    )


def _write_teachers(district: District, year: int, ids: pa.Array, files: ExtractFiles) -> None:
    sections, holders = district.sections[year], district.holders[year]
    every = np.arange(len(sections))
    co_taught = np.flatnonzero(sections.co_post >= 0)
    section = np.r_[every, co_taught]
    post = np.r_[sections.post, sections.co_post[co_taught]]
    main = np.r_[np.ones(len(every), bool), np.zeros(len(co_taught), bool)]
    replaced = np.flatnonzero(holders.second[post] >= 0)
    begin = np.r_[np.zeros(len(post), np.int32), holders.change_day[post[replaced]]]
    end = np.r_[holders.change_day[post], np.full(len(replaced), DAYS_PER_YEAR)]
    person = np.r_[holders.first[post], holders.second[post[replaced]]]
    section, main = np.r_[section, section[replaced]], np.r_[main, main[replaced]]
    named = {
        "userSourcedId": staff_ids(ints(person)),
        "role": picked(["teacher"], np.zeros(len(person))),
        "primary": picked(["false", "true"], main),
    }
    school = sections.school[section]
    _append_enrollments(district, year, (ids, ints(section), school, ints(begin), ints(end)), named, files)


def _write_seats(district: District, year: int, subject: int, ids: pa.Array, files: ExtractFiles) -> None:
    spells = district.careers.years[year]
    rows, section = seats_of(district.plan, year, subject, spells, district.sections[year])
    for number, part in enumerate(chunks(len(rows))):
        row, sat_in = rows[part], section[part]
        student = student_ids(spells.student[row])
        named = {
            "userSourcedId": student,
            "role": picked(["student"], np.zeros(len(row))),
            "primary": picked(["false"], np.zeros(len(row))),
        }
        where = (ids, sat_in, spells.school[row], spells.begin[row], spells.end[row])
        _append_enrollments(district, year, where, named, files)
        if subject != HOMEROOM:
            _write_marks(district, (year, subject, number), (row, sat_in), (student, ids), files)


def _append_enrollments(
    district: District,
    year: int,
    where: tuple[pa.Array, Ints, Ints, Ints, Ints],
    named: dict[str, pa.Array],
    files: ExtractFiles,
) -> None:
    """Append rows of class ids, sections, schools, begin and end days; open where the year is still going on."""
    ids, section, school, begin, end = where
    days = district.days[year]
    is_open = (end == DAYS_PER_YEAR) & (year == district.plan.years - 1)
    number = np.arange(len(section)) + files.rows.get("enrollments", 0) + 1
    columns = {
        "sourcedId": joined("ENR-", padded(number, 9)),
        "classSourcedId": taken(ids, section),
        "schoolSourcedId": taken(school_ids(district), school),
        "beginDate": dates(days[begin]),
        "endDate": dates(days[end], is_open),
    }
    files.append("enrollments", len(section), columns | named)


def _write_marks(
    district: District,
    stream: tuple[int, int, int],
    seat: tuple[Ints, Ints],
    named: tuple[pa.Array, pa.Array],
    files: ExtractFiles,
) -> None:
    """Append a mark for each quarter of at least ten days: letters up to grade 08, percents above."""
    year, subject, number = stream
    (row, section), (student, ids) = seat, named
    spells = district.careers.years[year]
    chance = district.plan.chance("marks", year, subject, number)
    able = district.students.able[spells.student[row]] - 0.3 * district.students.away[spells.student[row]]
    usual = 82 + 6.5 * able + chance.normal(0, 4, len(row))
    scores = np.rint(np.round(usual[:, None] + chance.normal(0, 3.5, (len(row), QUARTERS)), 3))
    percents = ints(np.clip(scores, 35, 100))
    given = days_in_quarters(spells.begin[row], _ends(district, year, spells.end[row])) >= _DAYS_FOR_A_MARK
    given &= (spells.grade[row] >= FIRST_MARKED)[:, None]
    at, quarter = np.nonzero(given)
    is_high = spells.grade[row][at] >= _HIGH
    letter = np.searchsorted(_LETTER_FROM, percents[at, quarter], side="right")
    marks = [*(str(percent) for percent in range(101)), *_LETTERS]
    files.append(
        "marks",
        len(at),
        {
            "studentSourcedId": taken(student, at),
            "classSourcedId": taken(ids, section[at]),
            "termSourcedId": taken(pa.array(district.calendars[year].term_ids), quarter),
            "mark": taken(pa.array(marks), np.where(is_high, percents[at, quarter], 101 + letter)),
        },
    )


def _ends(district: District, year: int, end: Ints) -> Ints:
    """Cut the ends of the year in progress at the day of the extract."""
    return ints(np.minimum(end, district.horizon)) if year == district.plan.years - 1 else end
