"""Who was in which school, in which grade, from when to when: the district simulated year by year."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from schoolgate.sample.arrays import Flags, Ints, ints
from schoolgate.sample.plan import DistrictPlan
from schoolgate.sample.school_days import DAYS_PER_QUARTER, DAYS_PER_YEAR
from schoolgate.sample.schools import GRADES, NINTH, TWELFTH, Schools

_LEAVE_IN_SUMMER = 0.035
_LEAVE_MIDYEAR, _DROP_OUT = 0.014, 0.022
_CHANGE_SCHOOL_IN_SUMMER, _TRANSFER = 0.03, 0.035
_ENTER_LATE = 0.16
_SHORTEST, _LAST_ENTRY = 5, 25


class Exit(IntEnum):
    """Why a spell ended; NONE where it goes on, or goes on at another school."""

    NONE = 0
    TRANSFERRED_OUT = 1
    DROPOUT = 2
    GRADUATED = 3


@dataclass(frozen=True, slots=True)
class Spells:
    """Stays of a student in a school within one school year, one entry each in every array.

    begin, end: day numbers of the school's calendar, the end exclusive; 180 is the year's end.
    second: true for the stay after a transfer within the year. A student's first stay comes before the second.
    """

    student: Ints
    school: Ints
    grade: Ints
    begin: Ints
    end: Ints
    exit: Ints
    second: Flags

    def __len__(self) -> int:
        return len(self.student)


@dataclass(frozen=True, slots=True)
class Careers:
    """Every year's spells, and of every student the year, grade and school of entry and what came last.

    horizon: the day number of the last year on which the extract was taken; what comes later has not happened.
    entry_year and last_year count years from 0; `late` is by how many years a student is behind the usual age.
    """

    years: tuple[Spells, ...]
    entry_year: Ints
    entry_grade: Ints
    entry_school: Ints
    late: Ints
    last_year: Ints
    last_grade: Ints
    last_school: Ints
    enrolled: Flags

    @property
    def student_count(self) -> int:
        """Return how many students were ever enrolled in these years."""
        return len(self.entry_year)


def make_careers(plan: DistrictPlan, schools: Schools) -> Careers:
    """Fill the district's seats in the first year, then promote, move, lose and admit students year by year."""
    rolls: list[Spells] = []
    entries: list[tuple[Ints, Ints, Ints]] = []
    student, school, grade = ints([]), ints([]), ints([])
    count = 0
    for year in range(plan.years):
        chance = plan.chance("careers", year)
        school = _placed(chance, schools, school, grade)
        new_school, new_grade = _entrants(chance, schools, school, grade, plan.students - len(student))
        entries.append((np.full(len(new_school), year, np.int32), new_grade, new_school))
        student = np.r_[student, ints(np.arange(count, count + len(new_school)))]
        count += len(new_school)
        school, grade = np.r_[school, new_school], np.r_[grade, new_grade]
        is_new = np.arange(len(student)) >= len(student) - len(new_school)
        horizon = DAYS_PER_QUARTER if year == plan.years - 1 else DAYS_PER_YEAR
        roll = _year(chance, schools, (student, school, grade), is_new if year else is_new & False, horizon)
        rolls.append(roll)
        student, school, grade = _next_year(chance, roll)
    entry_year, entry_grade, entry_school = (np.concatenate(column) for column in zip(*entries, strict=True))
    return Careers(tuple(rolls), entry_year, entry_grade, entry_school, _late(plan, entry_grade), *_last(rolls, count))


def _late(plan: DistrictPlan, entry_grade: Ints) -> Ints:
    chance = plan.chance("late")
    behind = 0.02 + 0.05 * (entry_grade >= NINTH) + 0.004 * entry_grade
    return ints((chance.random(len(entry_grade)) < behind) * chance.integers(1, 3, len(entry_grade)))


def _placed(chance: np.random.Generator, schools: Schools, school: Ints, grade: Ints) -> Ints:
    """Keep a student where the school teaches the grade, save some who change; give the others a free seat."""
    kept = schools.seats[school, grade] > 0
    kept &= chance.random(len(school)) >= _CHANGE_SCHOOL_IN_SUMMER
    free = _free_seats(schools, school[kept], grade[kept])
    placed = school.copy()
    for one in range(len(GRADES)):
        movers = np.flatnonzero(~kept & (grade == one))
        if len(movers):
            placed[movers] = _drawn(chance, schools, free[:, one], one, len(movers))
    return placed


def _free_seats(schools: Schools, school: Ints, grade: Ints) -> Ints:
    taken = np.bincount(school * len(GRADES) + grade, minlength=schools.seats.size).reshape(schools.seats.shape)
    return ints(np.maximum(schools.seats - taken, 0))


def _drawn(chance: np.random.Generator, schools: Schools, free: Ints, grade: int, count: int) -> Ints:
    """Draw `count` schools for a grade: free seats first, then in proportion to size."""
    seats: Ints = ints(chance.permutation(np.repeat(np.arange(len(free)), free))[:count])
    if len(seats) == count:
        return seats
    all_seats = np.repeat(np.arange(len(free), dtype=np.int32), schools.seats[:, grade])
    return ints(np.r_[seats, chance.choice(all_seats, count - len(seats))])


