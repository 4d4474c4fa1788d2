"""What a table of groups may count: outcomes of students, and sums whose quotients are rates and means."""

from dataclasses import dataclass

from schoolgate.warehouse.elements import ElementColumn

# Levels of an assessment that count as proficient.
PROFICIENT = ("Meeting", "Exceeding")


@dataclass(frozen=True, slots=True)
class Measure:
    """How a measure is made from a cuboid: the share of students with an outcome, or one sum over another.

    `outcome` is a boolean column (empty where a student has no record to judge by); `numerator` and `denominator`
    are columns of sums, or `n`.
    """

    id: str
    outcome: str | None = None
    numerator: str | None = None
    denominator: str | None = None


MEASURES: tuple[Measure, ...] = (
    Measure("students"),
    Measure("chronic_absence_rate", outcome="chronic_absence_rate"),
    Measure("suspension_rate", outcome="suspension_rate"),
    Measure("proficiency_rate", outcome="proficiency_rate"),
    Measure("attendance_rate", numerator="days_present", denominator="days_enrolled"),
    Measure("mean_days_absent", numerator="days_absent", denominator="attendance_students"),
    Measure("mean_assessment_score", numerator="assessment_score", denominator="assessment_scores"),
)


def measure(measure_id: str) -> Measure:
    """Return a measure by its id. Raises KeyError where none has it."""
    return {known.id: known for known in MEASURES}[measure_id]


_PROFICIENT = ", ".join(f"'{level}'" for level in PROFICIENT)

OUTCOMES: dict[str, ElementColumn] = {
    "chronic_absence_rate": ElementColumn(
        "chronic_absence_rate",
        "boolean",
        "Missed 10 % or more of enrolled days",
        "CASE WHEN sum(days_enrolled) > 0 THEN 10 * sum(days_absent) >= sum(days_enrolled) END",
        "attendance",
    ),
    "suspension_rate": ElementColumn(
        "suspension_rate",
        "boolean",
        "Had a discipline incident with days missed",
        "count_if(days_missed > 0) > 0",
        "discipline",
        "false",
    ),
    "proficiency_rate": ElementColumn(
        "proficiency_rate",
        "boolean",
        "Met or exceeded in every assessment of the year",
        f"bool_and(level IN ({_PROFICIENT})) FILTER (level IS NOT NULL)",
        "assessments",
    ),
}

SUMS: dict[str, ElementColumn] = {
    "days_present": ElementColumn(
        "days_present", "number", "Days present", "sum(days_enrolled - days_absent)", "attendance"
    ),
    "days_enrolled": ElementColumn("days_enrolled", "number", "Days enrolled", "sum(days_enrolled)", "attendance"),
    "days_absent": ElementColumn("days_absent", "number", "Days absent", "sum(days_absent)", "attendance"),
    "attendance_students": ElementColumn(
        "attendance_students", "integer", "Students with attendance", "1", "attendance"
    ),
    "assessment_score": ElementColumn("assessment_score", "number", "Sum of scale scores", "sum(score)", "assessments"),
    "assessment_scores": ElementColumn(
        "assessment_scores", "integer", "Number of scale scores", "count(score)", "assessments"
    ),
}
