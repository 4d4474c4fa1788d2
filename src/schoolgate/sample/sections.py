"""Sections of one school year: how many of each course, who sits in which, and which post teaches them."""

from dataclasses import dataclass

import numpy as np

from schoolgate.sample.arrays import Ints, ints, ranks
from schoolgate.sample.careers import Spells
from schoolgate.sample.courses import ELA, FIRST_SECONDARY, HOMEROOM, MATH, SUBJECTS, section_size, taught
from schoolgate.sample.plan import DistrictPlan
from schoolgate.sample.schools import GRADES, Schools

_SECTIONS_PER_POST = 5
_CO_TAUGHT = 0.1
_CO_TAUGHT_PER_POST = 4
# A post is known by its school, what it teaches (a grade up to 05, a subject above, or inclusion) and its number.
INCLUSION = len(GRADES) + len(SUBJECTS)
PRINCIPAL = INCLUSION + 1


@dataclass(frozen=True, slots=True)
class Sections:
    """Every section of a year, one entry each; the sections of a subject stand together.

    first_of: where each (school, grade) of a subject begins: shape (subjects, schools × grades).
    counts: how many sections each (school, grade) has. post, co_post: rows of `posts`; −1 for no co-teacher.
    posts: shape (posts, 3): school, what is taught, number. A section's seats are dealt out by `seats_of`.
    """

    subject: Ints
    school: Ints
    grade: Ints
    number: Ints
    post: Ints
    co_post: Ints
    posts: Ints
    counts: Ints
    first_of: Ints

    def __len__(self) -> int:
        return len(self.subject)


def make_sections(plan: DistrictPlan, year: int, schools: Schools, spells: Spells) -> Sections:
    """Open as many sections of each course as its students need, and say which post teaches each."""
    chance = plan.chance("sections", year)
    cells = np.bincount(spells.school * len(GRADES) + spells.grade, minlength=len(schools) * len(GRADES))
    grade_of = np.arange(len(cells)) % len(GRADES)
    sizes = np.array([section_size(grade) for grade in range(len(GRADES))])[grade_of]
    counts: Ints = ints(-(-cells // sizes))
    first_of = np.full((len(SUBJECTS), len(cells)), -1, np.int32)
    parts: list[tuple[Ints, Ints, Ints]] = []
    opened = 0
    for subject in range(len(SUBJECTS)):
        here = np.flatnonzero((counts > 0) & taught(subject)[grade_of])
        first_of[subject, here] = opened + np.cumsum(counts[here]) - counts[here]
        cell = np.repeat(here, counts[here])
        number = np.arange(len(cell)) - np.repeat(first_of[subject, here] - opened, counts[here])
        parts.append((np.full(len(cell), subject, np.int32), ints(cell), ints(number)))
        opened += len(cell)
    subject_of, cell_of, number_of = (np.concatenate(column) for column in zip(*parts, strict=True))
    school_of, grades = ints(cell_of // len(GRADES)), ints(cell_of % len(GRADES))
    post_keys = _post_keys(subject_of, school_of, grades, number_of)
    co_keys, co_taught = _co_post_keys(chance, subject_of, school_of)
    posts, place = np.unique(np.concatenate([post_keys, co_keys[co_taught]]), axis=0, return_inverse=True)
    place_of = ints(place.ravel())
    co_post = np.full(len(subject_of), -1, np.int32)
    co_post[co_taught] = place_of[len(subject_of) :]
    post = place_of[: len(subject_of)]
    return Sections(subject_of, school_of, grades, number_of, post, co_post, ints(posts), counts, first_of)


def seats_of(plan: DistrictPlan, year: int, subject: int, spells: Spells, sections: Sections) -> tuple[Ints, Ints]:
    """Deal the students of a subject out over its sections. Returns rows of the spells, and each one's section.

    Up to grade 05 a class stays together in every subject; above, every subject is dealt anew.
    """
    rows = np.flatnonzero(taught(subject)[spells.grade])
    cell = ints(spells.school[rows] * len(GRADES) + spells.grade[rows])
    keys = plan.chance("seats", year).random(len(spells))[rows]
    elementary = spells.grade[rows] < FIRST_SECONDARY
    keys = np.where(elementary, keys, plan.chance("seats", year, subject).random(len(rows)))
    number = ranks(cell, keys) % sections.counts[cell]
    return ints(rows), ints(sections.first_of[subject][cell] + number)


def _post_keys(subject: Ints, school: Ints, grade: Ints, number: Ints) -> Ints:
    elementary = grade < FIRST_SECONDARY
    order = np.where(elementary, 0, grade * 1000.0 + number)
    group = ints((school * len(SUBJECTS) + subject) * 2 + elementary)
    block = ranks(group, order) // _SECTIONS_PER_POST
    kind = np.where(elementary, grade, len(GRADES) + subject)
    return np.stack([school, kind, np.where(elementary, number, block)], axis=1).astype(np.int32)


def _co_post_keys(chance: np.random.Generator, subject: Ints, school: Ints) -> tuple[Ints, Ints]:
    fits = np.isin(subject, (HOMEROOM, ELA, MATH)) & (chance.random(len(subject)) < _CO_TAUGHT)
    number = np.zeros(len(subject), np.int32)
    number[fits] = ranks(school[fits], np.arange(fits.sum()).astype(float)) // _CO_TAUGHT_PER_POST
    keys = np.stack([school, np.full(len(school), INCLUSION), number], axis=1).astype(np.int32)
    return keys, ints(np.flatnonzero(fits))
