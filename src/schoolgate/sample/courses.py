"""Subjects and courses: what is taught in which grade, in sections of which size."""

import numpy as np

from schoolgate.sample.arrays import Flags
from schoolgate.sample.schools import GRADES

SUBJECTS = ("HOME", "ELA", "MATH", "SCI", "HIST", "ARTS", "LANG")
SUBJECT_NAMES = (
    "Homeroom",
    "English Language Arts",
    "Mathematics",
    "Science",
    "History and Social Science",
    "Arts",
    "World Languages",
)
HOMEROOM, ELA, MATH, ARTS, LANG = 0, 1, 2, 5, 6
FIRST_SECONDARY = GRADES.index("06")
FIRST_MARKED = GRADES.index("01")
_HIGH_SCHOOL_TITLES = {
    "SCI": ("Physics", "Biology", "Chemistry", "Environmental Science"),
    "MATH": ("Algebra I", "Geometry", "Algebra II", "Precalculus"),
    "ELA": ("English 9", "English 10", "English 11", "English 12"),
    "HIST": ("World History", "United States History I", "United States History II", "Civics and Economics"),
    "ARTS": ("Studio Art", "Music", "Theatre", "Media Arts"),
    "LANG": ("Spanish I", "Spanish II", "French II", "Mandarin I"),
}
_ELEMENTARY_SIZE, _SECONDARY_SIZE = 21, 25


def taught(subject: int) -> Flags:
    """Tell for each grade whether the subject is taught there."""
    grade = np.arange(len(GRADES))
    if subject == HOMEROOM:
        return grade < FIRST_SECONDARY
    if subject in {ELA, MATH}:
        return grade >= 1
    if subject == LANG:
        return grade > FIRST_SECONDARY + 2
    return grade >= FIRST_SECONDARY


def section_size(grade: int) -> int:
    """Return how many students a section takes before another is opened."""
    return _ELEMENTARY_SIZE if grade < FIRST_SECONDARY else _SECONDARY_SIZE


def course_id(subject: int, grade: int) -> str:
    """Return the sourcedId of a course."""
    return f"CRS-{SUBJECTS[subject]}-{GRADES[grade]}"


def course_title(subject: int, grade: int) -> str:
    """Return what a course is called."""
    high = grade - FIRST_SECONDARY - 3
    if high >= 0 and SUBJECTS[subject] in _HIGH_SCHOOL_TITLES:
        return _HIGH_SCHOOL_TITLES[SUBJECTS[subject]][high]
    return f"{SUBJECT_NAMES[subject]} {GRADES[grade]}"