def _entrants(
    chance: np.random.Generator, schools: Schools, school: Ints, grade: Ints, count: int
) -> tuple[Ints, Ints]:
    """Admit students to the seats that are free; where too few are, to schools in proportion to size."""
    free = _free_seats(schools, school, grade).ravel()
    cells = np.repeat(np.arange(len(free)), free)
    if len(cells) > count:
        cells = np.sort(chance.permutation(cells)[:count])
    elif len(cells) < count:
        every = np.repeat(np.arange(len(free)), schools.seats.ravel())
        cells = np.sort(np.r_[cells, chance.choice(every, count - len(cells))])
    return ints(cells // len(GRADES)), ints(cells % len(GRADES))


def _year(
    chance: np.random.Generator, schools: Schools, roll: tuple[Ints, Ints, Ints], is_new: Flags, horizon: int
) -> Spells:
    """Play one year: late entries, leavers, dropouts and transfers, up to the day of the extract."""
    student, school, grade = roll
    count = len(student)
    begin = ints(
        is_new * (chance.random(count) < _ENTER_LATE) * chance.integers(_SHORTEST, horizon - _LAST_ENTRY, count)
    )
    is_high = grade >= NINTH
    leaves = chance.random(count) < _LEAVE_MIDYEAR + _DROP_OUT * is_high
    leave_on = np.where(leaves, chance.integers(begin + _SHORTEST, DAYS_PER_YEAR - 8), DAYS_PER_YEAR)
    leave_on[leave_on >= horizon] = DAYS_PER_YEAR
    end = ints(leave_on)
    exits = ints(np.where(is_high & (chance.random(count) < 0.6), Exit.DROPOUT, Exit.TRANSFERRED_OUT) * (end < 180))
    move_on = ints(chance.integers(begin + _SHORTEST, DAYS_PER_YEAR - 8))
    target = ints(_other_schools(chance, schools, grade))
    moves = (chance.random(count) < _TRANSFER) & (end == DAYS_PER_YEAR) & (move_on < horizon) & (target != school)
    moved = ints(np.flatnonzero(moves))
    first = Spells(student, school, grade, begin, np.where(moves, move_on, end), exits, np.zeros(count, bool))
    return _with_second(first, moved, target[moved], end[moved])


def _other_schools(chance: np.random.Generator, schools: Schools, grade: Ints) -> Ints:
    target = np.zeros(len(grade), np.int32)
    for one in range(len(GRADES)):
        here = np.flatnonzero(grade == one)
        seats = np.repeat(np.arange(len(schools), dtype=np.int32), schools.seats[:, one])
        target[here] = chance.choice(seats, len(here))
    return target


def _with_second(first: Spells, moved: Ints, school: Ints, end: Ints) -> Spells:
    return Spells(
        np.r_[first.student, first.student[moved]],
        np.r_[first.school, school],
        np.r_[first.grade, first.grade[moved]],
        np.r_[first.begin, first.end[moved]],
        np.r_[first.end, end],
        np.r_[first.exit, np.zeros(len(moved), np.int32)],
        np.r_[first.second, np.ones(len(moved), bool)],
    )


def _next_year(chance: np.random.Generator, roll: Spells) -> tuple[Ints, Ints, Ints]:
    """Promote those who were there to the end; graduates and some others do not come back.

    Graduation and leaving in summer are written into the roll's exits: it is this module's own, still in the making.
    """
    there = np.flatnonzero(roll.end == DAYS_PER_YEAR)
    grade = roll.grade[there]
    stays_back = chance.random(len(there)) < 0.015 + 0.045 * (grade == NINTH) + 0.06 * (grade == TWELFTH)
    graduates = (grade == TWELFTH) & ~stays_back
    leaves = (chance.random(len(there)) < _LEAVE_IN_SUMMER) & ~graduates
    drops = leaves & (grade >= NINTH) & (chance.random(len(there)) < 0.4)
    roll.exit[there] = (
        graduates * Exit.GRADUATED + leaves * Exit.TRANSFERRED_OUT + drops * (Exit.DROPOUT - Exit.TRANSFERRED_OUT)
    )
    back = ~graduates & ~leaves
    order = np.argsort(roll.student[there][back], kind="stable")
    kept = there[back][order]
    return roll.student[kept], roll.school[kept], ints(roll.grade[kept] + ~stays_back[back][order])


def _last(rolls: list[Spells], count: int) -> tuple[Ints, Ints, Ints, Flags]:
    last_year, last_grade, last_school = (np.zeros(count, np.int32) for _ in range(3))
    for year, roll in enumerate(rolls):
        last_year[roll.student] = year
        last_grade[roll.student] = roll.grade
        last_school[roll.student] = roll.school
    enrolled = np.zeros(count, bool)
    final = rolls[-1]
    enrolled[final.student[final.end == DAYS_PER_YEAR]] = True
    # Nobody has graduated from, or left in the summer after, a year that is still in progress.
    final.exit[final.end == DAYS_PER_YEAR] = Exit.NONE
    return last_year, last_grade, last_school, enrolled
