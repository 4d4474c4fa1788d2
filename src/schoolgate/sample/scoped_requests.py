"""Requests for directory information, and of staff for their own students."""

from collections.abc import Iterator

from schoolgate.sample import request_parts as parts
from schoolgate.sample.facts import Facts
from schoolgate.sample.request_parts import RequestSample, Table


def directory_requests(facts: Facts) -> Iterator[RequestSample]:
    """Yield a request that is allowed, and one whose filter is not."""
    asker = parts.outsider("public", "Rosa Thornbury", "Alder Bay Alumni Club")
    request: Table = {
        "use": "Invite the oldest students to a scholarship evening.",
        "audience": ["public"],
        "level": "directory",
        "school_years": [facts.current_year],
    }
    data: Table = {"elements": ["name", "age", "grade", "enrollment_dates"]}
    yield RequestSample(
        "directory-public",
        "A member of the public asks for directory information of two grades: four items, without who opted out.",
        "proceed",
        parts.document(facts, asker, request, {"where": {"grade": ["11", "12"]}}, data, {}),
    )
    yield RequestSample(
        "directory-by-school",
        "The same of one school: the school is not directory information, so it may not select.",
        "refused",
        parts.document(facts, asker, request, {"where": {"school": [facts.largest_school]}}, data, {}),
    )


def own_student_requests(facts: Facts) -> Iterator[RequestSample]:
    """Yield requests of a teacher and of a principal."""

    def own(name: str, says: str, leads: bool, year: str, elements: list[str]) -> RequestSample:
        person = facts.principal if leads else facts.teacher
        requester: Table = {
            "kind": "school_leader" if leads else "teacher",
            "name": person.name,
            "email": person.email,
            "organisation": facts.district_name,
            "person_id": person.person_id,
        }
        request: Table = {"use": "Support my students.", "level": "roster", "school_years": [year]}
        return RequestSample(
            name, says, "proceed", parts.document(facts, requester, request, {}, {"elements": elements}, {})
        )

    elements = ["name", "student_id", "grade", "attendance_by_quarter", "course_marks"]
    needs = ["name", "student_id", "grade", "english_learner", "iep", "attendance_rate", "chronic_absence"]
    now, before = facts.current_year, facts.reported_year
    yield own("own-students-teacher", "A teacher asks for the students she teaches this year.", False, now, elements)
    yield own("own-school-leader", "A principal asks for the students of the school.", True, now, needs)
    yield own(
        "teacher-last-year",
        "The same teacher asks for last year: the rows are of those she taught then.",
        False,
        before,
        elements,
    )
