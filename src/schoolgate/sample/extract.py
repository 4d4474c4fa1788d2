"""The extract: OneRoster 1.2 in bulk form, with the extension files beside it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from schoolgate.core import Progress
from schoolgate.sample.arrays import Flags, dates, ints, picked
from schoolgate.sample.class_files import write_classes
from schoolgate.sample.courses import SUBJECT_NAMES, SUBJECTS, course_id, course_title, taught
from schoolgate.sample.csv_files import ExtractFiles, chunks
from schoolgate.sample.district import District
from schoolgate.sample.outcome_files import write_outcomes
from schoolgate.sample.people_files import student_ids, write_people
from schoolgate.sample.school_days import DAYS_PER_QUARTER
from schoolgate.sample.schools import DISTRICT_ID, DISTRICT_NAME, GRADES, org_id, region_id

_OPTS_OUT = 0.03
_OPTOUT_DAYS = 14


def write_extract(district: District, folder: Path, progress: Progress) -> dict[str, int]:
    """Write all files of the extract into an empty folder. Returns the rows of each, by the name of the file."""
    with ExtractFiles(folder) as files:
        files.write("orgs", _orgs(district))
        files.write("academicSessions", _sessions(district))
        files.write("courses", _courses())
        progress("People", 0, 1)
        write_people(district, files)
        progress("People", 1, 1)
        write_outcomes(district, files, progress)
        write_classes(district, files, progress)
        _write_programs(district, files)
        _write_optouts(district, files)
        files.finish()
        return files.rows


def _orgs(district: District) -> Iterator[dict[str, object]]:
    yield {"sourcedId": DISTRICT_ID, "name": DISTRICT_NAME, "type": "district", "identifier": "0900"}
    for region, name in enumerate(district.schools.region_names):
        yield {"sourcedId": region_id(region), "name": name, "type": "ext:region", "parentSourcedId": DISTRICT_ID}
    for school, name in enumerate(district.schools.names):
        yield {
            "sourcedId": org_id(school),
            "name": name,
            "type": "school",
            "identifier": f"{4000 + school}",
            "parentSourcedId": region_id(int(district.schools.regions[school])),
        }


def _sessions(district: District) -> Iterator[dict[str, object]]:
    for calendar in district.calendars:
        year = calendar.school_year
        yield {
            "sourcedId": calendar.session_id,
            "title": str(year),
            "type": "schoolYear",
            "startDate": year.starts_on,
            "endDate": year.ends_before,
            "schoolYear": year.ends_in,
        }
        for quarter, term in enumerate(calendar.term_ids):
            yield {
                "sourcedId": term,
                "title": f"Quarter {quarter + 1} of {year}",
                "type": "gradingPeriod",
                "startDate": calendar.on(quarter * DAYS_PER_QUARTER),
                "endDate": calendar.on((quarter + 1) * DAYS_PER_QUARTER),
                "parentSourcedId": calendar.session_id,
                "schoolYear": year.ends_in,
            }


def _courses() -> Iterator[dict[str, object]]:
    for subject, code in enumerate(SUBJECTS):
        for grade in np.flatnonzero(taught(subject)).tolist():
            yield {
                "sourcedId": course_id(subject, grade),
                "title": course_title(subject, grade),
                "courseCode": f"{code}{GRADES[grade]}",
                "grades": GRADES[grade],
                "orgSourcedId": DISTRICT_ID,
                "subjects": SUBJECT_NAMES[subject],
            }


def _write_programs(district: District, files: ExtractFiles) -> None:
    taking, days = district.participation, district.days
    names = [program.name for program in district.programs]
    for part in chunks(len(taking.student)):
        ends = days[taking.year[part], taking.end[part]]
        columns = {
            "studentSourcedId": student_ids(taking.student[part]),
            "program": picked(names, taking.program[part]),
            "beginDate": dates(days[taking.year[part], taking.begin[part]]),
            "endDate": dates(ends, taking.is_open[part]),
        }
        files.append("programs", part.stop - part.start, columns)


def opted_out(district: District, year: int) -> Flags:
    """Tell of each first stay of a year whether its student opted out of directory information."""
    spells = district.careers.years[year]
    draws = district.plan.chance("optouts", year).random(len(spells))
    known: Flags = (draws < _OPTS_OUT) & ~spells.second & (spells.begin == 0)
    return known


def _write_optouts(district: District, files: ExtractFiles) -> None:
    """Families opt out in the first weeks of a school year, by 30 September."""
    for year, spells in enumerate(district.careers.years):
        student = spells.student[opted_out(district, year)]
        chance = district.plan.chance("optout days", year)
        recorded = district.days[year, 0] + chance.integers(0, _OPTOUT_DAYS, len(student))
        columns = {
            "studentSourcedId": student_ids(student),
            "schoolYear": picked([str(district.plan.school_years[year].ends_in)], ints(student) * 0),
            "recordedOn": dates(recorded),
        }
        files.append("optouts", len(student), columns)
