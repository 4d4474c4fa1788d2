"""What is asked for, and whether it may leave on this lane (R9, R11, R29, R46, R51, D12, D13)."""

from schoolgate.policy.case import Case
from schoolgate.policy.determination import Finding, Lane
from schoolgate.policy.elements import Element
from schoolgate.policy.gates.population import PERSONAL_KEYS
from schoolgate.policy.reasons import Reason
from schoolgate.policy.sentences import finding


def elements(case: Case) -> Finding:
    """Everything asked for is known to the policy and may leave on this lane.

    Where several things are wrong the gravest gives the reason, and the sentences of all are told.
    """
    faults = _faults(case)
    if not faults:
        return finding(Reason.ELEMENTS_FIT)
    gravest = max(faults, key=lambda fault: fault.status.strictness)
    return Finding(
        gate=gravest.gate,
        status=gravest.status,
        reason=gravest.reason,
        clauses=tuple(dict.fromkeys(number for fault in faults for number in fault.clauses)),
        law=tuple(dict.fromkeys(cite for fault in faults for cite in fault.law)),
        text=" ".join(fault.text for fault in faults),
        details=tuple(dict.fromkeys(detail for fault in faults for detail in fault.details)),
    )


def _faults(case: Case) -> list[Finding]:
    faults = [] if case.facts.query.school_years else [finding(Reason.NO_SCHOOL_YEAR)]
    faults += _selector_faults(case)
    if case.lane is Lane.AGGREGATE:
        return faults + _aggregate_faults(case) + _small_group_faults(case)
    return faults + _element_faults(case)


def _selector_faults(case: Case) -> list[Finding]:
    asked = (condition.attribute for condition in case.facts.query.population.where)
    unknown = tuple(name for name in asked if name not in case.pack.selectors | PERSONAL_KEYS)
    return [_named(Reason.GROUPING_UNKNOWN, unknown)] if unknown else []


def _aggregate_faults(case: Case) -> list[Finding]:
    query, pack = case.facts.query, case.pack
    extreme = tuple(name for name in query.measures if pack.is_extreme(name))
    unknown = tuple(name for name in query.measures if not pack.is_extreme(name) and pack.measure(name) is None)
    groups = tuple(name for name in query.group_by if pack.grouping(name) is None)
    faults = [] if query.measures else [finding(Reason.NO_MEASURES)]
    pairs = (
        (Reason.MEASURE_SHOWS_ONE_STUDENT, extreme),
        (Reason.MEASURE_UNKNOWN, unknown),
        (Reason.GROUPING_UNKNOWN, groups),
    )
    return faults + [_named(reason, names) for reason, names in pairs if names]


def _small_group_faults(case: Case) -> list[Finding]:
    """An agency that names a legal basis asks to see small groups: a decision of people (R46)."""
    if not case.asks_for_small_groups:
        return []
    approvals = {name.strip().casefold() for name in case.evidence.approvals if name.strip()}
    threshold = case.pack.threshold
    if len(approvals) < case.pack.agreements.approvals_for_small_groups:
        return [finding(Reason.SMALL_GROUPS_NEED_APPROVALS, threshold=threshold, count=len(approvals))]
    return [finding(Reason.SMALL_GROUPS_NEED_PERSON, threshold=threshold)]


def _element_faults(case: Case) -> list[Finding]:
    asked = case.facts.query.elements
    if not asked:
        return [finding(Reason.NO_ELEMENTS)]
    known = [element for name in asked if (element := case.pack.element(name)) is not None]
    unknown = tuple(name for name in asked if case.pack.element(name) is None)
    faults = [_named(Reason.ELEMENT_UNKNOWN, unknown)] if unknown else []
    faults += [_restricted(element) for element in known if element.is_restricted]
    outside = [element for element in known if not element.is_restricted and case.lane not in element.lanes]
    return faults + ([_outside(case.lane, outside)] if outside else [])


def _restricted(element: Element) -> Finding:
    return finding(
        Reason.ELEMENT_RESTRICTED,
        clauses=element.clauses,
        details=(element.id,),
        names=element.title,
        why=element.restricted,
    )


def _outside(lane: Lane, outside: list[Element]) -> Finding:
    reason = Reason.ELEMENT_NOT_DIRECTORY if lane is Lane.DIRECTORY else Reason.ELEMENT_NOT_IN_LANE
    return _named(reason, tuple(element.id for element in outside))


def _named(reason: Reason, names: tuple[str, ...]) -> Finding:
    return finding(reason, names=", ".join(names), details=names)
