"""What each measure is made from: whose records, which outcome, which amounts."""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Which records a measure rests on: a student without any is not counted in it."""

    ENROLMENT = "enrolment"
    ATTENDANCE = "attendance"
    DISCIPLINE = "discipline"
    ASSESSMENTS = "assessments"


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of students with an outcome: of those with a record, how many have it, in percent."""

    id: str
    source: Source
    outcome: str
    has: str
    lacks: str


@dataclass(frozen=True, slots=True)
class Mean:
    """An amount per unit: the sum of one amount over the sum of another, times `factor`.

    ends: from, to and what is printed instead, where a value would tell the same of every student.
    """

    id: str
    source: Source
    amount: str
    per: str
    factor: int
    ends: tuple[tuple[float, float, str], ...] = ()


RATES = {
    rate.id: rate
    for rate in (
        Rate(
            "chronic_absence_rate",
            Source.ATTENDANCE,
            "chronic_absence_rate",
            "chronically absent",
            "not chronically absent",
        ),
        Rate("suspension_rate", Source.DISCIPLINE, "suspension_rate", "suspended", "not suspended"),
        Rate("proficiency_rate", Source.ASSESSMENTS, "proficiency_rate", "proficient", "not proficient"),
    )
}
MEANS = {
    mean.id: mean
    for mean in (
        Mean(
            "attendance_rate",
            Source.ATTENDANCE,
            "days_present",
            "days_enrolled",
            100,
            ((0, 1, "<1%"), (99, 100, ">99%")),
        ),
        Mean("mean_days_absent", Source.ATTENDANCE, "days_absent", "attendance_students", 1, ((0, 0.5, "<0.5"),)),
        Mean("mean_assessment_score", Source.ASSESSMENTS, "assessment_score", "assessment_scores", 1),
    )
}
STUDENTS = "students"

OUTCOME_OF = {rate.source: rate.outcome for rate in RATES.values()}
"""The outcome whose column tells, by being empty, that a student has no record of a source."""


def is_share(measure: str) -> bool:
    """Whether a measure is told in percent."""
    return measure in RATES or (measure in MEANS and MEANS[measure].factor == 100)  # per hundred
