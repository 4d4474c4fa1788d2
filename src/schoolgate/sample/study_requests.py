"""Requests for research and evaluation."""

from collections.abc import Iterator
from datetime import timedelta

from schoolgate.sample import request_parts as parts
from schoolgate.sample.facts import Facts
from schoolgate.sample.request_parts import RequestSample, Table


def study_requests(facts: Facts) -> Iterator[RequestSample]:
    """Yield requests of a researcher and of a partner who studies or evaluates."""
    yield from _of_researcher(facts)
    yield from _of_partner(facts)


def _of_researcher(facts: Facts) -> Iterator[RequestSample]:
    scholar = parts.outsider("researcher", "Noor Okafor", "Quayside University")
    request, population, data = _research(facts)
    proposal = _proposal(facts)
    yield RequestSample(
        "deidentified-research",
        "A researcher with an approved proposal and a signed agreement asks for de-identified rows.",
        "proceed",
        parts.document(
            facts, scholar, request, population, data, {"nda": parts.nda(facts), "research_proposal": proposal}
        ),
    )
    yield RequestSample(
        "research-without-proposal",
        "The same, paid for by a grant but without a proposal.",
        "blocked",
        parts.document(facts, scholar, request | {"grant_funded": True}, population, data, {"nda": parts.nda(facts)}),
    )


def _of_partner(facts: Facts) -> Iterator[RequestSample]:
    request, population, data = _research(facts)
    proposal = _proposal(facts)
    partner: Table = {
        "nda": parts.nda(facts),
        "partnerbps": parts.registered(facts, facts.partner_schools),
        "school_agreements": {"exist": True, "files": ["mou.pdf"]},
    }
    yield RequestSample(
        "partner-evaluation",
        "A partner evaluates its own program: that is research, and needs a proposal.",
        "blocked",
        parts.document(
            facts,
            parts.partner(facts),
            request | {"purpose": "evaluation", "use": "Evaluate our tutoring."},
            population,
            data,
            partner,
        ),
    )
    yield RequestSample(
        "studies-exception",
        "A partner studies instruction for the district, with the agreement of the studies exception: no consents.",
        "proceed",
        parts.document(
            facts,
            parts.partner(facts),
            request | {"level": "roster", "ferpa_exception": "studies", "audience": ["internal"]},
            {"specific_group": True, "ids": "studies-exception-ids.csv"},
            {"elements": ["student_id", "grade", "attendance_rate", "course_marks"]},
            partner | {"research_proposal": proposal, "study_agreement": parts.study_agreement(facts)},
        ),
    )


def _research(facts: Facts) -> tuple[Table, Table, Table]:
    request: Table = {
        "purpose": "research",
        "use": "How attendance in the middle grades goes with later achievement.",
        "audience": ["internal", "publication"],
        "level": "deidentified",
        "school_years": [facts.reported_year],
    }
    population: Table = {"where": {"grade": ["06", "07", "08"]}}
    traits = ["grade", "gender", "race_ethnicity", "english_learner", "iep", "low_income"]
    data: Table = {"elements": [*traits, "attendance_rate", "chronic_absence", "assessments"]}
    return request, population, data


def _proposal(facts: Facts) -> Table:
    return {
        "status": "approved",
        "approved": facts.submitted.date() - timedelta(days=70),
        "ends": facts.submitted.date() + timedelta(days=295),
    }
