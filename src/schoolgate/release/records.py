"""What the district's records say about a request, for the policy to read."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

from schoolgate.core import IdList, ListedId, Population
from schoolgate.policy.consents import standing_reason
from schoolgate.policy.document import RequestDocument
from schoolgate.policy.facts import RecordFacts, SchoolRef
from schoolgate.warehouse.headcount import Headcount, SchoolStudents, headcount
from schoolgate.warehouse.population import ATTRIBUTES
from schoolgate.warehouse.snapshot import Snapshot
from schoolgate.warehouse.store import Store

_KNOWN_OF_SCHOOLS = ("school", "grade", "school_year")


def record_facts(store: Path, document: RequestDocument, on: date) -> RecordFacts:
    """Return what the newest snapshot of a store says about a request on a day."""
    return facts_of(Store(store).snapshot(), document, on)


def facts_of(snapshot: Snapshot, document: RequestDocument, on: date) -> RecordFacts:
    """Return the schools and the number of the students asked for, and where a member of staff works.

    Naming a school tells nothing about a student: of an ID list only students whose consent stands are looked up
    (T34), and of a cohort only what everybody knows of a school, its grades, decides whether it is asked.
    """
    query, person_id = document.query, document.requester.person_id
    with document.placing_faults():
        asked = headcount(snapshot, _picked_by(query.population, ATTRIBUTES), query.school_years)
        schools = _named_schools(snapshot, document, asked, on)
    person = snapshot.person(person_id, on) if person_id else None
    return RecordFacts(
        schools=tuple(SchoolRef(school.id, school.name) for school in schools),
        student_count=len(asked.students),
        staff_schools=() if person is None else tuple(SchoolRef(one.id, one.name) for one in person.schools_led),
        staff_sections=0 if person is None else len(person.sections),
        person_known=person is not None,
    )


def _named_schools(
    snapshot: Snapshot, document: RequestDocument, asked: Headcount, on: date
) -> tuple[SchoolStudents, ...]:
    query = document.query
    if query.population.ids is None:
        of_schools = _picked_by(query.population, _KNOWN_OF_SCHOOLS)
        if of_schools == _picked_by(query.population, ATTRIBUTES):
            return asked.schools
        return headcount(snapshot, of_schools, query.school_years).schools
    consented = headcount(snapshot, _consented(document, on), query.school_years)
    students = asked.students & consented.students
    return tuple(school for school in asked.schools if school.students & students)


def _picked_by(population: Population, attributes: Collection[str]) -> Population:
    """Return a population without its other conditions: those by name, which no record answers, are the gate's."""
    return replace(population, where=tuple(one for one in population.where if one.attribute in attributes))


def _consented(document: RequestDocument, on: date) -> Population:
    """Return the students of whom at least one consent stands on the day, by the numbers on the consents."""
    requester = document.requester
    standing = tuple(
        ListedId(consent.line, consent.student_id)
        for consent in document.evidence.consents or ()
        if standing_reason(consent, recipient=requester.recipient, purpose=document.request.purpose, on=on) is None
    )
    return Population(ids=IdList("consents", standing))
