"""R27 to R32: what is asked, level by level."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.policy_facts import NDA, ON, PACK, asking, decided, gate, given, request, without

from schoolgate.core import DataLevel
from schoolgate.policy.determination import GateId, GateStatus, Lane, Outcome
from schoolgate.policy.facts import Facts
from schoolgate.policy.reasons import Reason
from schoolgate.policy.vocabulary import Audience, RequesterKind

K = RequesterKind
L = DataLevel
To = Outcome
On = Lane

# Each requester with every piece of evidence: what comes out, and on which lane.
MATRIX: dict[K, dict[L, tuple[To, On]]] = {
    K.SCHOOL_LEADER: {
        L.AGGREGATE: (To.PROCEED, On.AGGREGATE),
        L.DEIDENTIFIED: (To.NEEDS_PERSON, On.DEIDENTIFIED),
        L.ROSTER: (To.PROCEED, On.OWN_STUDENTS),
        L.DIRECTORY: (To.PROCEED, On.DIRECTORY),
    },
    K.TEACHER: {
        L.AGGREGATE: (To.PROCEED, On.AGGREGATE),
        L.DEIDENTIFIED: (To.NEEDS_PERSON, On.DEIDENTIFIED),
        L.ROSTER: (To.PROCEED, On.OWN_STUDENTS),
        L.DIRECTORY: (To.PROCEED, On.DIRECTORY),
    },
    K.CENTRAL_STAFF: {level: (To.PROCEED, On(str(level))) for level in L},
    K.RESEARCHER: {level: (To.PROCEED, On(str(level))) for level in L},
    K.PARTNER: {level: (To.PROCEED, On(str(level))) for level in L},
    K.AGENCY: {
        L.AGGREGATE: (To.PROCEED, On.AGGREGATE),
        L.DEIDENTIFIED: (To.REFUSED, On.DEIDENTIFIED),
        L.ROSTER: (To.REFUSED, On.ROSTER),
        L.DIRECTORY: (To.REFUSED, On.DIRECTORY),
    },
    K.MEDIA: dict.fromkeys(L, (To.REDIRECT, On.REDIRECT)),
    K.PUBLIC: {
        L.AGGREGATE: (To.PROCEED, On.AGGREGATE),
        L.DEIDENTIFIED: (To.REFUSED, On.DEIDENTIFIED),
        L.ROSTER: (To.REFUSED, On.ROSTER),
        L.DIRECTORY: (To.PROCEED, On.DIRECTORY),
    },
    K.POLICYMAKER: {
        L.AGGREGATE: (To.PROCEED, On.AGGREGATE),
        L.DEIDENTIFIED: (To.REFUSED, On.DEIDENTIFIED),
        L.ROSTER: (To.REFUSED, On.ROSTER),
        L.DIRECTORY: (To.PROCEED, On.DIRECTORY),
    },
    K.FAMILY: {
        L.AGGREGATE: (To.PROCEED, On.AGGREGATE),
        L.DEIDENTIFIED: (To.REDIRECT, On.REDIRECT),
        L.ROSTER: (To.REDIRECT, On.REDIRECT),
        L.DIRECTORY: (To.PROCEED, On.DIRECTORY),
    },
}


@pytest.mark.parametrize("kind", K, ids=str)
@pytest.mark.parametrize("level", L, ids=str)
def test_r27_who_asks_and_what_is_asked_decide_together(kind: K, level: L) -> None:
    answer = decided(request(kind, level))
    assert (answer.outcome, answer.lane) == MATRIX[kind][level]


def test_r28_counts_of_groups_need_no_consent() -> None:
    bare = without(request(K.AGENCY, L.AGGREGATE), "consents", "nda")
    assert gate(bare, GateId.CONSENT).status is GateStatus.NOT_NEEDED
    assert decided(bare).outcome is Outcome.PROCEED


def test_r29_groups_of_fewer_than_ten_are_hidden_zero_among_them_and_the_public_sees_wider_bands() -> None:
    rules = decided(request(K.AGENCY, L.AGGREGATE)).disclosure
    assert (rules.threshold, rules.zeros_hidden, rules.level) == (10, True, "ambiguous")
    public = decided(request(K.AGENCY, L.AGGREGATE, audience=(Audience.PUBLIC,))).disclosure
    assert public.rate_band_percent > rules.rate_band_percent
    assert not public.reviewer_may_show_zeros


@pytest.mark.parametrize("measure", ["min_days_absent", "max_days_absent", "median_assessment_score"])
def test_r29_a_value_of_one_student_is_refused_and_a_mean_offered(measure: str) -> None:
    answer = decided(asking(request(K.AGENCY, L.AGGREGATE), measures=("students", measure)))
    assert answer.outcome is Outcome.REFUSED
    assert answer.alternatives[0].query is not None
    assert answer.alternatives[0].query.measures == ("students", f"mean_{measure.partition('_')[2]}")


def test_r30_counts_of_groups_go_through_the_request_process_too() -> None:
    unstated = replace(request(K.PUBLIC, L.AGGREGATE), use="", audience=())
    assert decided(unstated).outcome is Outcome.BLOCKED


@pytest.mark.parametrize("level", [L.DEIDENTIFIED, L.ROSTER], ids=str)
@pytest.mark.parametrize(
    ("on", "reason"),
    [
        (date(2026, 1, 11), Reason.NDA_NOT_YET_SIGNED),
        (date(2026, 1, 12), Reason.NDA_IN_FORCE),
        (date(2026, 12, 31), Reason.NDA_IN_FORCE),
        (date(2027, 1, 1), Reason.NDA_ENDED),
    ],
    ids=["day-before-last-signature", "day-of-last-signature", "last-day", "day-after"],
)
def test_r31_the_agreement_is_current_from_its_last_signature_to_its_last_day(
    level: L, on: date, reason: Reason
) -> None:
    assert gate(request(level=level, on=on), GateId.NDA).reason is reason


def test_r31_deidentified_rows_need_an_agreement_and_no_consent() -> None:
    bare = without(request(level=L.DEIDENTIFIED), "consents")
    assert decided(bare).outcome is Outcome.PROCEED
    found = gate(without(bare, "nda"), GateId.NDA)
    assert (found.status, found.clauses[0]) == (GateStatus.MISSING, "R31")
    assert decided(bare).disclosure.k == PACK.disclosure.k == 10


@pytest.mark.parametrize(
    ("facts", "shut"),
    [
        (without(request(), "consents"), {GateId.CONSENT}),
        (without(request(), "nda"), {GateId.NDA}),
        (without(request(), "nda", "consents"), {GateId.NDA, GateId.CONSENT}),
        (given(request(), nda=replace(NDA, terminated_on=ON - timedelta(days=1))), {GateId.NDA}),
        (request(), set()),
    ],
    ids=["no-consent", "no-agreement", "neither", "terminated", "both"],
)
def test_r32_a_roster_needs_current_consent_as_well_as_a_current_agreement(facts: Facts, shut: set[GateId]) -> None:
    answer = decided(facts)
    assert {found.gate for found in answer.gates if not found.status.is_open} == shut
    assert answer.allowed == (not shut)
