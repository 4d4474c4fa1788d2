"""Requests that the office does not answer itself, or may not."""

from collections.abc import Iterator

from schoolgate.sample import request_parts as parts
from schoolgate.sample.facts import Facts
from schoolgate.sample.request_parts import RequestSample, Table


def redirected_requests(facts: Facts) -> Iterator[RequestSample]:
    """Yield requests for another office, and one that nobody may answer."""
    yield from _of_the_public(facts)
    yield from _for_students(facts)


def _of_the_public(facts: Facts) -> Iterator[RequestSample]:
    counts: Table = {"group_by": ["school"], "measures": ["students", "chronic_absence_rate"]}
    aggregate: Table = {"level": "aggregate", "school_years": [facts.reported_year]}
    yield RequestSample(
        "media",
        "A reporter asks: that is for the Communications Office.",
        "redirect",
        parts.document(
            facts,
            parts.outsider("media", "Casey Lindqvist", "The Alder Bay Courier"),
            aggregate | {"purpose": "journalism", "use": "A story on absence.", "audience": ["publication"]},
            {},
            counts,
            {},
        ),
    )
    yield RequestSample(
        "public-records",
        "A request under the public records law: that is for the Public Records Center.",
        "redirect",
        parts.document(
            facts,
            parts.outsider("public", "Morgan Adeyemi"),
            aggregate | {"purpose": "public_records", "use": "A public records request.", "audience": ["public"]},
            {},
            counts,
            {},
        ),
    )


def _for_students(facts: Facts) -> Iterator[RequestSample]:
    one: Table = {"elements": ["name", "grade", "course_marks", "attendance_by_quarter"]}
    yield RequestSample(
        "own-child",
        "A mother asks for the records of her child: that is for the school, under circular LGL-07.",
        "redirect",
        parts.document(
            facts,
            parts.outsider("family", "Ana Beltrame"),
            {
                "purpose": "own_child",
                "use": "My child's marks.",
                "level": "roster",
                "school_years": [facts.current_year],
            },
            {"specific_group": True, "ids": "own-child-ids.csv"},
            one,
            {},
        ),
    )
    yield RequestSample(
        "agency-student-level",
        "An agency asks for named students: agencies get aggregate data only.",
        "refused",
        parts.document(
            facts,
            parts.outsider("agency", "Dana Whitlock", "Office for Children and Youth"),
            {"use": "Find students to visit.", "level": "roster", "school_years": [facts.current_year]},
            {"where": {"grade": ["09"]}},
            one,
            {"nda": parts.nda(facts)},
        ),
    )
