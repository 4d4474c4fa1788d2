"""Laws that hold for every request, whoever asks for whatever with whichever evidence."""

import json
from dataclasses import fields, replace
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.policy_facts import PACK, request
from tests.policy_strategies import AGREEMENTS, CONSENTS, DAYS, EVIDENCE, FACTS

from schoolgate.core import DataLevel
from schoolgate.policy.at_release import determine_at_release
from schoolgate.policy.clauses import CLAUSES, law_of
from schoolgate.policy.consents import Consent, ConsentReason, Signatory, consented_elements
from schoolgate.policy.determination import GateId, GateStatus, Lane, Outcome
from schoolgate.policy.determine import determine
from schoolgate.policy.facts import Agreement, Evidence, Facts
from schoolgate.policy.reasons import Reason
from schoolgate.policy.redirects import route_of
from schoolgate.policy.vocabulary import Audience, RequesterKind

# What speaks for a requester. A legal basis is a claim: an agency that names one asks for more (R46).
PIECES = [field.name for field in fields(Evidence) if field.name != "legal_basis"]
NO_CLOCKS = settings(max_examples=400, deadline=None)


def _outcome(facts: Facts) -> Outcome:
    return determine(facts, PACK, clocks=lambda *_: ()).outcome


def _less(evidence: Evidence, *pieces: str) -> Evidence:
    return replace(evidence, **{piece: getattr(Evidence(), piece) for piece in pieces})


@NO_CLOCKS
@given(FACTS, EVIDENCE, st.sampled_from(PIECES))
def test_removing_evidence_never_turns_a_no_into_a_yes(facts: Facts, evidence: Evidence, piece: str) -> None:
    with_piece = replace(facts, evidence=evidence)
    less = _less(evidence, piece)
    before, after = _outcome(with_piece), _outcome(replace(facts, evidence=less))
    assert after.strictness >= before.strictness


@NO_CLOCKS
@given(st.sampled_from(RequesterKind), st.sampled_from(DataLevel), st.sets(st.sampled_from(PIECES)))
def test_removing_evidence_from_a_complete_request_never_helps(
    kind: RequesterKind, level: DataLevel, pieces: set[str]
) -> None:
    whole = request(kind, level)
    less = _less(whole.evidence, *pieces)
    assert _outcome(replace(whole, evidence=less)).strictness >= _outcome(whole).strictness


@NO_CLOCKS
@given(CONSENTS, st.sampled_from(["signer", "signed_on"]))
def test_taking_a_signature_off_a_consent_never_lets_an_element_out(consent: Consent, part: str) -> None:
    student, on = Signatory(date(2010, 1, 1), "08"), date(2026, 4, 14)
    unsigned = replace(consent, signer=None) if part == "signer" else replace(consent, signed_on=None)
    view = consented_elements([unsigned], student=student, recipient="Tutors", purpose="services", on=on, pack=PACK)
    assert view.elements == frozenset()
    assert [refused.reason for refused in view.refused] == [ConsentReason.UNSIGNED]


@given(AGREEMENTS, DAYS, st.integers(0, 2000))
def test_a_later_day_never_unsigns_an_agreement(agreement: Agreement, day: date, later_days: int) -> None:
    if agreement.is_signed_by(day):
        assert agreement.is_signed_by(day + timedelta(days=later_days))


@given(AGREEMENTS, DAYS, st.integers(0, 2000))
def test_an_agreement_that_is_over_stays_over(agreement: Agreement, day: date, later_days: int) -> None:
    if agreement.is_over(day):
        assert agreement.is_over(day + timedelta(days=later_days))


@NO_CLOCKS
@given(FACTS, st.integers(1, 1500))
def test_a_later_day_never_finds_a_signature_missing_that_was_there(facts: Facts, later_days: int) -> None:
    unsigned = {Reason.NDA_ABSENT, Reason.NDA_UNSIGNED, Reason.NDA_NOT_YET_SIGNED}
    found = determine(facts, PACK, clocks=lambda *_: ()).gate(GateId.NDA)
    later = replace(facts, on=facts.on + timedelta(days=later_days))
    found_later = determine(later, PACK, clocks=lambda *_: ()).gate(GateId.NDA)
    if found is not None and found_later is not None and found.reason not in unsigned | {Reason.REQUESTER_DEBARRED}:
        assert found_later.reason not in unsigned


