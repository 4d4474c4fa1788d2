"""Random requests over the whole space of facts, for laws that must hold everywhere."""

from datetime import UTC, date, datetime
from typing import TypeVar

from hypothesis import strategies as st
from tests.policy_facts import PACK

from schoolgate.core import Condition, DataLevel, IdList, ListedId, Population, Query, SchoolYear
from schoolgate.policy.consents import Consent, Signer
from schoolgate.policy.facts import (
    Agreement,
    Evidence,
    Facts,
    PartnerRegistration,
    Partnership,
    ProgramRegistration,
    RecordFacts,
    Requester,
    ResearchProposal,
    SchoolAgreements,
    SchoolOfficialTest,
    SchoolRef,
    StudyAgreement,
)
from schoolgate.policy.vocabulary import Audience, Channel, FerpaException, ProposalStatus, Purpose, RequesterKind

T = TypeVar("T")

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
MAYBE_DAY = st.none() | DAYS
SCHOOLS = st.sampled_from(["ORG-1", "ORG-2", "ORG-3"])
SAID = ["", "Tutors", "WBUR radio", "Ana", "a subpoena", "a court order", "DCF", "{0}", "[b]"]
WORDS = st.sampled_from(SAID) | st.text(max_size=8)
ELEMENTS = st.sampled_from([element.id for element in PACK.elements]) | st.text(max_size=6)
MEASURES = st.sampled_from([*(measure.id for measure in PACK.measures), "max_days_absent", "min_", "median_score"])
GROUPINGS = st.sampled_from([*(grouping.id for grouping in PACK.groupings), "shoe_size"])
ATTRIBUTES = st.sampled_from([*sorted(PACK.selectors), "name", "date_of_birth", "shoe_size"])
NUMBERS = st.sampled_from(["1000789", "1000790", "1234567890", "12", "Ana Diaz", ""])
PURPOSES = st.sampled_from(Purpose)


def tuples_of(items: st.SearchStrategy[T], most: int = 3) -> st.SearchStrategy[tuple[T, ...]]:
    """Return tuples of up to `most` items."""
    return st.lists(items, max_size=most).map(tuple)


AGREEMENTS = st.builds(Agreement, MAYBE_DAY, MAYBE_DAY, MAYBE_DAY, MAYBE_DAY, tuples_of(PURPOSES, 2))
STUDY_AGREEMENTS = st.builds(
    StudyAgreement,
    MAYBE_DAY,
    MAYBE_DAY,
    st.sampled_from(["", "improve_instruction", "audit", "marketing"]),
    st.sampled_from([(), PACK.agreements.study_clauses, PACK.agreements.audit_clauses, ("purpose",)]),
    MAYBE_DAY,
)
REGISTRATIONS = st.builds(
    PartnerRegistration,
    st.integers(2023, 2029),
    st.booleans(),
    tuples_of(st.builds(ProgramRegistration, WORDS, st.booleans()), 2),
    tuples_of(st.builds(Partnership, SCHOOLS, st.booleans())),
)
CONSENTS = st.builds(
    Consent,
    st.integers(2, 99),
    NUMBERS,
    tuples_of(ELEMENTS),
    WORDS,
    st.sampled_from(["services", "research", "planning", ""]),
    st.none() | st.sampled_from(Signer),
    MAYBE_DAY,
    MAYBE_DAY,
    MAYBE_DAY,
    st.booleans(),
)
PROPOSALS = st.builds(ResearchProposal, st.sampled_from(ProposalStatus), MAYBE_DAY, MAYBE_DAY, tuples_of(SCHOOLS, 2))
EVIDENCE = st.builds(
    Evidence,
    WORDS,
    st.none() | AGREEMENTS,
    st.none() | STUDY_AGREEMENTS,
    st.none() | REGISTRATIONS,
    st.none() | st.builds(SchoolAgreements, st.booleans(), tuples_of(WORDS, 2)),
    st.none() | tuples_of(CONSENTS),
    st.none() | PROPOSALS,
    st.none() | st.builds(SchoolOfficialTest, st.booleans(), st.booleans(), st.booleans()),
    WORDS,
    tuples_of(WORDS),
    st.booleans(),
)
ID_LISTS = st.builds(IdList, st.just("ids.csv"), tuples_of(st.builds(ListedId, st.integers(2, 40), NUMBERS), 4))
POPULATIONS = st.builds(
    Population,
    st.booleans(),
    st.none() | ID_LISTS,
    tuples_of(st.builds(Condition, ATTRIBUTES, tuples_of(SCHOOLS | WORDS, 2)), 2),
)
YEARS = st.builds(SchoolYear, st.integers(2012, 2028))
QUERIES = st.builds(
    Query,
    st.sampled_from(DataLevel),
    tuples_of(YEARS, 2),
    POPULATIONS,
    tuples_of(ELEMENTS, 4),
    tuples_of(GROUPINGS),
    tuples_of(MEASURES),
)
REQUESTERS = st.builds(Requester, st.sampled_from(RequesterKind), WORDS, WORDS, WORDS, WORDS, MAYBE_DAY)
SCHOOL_REFS = tuples_of(st.builds(SchoolRef, SCHOOLS, WORDS), 2)
RECORDS = st.builds(RecordFacts, SCHOOL_REFS, st.integers(0, 500), SCHOOL_REFS, st.integers(0, 5), st.booleans())
INSTANTS = st.datetimes(datetime(2015, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone
FACTS = st.builds(
    Facts,
    QUERIES,
    REQUESTERS,
    PURPOSES,
    WORDS,
    tuples_of(st.sampled_from(Audience), 2),
    INSTANTS,
    DAYS,
    st.sampled_from(FerpaException),
    st.booleans(),
    st.sampled_from(Channel),
    EVIDENCE,
    st.none() | RECORDS,
)
