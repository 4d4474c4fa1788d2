"""The law of row scope: on any district, no row, event or day outside the scope is ever told (R33, R34, D10).

The judge works with sets of days and plain Python; it shares nothing with the engine but the rules in words.
"""

import itertools
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.districts import District

from schoolgate.core import Population, SchoolYear
from schoolgate.warehouse import ELEMENTS, Scope, Snapshot, Store, student_rows

STUDENTS, TEACHERS = ("S1", "S2", "S3", "S4", "S5"), ("T1", "T2", "T3", "T4")
SCHOOLS, YEARS = ("A", "B"), (2024, 2025)
LEADER = "L"
_MONTH_DAYS = ("09-01", "10-10", "11-15", "01-07", "02-01", "03-03", "04-15", "06-20")
DAYS: dict[int, list[str]] = {
    year: [f"{year - 1 if day > '07' else year}-{day}" for day in _MONTH_DAYS] for year in YEARS
}


@dataclass
class Spans:
    """A district as lists of plain tuples, for the judge and for the extract alike."""

    roles: list[tuple[str, str, str, str, str]] = field(default_factory=list)  # person, role, school, begins, ends
    classes: list[tuple[str, str, int]] = field(default_factory=list)  # class, school, year
    enrolments: list[tuple[str, str, str, str, str]] = field(default_factory=list)  # person, class, role, begins, ends


# Every student has an event of each kind at each school in each term or on each day, whether enrolled there or not.
ATTENDANCE = [(school, number) for school in SCHOOLS for number in (1, 2, 3, 4)]
INCIDENTS = [(school, place) for school in SCHOOLS for place in range(len(_MONTH_DAYS))]


@st.composite
def periods(draw: st.DrawFn, days: list[str]) -> tuple[str, str]:
    """Draw first and last days in order, either of them perhaps empty."""
    begins, ends = draw(st.sampled_from(["", *days])), draw(st.sampled_from(["", *days]))
    return (ends, begins) if begins and ends and begins > ends else (begins, ends)


@st.composite
def districts(draw: st.DrawFn) -> Spans:
    """Draw a district of a few people over two schools and years."""
    d = Spans()
    every_day = DAYS[2024] + DAYS[2025]
    for person in STUDENTS:
        for school in draw(st.lists(st.sampled_from(SCHOOLS), max_size=3)):
            d.roles.append((person, "student", school, *draw(periods(every_day))))
    for person, role in [*((teacher, "teacher") for teacher in TEACHERS), (LEADER, "principal")]:
        for school in SCHOOLS:
            begins, ends = draw(st.one_of(st.just(("", "")), periods(every_day)))
            d.roles.append((person, role, school, begins, ends))
    d.classes = [(f"{school}-{year}", school, year) for school in SCHOOLS for year in YEARS]
    for name, _, year in d.classes:
        for student in draw(st.lists(st.sampled_from(STUDENTS), min_size=2, max_size=6)):
            d.enrolments.append((student, name, "student", *draw(periods(DAYS[year]))))
        for teacher in draw(st.lists(st.sampled_from(TEACHERS), min_size=2, max_size=5)):
            d.enrolments.append((teacher, name, "teacher", *draw(periods(DAYS[year]))))
    return d


def written(d: Spans) -> District:
    """Write the spans as an extract, with every event."""
    extract = District()
    for year in YEARS:
        extract.school_year(year)
    extract.org("D", "district")
    for school in SCHOOLS:
        extract.org(school, parent="D")
    for person in (*STUDENTS, *TEACHERS, LEADER):
        extract.user(person)
    for person, role, school, begins, ends in d.roles:
        extract.role(person, role, school, begins, ends)
    for name, school, year in d.classes:
        extract.section(name, school, year)
    for person, name, role, begins, ends in d.enrolments:
        extract.enrol(person, name, role, begins, ends)
    for student in STUDENTS:
        for year in YEARS:
            _add_events(extract, student, year)
    return extract


def _add_events(extract: District, student: str, year: int) -> None:
    """Add all events of a student and year; each bears its own power of two, so that sums tell which were counted."""
    for bit, (school, number) in enumerate(ATTENDANCE):
        extract.attend(student, school, f"Q{number}-{year}", "99999", str(2**bit))
    for bit, (school, place) in enumerate(INCIDENTS):
        extract.add(
            "discipline",
            studentSourcedId=student,
            schoolSourcedId=school,
            incidentDate=DAYS[year][place],
            daysMissed=str(2**bit),
        )


Days = frozenset[date]


def span(begins: str, ends: str, within: Days) -> Days:
    """Return the days from the first to before the last, within others."""
    return frozenset(day for day in within if (not begins or str(day) >= begins) and (not ends or str(day) < ends))


def days_between(begins: str, ends: str) -> Days:
    """Return every day from the first to before the last."""
    first, last = date.fromisoformat(begins), date.fromisoformat(ends)
    return frozenset(first + timedelta(days=number) for number in range((last - first).days))


