"""What the district's records say about a request, for the policy to read."""

from dataclasses import replace
from datetime import date

from schoolgate.core import IdList, Population
from schoolgate.policy.consents import standing_reason
from schoolgate.policy.document import RequestDocument
from schoolgate.policy.facts import RecordFacts, SchoolRef
from schoolgate.warehouse.store import Snapshot


def record_facts(snapshot: Snapshot, document: RequestDocument, on: date) -> RecordFacts:
    """Return the schools and the number of the students asked for, and where a member of staff works.

    Of an ID list only students whose consent stands are looked up, so that naming a school tells nothing about
    anybody else (T34).
    """
    query, person_id = document.query, document.requester.person_id
    population = _consented(document, on) if query.population.ids is not None else query.population
    person = snapshot.person(person_id, on) if person_id else None
    return RecordFacts(
        schools=tuple(SchoolRef(one.id, one.name) for one in snapshot.schools_of(population, query.school_years)),
        student_count=snapshot.student_count(query.population, query.school_years),
        staff_schools=() if person is None else tuple(SchoolRef(one.id, one.name) for one in person.led_schools),
        staff_sections=0 if person is None else person.section_count,
        person_known=person is not None,
    )


def _consented(document: RequestDocument, on: date) -> Population:
    """Return the population narrowed to listed students of whom at least one consent stands on the day."""
    population, requester = document.query.population, document.requester
    standing = {
        consent.student_id
        for consent in document.evidence.consents or ()
        if standing_reason(consent, recipient=requester.recipient, purpose=document.request.purpose, on=on) is None
    }
    if population.ids is None:
        return population
    entries = tuple(entry for entry in population.ids.entries if entry.student_id in standing)
    return replace(population, ids=IdList(population.ids.source, entries))
