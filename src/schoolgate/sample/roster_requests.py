"""Requests of a partner for named students, whole and with one thing missing each."""

from collections.abc import Iterator

from schoolgate.sample import request_parts as parts
from schoolgate.sample.consents import ROSTER_ELEMENTS
from schoolgate.sample.facts import Facts
from schoolgate.sample.request_parts import RequestSample, Table


def roster_requests(facts: Facts) -> Iterator[RequestSample]:
    """Yield the request that is complete, then the same with one thing missing each.

    Long because it is one list of documents.
    """
    listed: Table = {"specific_group": True, "ids": "roster-partner-ids.csv"}
    yield _roster(
        facts,
        "roster-partner",
        "A registered partner asks for its participants, with consents; some have a defect and are withheld.",
        "proceed",
        listed,
    )
    yield _roster(
        facts,
        "roster-missing-partnership",
        "The same, but PartnerBPS shows no partnership with one of the schools; which one, the records tell.",
        "blocked",
        listed,
        partnerbps=parts.registered(facts, facts.partner_schools[1:]),
    )
    unregistered = parts.registered(facts, facts.partner_schools)
    unregistered["programs"] = {name: place == 0 for place, name in enumerate(facts.partner_programs)}
    yield _roster(
        facts,
        "roster-unregistered-program",
        "The same, but one of the partner's programs is not registered.",
        "blocked",
        listed,
        partnerbps=unregistered,
    )
    yield _roster(
        facts,
        "roster-agreement-not-attached",
        "The same, but the agreement that the partner has with a school is not attached.",
        "blocked",
        listed,
        school_agreements={"exist": True, "files": []},
    )
    yield _roster(
        facts,
        "roster-specific-group-without-ids",
        "The same, but the group is named without student numbers.",
        "blocked",
        {"specific_group": True},
    )
    yield _roster(
        facts,
        "roster-names-instead-of-ids",
        "The same, but the list holds names where student numbers belong.",
        "blocked",
        {"specific_group": True, "ids": "roster-names-instead-of-ids.csv"},
    )


def _roster(facts: Facts, name: str, says: str, expected: str, population: Table, **evidence: object) -> RequestSample:
    request: Table = {
        "purpose": "services",
        "use": "Tutors follow the attendance and marks of the students they work with.",
        "level": "roster",
        "school_years": [facts.current_year],
    }
    whole: Table = {
        "nda": parts.nda(facts),
        "partnerbps": parts.registered(facts, facts.partner_schools),
        "school_agreements": {"exist": True, "files": ["mou.pdf"]},
        "consents": "roster-partner-consents.csv",
    }
    data: Table = {"elements": list(ROSTER_ELEMENTS)}
    return RequestSample(
        name, says, expected, parts.document(facts, parts.partner(facts), request, population, data, whole | evidence)
    )