@settings(max_examples=300, deadline=None)
@given(FACTS)
@example(request(submitted_at=request().submitted_at.replace(year=1999)))
@example(request(submitted_at=request().submitted_at.replace(tzinfo=None)))
def test_every_request_gets_an_answer_that_can_be_written_down(facts: Facts) -> None:
    answer = determine(facts, PACK)
    document = json.loads(json.dumps(answer.to_document()))
    assert document["outcome"] == str(answer.outcome)
    assert answer.allowed == (answer.outcome is Outcome.PROCEED)
    assert answer.reasons()
    for found in answer.gates:
        assert set(found.clauses) <= set(CLAUSES)
        assert found.text


@NO_CLOCKS
@given(FACTS)
def test_every_gate_is_told_once_unless_the_request_is_sent_on(facts: Facts) -> None:
    answer = determine(facts, PACK, clocks=lambda *_: ())
    if answer.outcome is Outcome.REDIRECT:
        assert (answer.gates, answer.lane) == ((), Lane.REDIRECT)
        assert answer.redirect is not None
    else:
        assert [found.gate for found in answer.gates] == list(GateId)
        worst = max(found.status.strictness for found in answer.gates)
        assert answer.outcome.strictness == worst


@NO_CLOCKS
@given(FACTS)
def test_an_alternative_with_a_query_is_always_better_than_what_was_asked(facts: Facts) -> None:
    answer = determine(facts, PACK, clocks=lambda *_: ())
    shut = sum(not found.status.is_open for found in answer.gates)
    for way in answer.alternatives:
        if way.query is not None:
            other = determine(replace(facts, query=way.query), PACK, clocks=lambda *_: ())
            still_shut = sum(not found.status.is_open for found in other.gates)
            assert (other.outcome.strictness, still_shut) < (answer.outcome.strictness, shut)


@NO_CLOCKS
@given(FACTS)
def test_the_public_never_gets_rows_about_students(facts: Facts) -> None:
    answer = determine(facts, PACK, clocks=lambda *_: ())
    if answer.allowed and facts.query.level is not DataLevel.DIRECTORY and Audience.PUBLIC in facts.audience:
        assert answer.lane is Lane.AGGREGATE


@NO_CLOCKS
@given(FACTS)
def test_no_data_proceeds_without_an_agreement_but_counts_directories_and_own_students(facts: Facts) -> None:
    answer = determine(facts, PACK, clocks=lambda *_: ())
    free = {Lane.AGGREGATE, Lane.DIRECTORY, Lane.OWN_STUDENTS}
    if answer.allowed and (answer.lane not in free or facts.requester.kind is RequesterKind.PARTNER):
        nda = facts.evidence.nda
        assert nda is not None
        assert nda.is_signed_by(facts.on)
        assert not nda.is_over(facts.on)


@NO_CLOCKS
@given(FACTS)
def test_a_redirect_is_fixed_by_who_asks_for_what_and_not_by_evidence(facts: Facts) -> None:
    bare = replace(facts, evidence=Evidence(legal_basis=facts.evidence.legal_basis))
    assert route_of(facts, PACK) == route_of(bare, PACK)


@NO_CLOCKS
@given(FACTS)
def test_deciding_again_on_the_day_of_release_is_never_more_lenient(facts: Facts) -> None:
    stricter_pack = replace(PACK, version="02", disclosure=replace(PACK.disclosure, threshold=20))
    answer = determine_at_release(facts, at_submission=PACK, at_release=stricter_pack, clocks=lambda *_: ())
    for pack in (PACK, stricter_pack):
        assert answer.outcome.strictness >= determine(facts, pack, clocks=lambda *_: ()).outcome.strictness
    assert answer.disclosure.threshold == 20
    assert answer.policy == "ODA-03 v01"


def test_every_number_of_a_finding_brings_its_law() -> None:
    assert law_of(("R32", "R41")) == CLAUSES["R32"].law
    assert GateStatus.MET.is_open
