"""attendance.csv, assessments.csv and discipline.csv: what happened to students, by their stays in a school."""

import numpy as np
import pyarrow as pa

from schoolgate.core import Progress
from schoolgate.sample.arrays import Ints, Reals, dates, ints, picked, taken
from schoolgate.sample.careers import Spells
from schoolgate.sample.csv_files import ExtractFiles, chunks
from schoolgate.sample.district import District
from schoolgate.sample.people_files import school_ids, student_ids
from schoolgate.sample.school_days import DAYS_PER_YEAR, days_in_quarters
from schoolgate.sample.schools import GRADES

_GRADE_AWAY = np.array([0.35, 0.25, 0.05, -0.05, -0.1, -0.12, -0.1, -0.05, 0, 0.08, 0.3, 0.32, 0.38, 0.48])
_QUARTER_AWAY = np.array([-0.18, 0.05, 0.08, 0.05])
_USUAL = -3.47
_TESTED = ("03", "04", "05", "06", "07", "08", "10")
_TESTS = (("State Test ELA", "English Language Arts", 142), ("State Test Mathematics", "Mathematics", 151))
_LEVELS = ("Not Meeting", "Partially Meeting", "Meeting", "Exceeding")
_LEVEL_FROM = (470, 500, 530)
_INCIDENTS = ("Disruption", "Fighting", "Vandalism", "Bullying", "Unsafe conduct", "Tobacco or vaping")
_GRADE_INCIDENTS = np.array([0, 0.002, 0.004, 0.006, 0.01, 0.014, 0.02, 0.05, 0.06, 0.06, 0.055, 0.045, 0.035, 0.025])


def write_outcomes(district: District, files: ExtractFiles, progress: Progress) -> None:
    """Write attendance of every quarter, tests of every complete year, and incidents."""
    stage = "Attendance and tests"
    for year, spells in enumerate(district.careers.years):
        progress(stage, year, district.plan.years)
        for number, part in enumerate(chunks(len(spells))):
            rows = ints(np.arange(part.start, part.stop))
            _write_attendance(district, (year, number), rows, files)
            _write_discipline(district, (year, number), rows, files)
            if year < district.plan.years - 1:
                _write_assessments(district, (year, number), rows, files)
    progress(stage, district.plan.years, district.plan.years)


def _last_days(district: District, year: int, spells: Spells, rows: Ints) -> Ints:
    end = spells.end[rows]
    return ints(np.minimum(end, district.horizon)) if year == district.plan.years - 1 else end


def _write_attendance(district: District, stream: tuple[int, int], rows: Ints, files: ExtractFiles) -> None:
    year, spells = stream[0], district.careers.years[stream[0]]
    enrolled = days_in_quarters(spells.begin[rows], _last_days(district, year, spells, rows))
    chance = district.plan.chance("attendance", *stream)
    share = _absence(district, spells, rows)[:, None] + _QUARTER_AWAY + chance.normal(0, 0.25, enrolled.shape)
    absent = chance.binomial(enrolled, np.round(1 / (1 + np.exp(-share)), 3))
    at, quarter = np.nonzero(enrolled)
    files.append(
        "attendance",
        len(at),
        {
            "studentSourcedId": taken(student_ids(spells.student[rows]), at),
            "schoolSourcedId": taken(school_ids(district), spells.school[rows][at]),
            "termSourcedId": taken(pa.array(district.calendars[year].term_ids), quarter),
            "daysEnrolled": pa.array(ints(enrolled[at, quarter])),
            "daysAbsent": pa.array(ints(absent[at, quarter])),
        },
    )


def _absence(district: District, spells: Spells, rows: Ints) -> Reals:
    away: Reals = district.students.away[spells.student[rows]] + district.schools.absence[spells.school[rows]]
    away += _GRADE_AWAY[spells.grade[rows]] + _USUAL
    return away


def _write_assessments(district: District, stream: tuple[int, int], rows: Ints, files: ExtractFiles) -> None:
    year, spells = stream[0], district.careers.years[stream[0]]
    chance = district.plan.chance("assessments", *stream)
    grades = [GRADES.index(code) for code in _TESTED]
    for name, subject, day in _TESTS:
        draws = chance.normal(0, 12, len(rows))
        sits = np.isin(spells.grade[rows], grades) & (spells.begin[rows] <= day) & (day < spells.end[rows])
        sits &= chance.random(len(rows)) < 0.965
        sat = rows[sits]
        score = np.rint(np.round(498 + 15 * district.students.able[spells.student[sat]] + draws[sits], 3))
        scores = ints(np.clip(score, 440, 560))
        same = np.zeros(len(sat))
        files.append(
            "assessments",
            len(sat),
            {
                "studentSourcedId": student_ids(spells.student[sat]),
                "schoolSourcedId": taken(school_ids(district), spells.school[sat]),
                "assessment": picked([name], same),
                "subject": picked([subject], same),
                "administeredOn": dates(np.full(len(sat), district.days[year, day])),
                "scaleScore": pa.array(scores),
                "performanceLevel": picked(list(_LEVELS), np.searchsorted(_LEVEL_FROM, scores, side="right")),
            },
        )


def _write_discipline(district: District, stream: tuple[int, int], rows: Ints, files: ExtractFiles) -> None:
    year, spells = stream[0], district.careers.years[stream[0]]
    chance = district.plan.chance("discipline", *stream)
    end = _last_days(district, year, spells, rows)
    present = (end - spells.begin[rows]) / DAYS_PER_YEAR
    often = np.clip(1 - 0.35 * district.students.able[spells.student[rows]], 0.2, 2.2)
    count = chance.poisson(np.round(_GRADE_INCIDENTS[spells.grade[rows]] * present * often, 4))
    at = np.repeat(np.arange(len(rows)), count)
    day = chance.integers(spells.begin[rows][at], end[at])
    missed = np.where(chance.random(len(at)) < 0.45, 0, chance.integers(1, 6, len(at)))
    files.append(
        "discipline",
        len(at),
        {
            "studentSourcedId": student_ids(spells.student[rows][at]),
            "schoolSourcedId": taken(school_ids(district), spells.school[rows][at]),
            "incidentDate": dates(district.days[year, day]),
            "incidentType": picked(list(_INCIDENTS), chance.integers(0, len(_INCIDENTS), len(at))),
            "daysMissed": pa.array(ints(missed)),
        },
    )
