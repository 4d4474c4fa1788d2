"""The district in memory: a few numbers a student, from which every file is written."""

from dataclasses import dataclass

import numpy as np

from schoolgate.core import Progress, silent
from schoolgate.sample.arrays import Days, Ints, ints
from schoolgate.sample.careers import Careers, make_careers
from schoolgate.sample.names import Names, make_pool, staff_names, student_names
from schoolgate.sample.plan import DistrictPlan
from schoolgate.sample.programs import Participation, Program, make_participation, make_programs
from schoolgate.sample.school_days import DAYS_PER_QUARTER, DAYS_PER_YEAR, SchoolCalendar, calendar_of
from schoolgate.sample.schools import Schools, make_schools
from schoolgate.sample.sections import Sections, make_sections
from schoolgate.sample.staff import Holders, Staffing
from schoolgate.sample.students import Students, make_students

ADMINISTRATORS = 3


@dataclass(frozen=True, slots=True)
class District:
    """Everything that was drawn. Students, schools and staff are known by their places in the arrays.

    The last ADMINISTRATORS members of staff work at the district's central office.
    """

    plan: DistrictPlan
    calendars: tuple[SchoolCalendar, ...]
    schools: Schools
    careers: Careers
    students: Students
    names: Names
    sections: tuple[Sections, ...]
    holders: tuple[Holders, ...]
    staffing: Staffing
    staff_names: Names
    programs: tuple[Program, ...]
    participation: Participation

    @property
    def days(self) -> Days:
        """Return the dates of all days of instruction: shape (years, 181)."""
        return np.stack([calendar.days for calendar in self.calendars])

    @property
    def staff_count(self) -> int:
        """Return how many people work, or worked, for the district."""
        return self.staffing.count + ADMINISTRATORS

    @property
    def horizon(self) -> int:
        """Return the day number of the last year on which the extract is taken."""
        return DAYS_PER_QUARTER


def make_district(plan: DistrictPlan, progress: Progress = silent) -> District:
    """Draw a whole district."""
    stage = "Simulating the years"
    progress(stage, 0, plan.years)
    schools = make_schools(plan)
    careers = make_careers(plan, schools)
    students = make_students(plan, schools, careers)
    staffing = Staffing(plan, DAYS_PER_QUARTER)
    sections, holders = [], []
    for year, spells in enumerate(careers.years):
        opened = make_sections(plan, year, schools, spells)
        sections.append(opened)
        holders.append(staffing.fill(year, opened))
        staffing.lead(year, schools)
        progress(stage, year + 1, plan.years)
    pool = make_pool(plan)
    programs = make_programs(plan, schools)
    return District(
        plan=plan,
        calendars=tuple(calendar_of(year) for year in plan.school_years),
        schools=schools,
        careers=careers,
        students=students,
        names=student_names(plan, pool, students),
        sections=tuple(sections),
        holders=tuple(holders),
        staffing=staffing,
        staff_names=staff_names(plan, pool, staffing.count + ADMINISTRATORS),
        programs=programs,
        participation=make_participation(plan, careers, programs),
    )


@dataclass(frozen=True, slots=True)
class Stays:
    """Unbroken stays of a person at a school over the years, one entry each.

    The stay runs from day `begin` of year `begin_year` up to day `end` of year `end_year`, the end exclusive;
    `first` and `last` are the rows of the input where it begins and ends; `is_open` where it still goes on.
    """

    person: Ints
    school: Ints
    begin_year: Ints
    begin: Ints
    end_year: Ints
    end: Ints
    first: Ints
    last: Ints
    is_open: np.ndarray[tuple[int], np.dtype[np.bool_]]
    is_return: np.ndarray[tuple[int], np.dtype[np.bool_]]


def unbroken_stays(person: Ints, school: Ints, year: Ints, begin: Ints, end: Ints) -> Stays:
    """Join what follows without a gap: from day to day within a year, and over the summer."""
    order = np.lexsort((begin, year, person))
    p, s, y, b, e = (column[order] for column in (person, school, year, begin, end))
    summer = (y[1:] == y[:-1] + 1) & (b[1:] == 0) & (e[:-1] == DAYS_PER_YEAR)
    next_day = (y[1:] == y[:-1]) & (b[1:] == e[:-1])
    goes_on = (p[1:] == p[:-1]) & (s[1:] == s[:-1]) & (summer | next_day)
    first = np.flatnonzero(np.r_[True, ~goes_on])
    last = np.r_[first[1:] - 1, len(p) - 1]
    pair = p[first].astype(np.int64) * (int(s.max()) + 1) + s[first]
    earliest = np.zeros(len(first), bool)
    earliest[np.unique(pair, return_index=True)[1]] = True
    return Stays(
        person=p[first],
        school=s[first],
        begin_year=y[first],
        begin=b[first],
        end_year=y[last],
        end=e[last],
        first=ints(order[first]),
        last=ints(order[last]),
        is_open=(y[last] == int(y.max())) & (e[last] == DAYS_PER_YEAR),
        is_return=~earliest,
    )
