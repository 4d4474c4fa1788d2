"""Programs that outside partners run at some schools, and who takes part from when to when."""

from dataclasses import dataclass

import numpy as np

from schoolgate.sample.arrays import Flags, Ints, ints
from schoolgate.sample.careers import Careers, Spells
from schoolgate.sample.plan import DistrictPlan
from schoolgate.sample.school_days import DAYS_PER_QUARTER, DAYS_PER_YEAR
from schoolgate.sample.schools import HIGH, K8, Schools

_TAKES_PART = 0.16
_STOPS_EARLY = 0.12
_LAST_DAY = 170


@dataclass(frozen=True, slots=True)
class Program:
    """A program, the invented partner that runs it, and the schools where it runs."""

    name: str
    partner: str
    schools: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Participation:
    """Who took part in what, one entry a student, program and year. Open where the program still runs."""

    student: Ints
    program: Ints
    year: Ints
    begin: Ints
    end: Ints
    is_open: Flags


_OFFERS = (
    ("Tutoring", "Bright Quay Learning"),
    ("Youth Mentoring", "Bright Quay Learning"),
    ("After-School Arts", "Paper Lantern Arts"),
    ("Robotics Club", "Tinker Pier"),
    ("College Bridge", "Northstar Access Fund"),
)


def make_programs(plan: DistrictPlan, schools: Schools) -> tuple[Program, ...]:
    """Place each program; the first two run at the largest high school, the largest K-8 school and one more."""
    chance = plan.chance("programs")
    sizes = schools.sizes()
    largest_k8 = int(np.argmax(np.where(schools.kinds == K8, sizes, -1)))
    pool = [school for school in range(len(schools)) if school not in {schools.giant, largest_k8, schools.tiny}]
    first = (schools.giant, largest_k8, int(chance.choice(pool)))
    programs = []
    for place, (name, partner) in enumerate(_OFFERS):
        fitting = np.array([s for s in pool if name != "College Bridge" or schools.kinds[s] == HIGH] or [schools.giant])
        many = max(1, min(len(fitting), len(schools) // 5))
        chosen = first if place < 2 else tuple(int(s) for s in np.sort(chance.permutation(fitting)[:many]))
        programs.append(Program(name, partner, chosen))
    return tuple(programs)


def make_participation(plan: DistrictPlan, careers: Careers, programs: tuple[Program, ...]) -> Participation:
    """Draw the participants of every program and year from the students of its schools."""
    parts = [
        _one(plan, year, number, program, spells)
        for year, spells in enumerate(careers.years)
        for number, program in enumerate(programs)
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Participation(*columns)


def _one(
    plan: DistrictPlan, year: int, number: int, program: Program, spells: Spells
) -> tuple[Ints, Ints, Ints, Ints, Ints, Flags]:
    chance = plan.chance("participation", year, number)
    running = year == plan.years - 1
    fits = np.isin(spells.school, program.schools) & ~spells.second & (spells.begin < 12)
    fits &= (spells.grade > 0) & (chance.random(len(spells)) < _TAKES_PART)
    rows = np.flatnonzero(fits)
    begin = chance.integers(12, 36, len(rows))
    end = np.where(chance.random(len(rows)) < _STOPS_EARLY, chance.integers(60, 150, len(rows)), _LAST_DAY)
    end = np.minimum(end, spells.end[rows])
    kept = begin < end
    rows, begin, end = rows[kept], begin[kept], end[kept]
    # What lies behind the day of the extract has not happened yet: the participation is open.
    is_open = np.full(len(rows), running) & (end >= DAYS_PER_QUARTER)
    same = np.full(len(rows), 1, np.int32)
    return spells.student[rows], same * number, same * year, ints(begin), ints(np.minimum(end, DAYS_PER_YEAR)), is_open