YEAR_DAYS = {year: days_between(f"{year - 1}-09-01", f"{year}-06-20") for year in YEARS}
_QUARTERS = ("09-01", "11-15", "02-01", "04-15", "06-20")
TERM_DAYS = {
    f"Q{number}-{year}": span(
        f"{year - 1 if first > '07' else year}-{first}", f"{year - 1 if last > '07' else year}-{last}", YEAR_DAYS[year]
    )
    for year in YEARS
    for number, (first, last) in enumerate(itertools.pairwise(_QUARTERS), start=1)
}


class Judge:
    """Works out, day by day, what a person may be told."""

    def __init__(self, district: Spans, on: date) -> None:
        self.d, self.on = district, on
        self.latest = 2025

    def taken(self, person: str, role: str, school: str, year: int) -> list[tuple[str, Days]]:
        """Return the class and days of each enrolment of a person at a school in a year."""
        classes = {name for name, at, of in self.d.classes if (at, of) == (school, year)}
        return [
            (name, span(begins, ends, YEAR_DAYS[year]))
            for who, name, as_role, begins, ends in self.d.enrolments
            if who == person and name in classes and as_role == role
        ]

    def stay(self, student: str, school: str, year: int) -> Days:
        """Return the days of a year on which a student was enrolled in a school."""
        roles = [(b, e) for who, role, at, b, e in self.d.roles if (who, role, at) == (student, "student", school)]
        dated = frozenset[date]().union(*(span(b, e, YEAR_DAYS[year]) for b, e in roles if b or e))
        classes = frozenset[date]().union(*(days for _, days in self.taken(student, "student", school, year)))
        ever = any(self.taken(student, "student", school, any_year) for any_year in YEARS)
        bare = YEAR_DAYS[year] if ("", "") in roles and not ever and year == self.latest else frozenset[date]()
        return (dated or classes) | bare

    def posts(self, person: str, role: str) -> set[str]:
        """Return the schools at which a person holds a post on the day."""
        return {
            school
            for who, as_role, school, b, e in self.d.roles
            if who == person and as_role == role and (not b or b <= str(self.on)) and (not e or str(self.on) < e)
        }

    def led(self, student: str, school: str, year: int) -> Days:
        """Return the days that the leader reaches."""
        return self.stay(student, school, year) if school in self.posts(LEADER, "principal") else frozenset()

    def taught_by(self, teacher: str) -> Callable[[str, str, int], Days]:
        """Return a function that gives the days that a teacher reaches."""

        def taught(student: str, school: str, year: int) -> Days:
            if school not in self.posts(teacher, "teacher"):
                return frozenset()
            overlaps = [
                given & taken
                for its_class, given in self.taken(teacher, "teacher", school, year)
                for same_class, taken in self.taken(student, "student", school, year)
                if its_class == same_class
            ]
            return self.stay(student, school, year) & frozenset[date]().union(*overlaps)

        return taught

    def rows(self, reach: Callable[[str, str, int], Days]) -> dict[tuple[str, int], tuple[int, int]]:
        """Return, by student and year in reach, the sums of days absent and of days missed that may be told."""
        told = {}
        for student in STUDENTS:
            for year in YEARS:
                if any(reach(student, school, year) for school in SCHOOLS):
                    told[student, year] = (self._absent(student, year, reach), self._missed(student, year, reach))
        return told

    def _absent(self, student: str, year: int, reach: Callable[[str, str, int], Days]) -> int:
        total = 0
        for bit, (school, number) in enumerate(ATTENDANCE):
            spent = TERM_DAYS[f"Q{number}-{year}"] & self.stay(student, school, year)
            if spent and spent <= reach(student, school, year):
                total += 2**bit
        return total

    def _missed(self, student: str, year: int, reach: Callable[[str, str, int], Days]) -> int:
        return sum(
            2**bit
            for bit, (school, place) in enumerate(INCIDENTS)
            if date.fromisoformat(DAYS[year][place]) in reach(student, school, year)
        )


def told(snapshot: Snapshot, scope: Scope, on: date) -> dict[tuple[str, int], tuple[int, int]]:
    """Return what an extract of every element tells, in the judge's terms."""
    years = tuple(SchoolYear(year) for year in YEARS)
    table = student_rows(snapshot, scope, Population(), years, tuple(ELEMENTS), on).table
    return {
        (row["_student"], row["_school_year"]): (int(row["days_absent"] or 0), int(row["discipline_days_missed"] or 0))
        for row in table.to_pylist()
    }


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(district=districts(), on=st.sampled_from([date(2024, 1, 10), date(2025, 3, 3)]))
def test_no_row_outside_the_scope_is_told_whatever_the_elements_asked(district: Spans, on: date) -> None:
    judge = Judge(district, on)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store")
        store.load(written(district).write(Path(folder) / "extract"))
        snapshot = store.snapshot()
        assert told(snapshot, Scope.leader(snapshot, LEADER, on), on) == judge.rows(judge.led)
        for teacher in TEACHERS:
            scope = Scope.teacher(snapshot, teacher, on)
            assert told(snapshot, scope, on) == judge.rows(judge.taught_by(teacher))
