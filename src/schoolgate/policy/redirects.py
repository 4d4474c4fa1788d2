"""Requests that are not the office's to answer: press, public records, one student's record, courts, recruiters.

Who is asked for here decides before every gate; no request is opened, and the answer says whom to ask.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schoolgate.core import DataLevel
from schoolgate.policy.determination import Redirect
from schoolgate.policy.facts import Facts
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.vocabulary import Purpose, RequesterKind


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request is sent, the numbers it rests on, and the sentence for the requester."""

    redirect: Redirect
    clauses: tuple[str, ...]
    text: str


_MEDIA = Route(
    Redirect.COMMUNICATIONS_OFFICE,
    ("R44", "R62"),
    "Requests from the media go through the Communications Office, whoever signs them.",
)
_LEGAL = Route(
    Redirect.LEGAL_ADVISOR,
    ("R26", "D14", "D19"),
    "Court papers, recruiters and agencies that act officially about students are answered by the Legal Advisor.",
)
_RECORDS = Route(
    Redirect.PUBLIC_RECORDS_CENTER,
    ("R63",),
    "Public records requests are made through the City of Boston's Public Records Center.",
)
_ONE_STUDENT = Route(
    Redirect.INDIVIDUAL_RECORDS,
    ("R26", "D18"),
    "The record of one student is asked for at the school, under circular LGL-07.",
)


def route_of(facts: Facts, pack: PolicyPack) -> Route | None:
    """Return where a request is sent; None where the office answers it itself.

    Source: ODA-03 R26, R44, R62, R63; LGL-07 for courts, recruiters and state agencies.
    """
    tests = (
        (_is_from_the_media(facts, pack), _MEDIA),
        (_is_for_the_legal_advisor(facts, pack), _LEGAL),
        (facts.purpose is Purpose.PUBLIC_RECORDS, _RECORDS),
        (_is_about_one_student(facts), _ONE_STUDENT),
    )
    return next((route for is_so, route in tests if is_so), None)


def _is_from_the_media(facts: Facts, pack: PolicyPack) -> bool:
    """The media, whatever they call themselves: by kind, by purpose, or by the employer a private person names."""
    if facts.requester.kind is RequesterKind.MEDIA or facts.purpose is Purpose.JOURNALISM:
        return True
    return facts.requester.kind.is_general_public and _names(facts.requester.organisation, pack.words.media_words)


def _is_for_the_legal_advisor(facts: Facts, pack: PolicyPack) -> bool:
    if facts.purpose in {Purpose.LEGAL_PROCESS, Purpose.RECRUITMENT}:
        return True
    said = f"{facts.use} {facts.evidence.legal_basis}"
    if facts.query.level.is_student_level and _names(said, pack.words.legal_words):
        return True
    acts_officially = facts.requester.kind is RequesterKind.AGENCY and facts.query.level.is_student_level
    return acts_officially and _names(facts.requester.organisation, pack.words.legal_agencies)


def _is_about_one_student(facts: Facts) -> bool:
    """A family about its child, or anybody who names a single student and does not teach or lead her."""
    kind, population = facts.requester.kind, facts.query.population
    if facts.purpose is Purpose.OWN_CHILD:
        return True
    if kind is RequesterKind.FAMILY and facts.query.level in {DataLevel.ROSTER, DataLevel.DEIDENTIFIED}:
        return True
    is_one_number = population.ids is not None and len({e.student_id for e in population.ids.entries}) == 1
    is_one = is_one_number or len(population.values("name")) == 1
    is_own = kind.is_school and facts.query.level is DataLevel.ROSTER
    return is_one and not is_own and facts.query.level is not DataLevel.DIRECTORY


def _names(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text, as whole words, whatever the case."""
    return any(re.search(rf"\b{re.escape(word)}\b", text.casefold()) for word in words)
