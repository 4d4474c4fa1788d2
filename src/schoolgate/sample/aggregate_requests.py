"""Requests for counts and rates of groups."""

from collections.abc import Iterator

from schoolgate.sample import request_parts as parts
from schoolgate.sample.facts import Facts
from schoolgate.sample.request_parts import RequestSample, Table


def aggregate_requests(facts: Facts) -> Iterator[RequestSample]:
    """Yield requests for counts and rates: of an agency, the public, central office, and a partner."""
    reported: Table = {"level": "aggregate", "school_years": [facts.reported_year]}
    cross: Table = {
        "group_by": ["school", "grade", "english_learner"],
        "measures": ["students", "chronic_absence_rate", "attendance_rate"],
    }
    use = "Plan outreach to schools and grades where many English learners are often absent."
    agency = parts.outsider("agency", "Dana Whitlock", "Office for Children and Youth")
    yield RequestSample(
        "aggregate-agency",
        "An agency asks for counts and rates by school, grade and English learner status: small groups are hidden.",
        "proceed",
        parts.document(facts, agency, reported | {"use": use}, {}, cross, {}),
    )
    yield RequestSample(
        "aggregate-public",
        "A member of the public asks for students by school and race and ethnicity.",
        "proceed",
        parts.document(
            facts,
            parts.outsider("public", "Lee Marchetti"),
            reported | {"use": "Understand how schools differ.", "audience": ["public"]},
            {},
            {"group_by": ["school", "race_ethnicity"], "measures": ["students", "attendance_rate"]},
            {},
        ),
    )
    yield _of_central_staff(facts, reported)
    yield _of_partner_without_nda(facts, reported)


def _of_central_staff(facts: Facts, reported: Table) -> RequestSample:
    staff: Table = {
        "kind": "central_staff",
        "name": facts.administrator.name,
        "email": facts.administrator.email,
        "organisation": facts.district_name,
        "person_id": facts.administrator.person_id,
    }
    return RequestSample(
        "aggregate-central-staff",
        "Central office asks by grade for suspension and proficiency rates.",
        "proceed",
        parts.document(
            facts,
            staff,
            reported | {"use": "Prepare the yearly plan.", "audience": ["internal", "school_committee"]},
            {},
            {"group_by": ["grade"], "measures": ["students", "suspension_rate", "proficiency_rate"]},
            {},
        ),
    )


def _of_partner_without_nda(facts: Facts, reported: Table) -> RequestSample:
    without: Table = {
        "partnerbps": parts.registered(facts, facts.partner_schools),
        "school_agreements": {"exist": False},
    }
    return RequestSample(
        "aggregate-partner-without-nda",
        "A partner asks for aggregate data and has no agreement: even counts need one.",
        "blocked",
        parts.document(
            facts,
            parts.partner(facts),
            reported | {"purpose": "services", "use": "Size next year's tutoring."},
            {"where": {"school": list(facts.partner_schools)}},
            {"group_by": ["school", "grade"], "measures": ["students", "attendance_rate"]},
            without,
        ),
    )
