"""A request decided again on the day of release, when a later version of the circular may be in force (R1)."""

from dataclasses import replace

from schoolgate.policy.clock_readings import clocks_of
from schoolgate.policy.determination import Alternative, Determination, Finding, Outcome
from schoolgate.policy.determine import ClockReader, determine, outcome_of, summary_of
from schoolgate.policy.facts import Facts
from schoolgate.policy.pack import PolicyPack


def determine_at_release(
    facts: Facts, *, at_submission: PolicyPack, at_release: PolicyPack, clocks: ClockReader = clocks_of
) -> Determination:
    """Decide under the version in force at submission, and take from the later version whatever is stricter.

    Gate by gate the stricter finding stands, and the disclosure rules keep both promises. Source: ODA-03 R1.
    """
    first = determine(facts, at_submission, clocks=clocks)
    if at_submission == at_release:
        return first
    second = determine(facts, at_release, clocks=clocks)
    return stricter_of(first, second)


def stricter_of(first: Determination, second: Determination) -> Determination:
    """Return the first determination made as strict as the second wherever that is stricter."""
    disclosure = first.disclosure.stricter(second.disclosure)
    if Outcome.REDIRECT in {first.outcome, second.outcome}:
        strict = second if second.outcome is Outcome.REDIRECT else first
        return replace(strict, policy=first.policy, disclosure=disclosure, rechecked_under=second.policy)
    gates = tuple(_stricter_finding(one, other) for one, other in zip(first.gates, second.gates, strict=True))
    outcome = outcome_of(gates)
    sent = first if first.outcome.strictness >= second.outcome.strictness else second
    return replace(
        first,
        outcome=outcome,
        summary=summary_of(outcome),
        disclosure=disclosure,
        redirect=sent.redirect,
        contact=sent.contact,
        gates=gates,
        alternatives=_common(first.alternatives, second.alternatives),
        conditions=tuple(dict.fromkeys((*first.conditions, *second.conditions))),
        rechecked_under=second.policy,
    )


def _stricter_finding(one: Finding, other: Finding) -> Finding:
    return other if other.status.strictness > one.status.strictness else one


def _common(first: tuple[Alternative, ...], second: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
    """Return the ways that both versions allow; where one version had nothing against it, the other's."""
    if not first or not second:
        return first or second
    return tuple(way for way in first if way in second)
