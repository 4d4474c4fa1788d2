"""Families' consent: when it is needed, what takes its place, and whether any is in force (R19, R20, R32, R40, D9)."""

from schoolgate.policy.case import Case
from schoolgate.policy.consents import Consent, standing_reason, told_by_selection
from schoolgate.policy.determination import Finding, Lane
from schoolgate.policy.reasons import Reason
from schoolgate.policy.sentences import finding
from schoolgate.policy.vocabulary import FerpaException

_NOT_NEEDED = {
    Lane.AGGREGATE: Reason.CONSENT_NOT_NEEDED_AGGREGATE,
    Lane.DEIDENTIFIED: Reason.CONSENT_NOT_NEEDED_DEIDENTIFIED,
    Lane.DIRECTORY: Reason.CONSENT_NOT_NEEDED_DIRECTORY,
    Lane.OWN_STUDENTS: Reason.CONSENT_NOT_NEEDED_OWN_STUDENTS,
}


def consent(case: Case) -> Finding:
    """A roster needs current consent, unless an exception takes its place; the agreement stays needed then.

    Whether each student's consent holds is decided again, student by student, on the day of release.
    Source: ODA-03, "What category of data is requested?", row 3 (R32), partners (R40), footnote 1 (R20).
    """
    if case.lane in _NOT_NEEDED:
        return finding(_NOT_NEEDED[case.lane])
    if case.exception in {FerpaException.STUDIES, FerpaException.AUDIT}:
        return finding(Reason.CONSENT_LIFTED, exception=case.exception)
    if case.exception is FerpaException.SCHOOL_OFFICIAL:
        return _school_official(case)
    return _consents_in_force(case)


def _school_official(case: Case) -> Finding:
    """Staff are school officials; anybody else only under the three-part test of 34 CFR 99.31(a)(1)(i)(B)."""
    if case.kind.is_staff:
        return finding(Reason.STAFF_NEED_NO_CONSENT)
    test = case.evidence.school_official
    parts = {
        "a service that staff would do otherwise": test is not None and test.service_of_staff,
        "the district's direct control over the records": test is not None and test.direct_control,
        "the promise not to pass the records on": test is not None and test.bound_by_redisclosure,
    }
    missing = tuple(part for part, is_there in parts.items() if not is_there)
    if missing:
        return finding(Reason.SCHOOL_OFFICIAL_TEST_UNMET, missing=", ".join(missing), details=missing)
    return finding(Reason.SCHOOL_OFFICIAL_NEEDS_PERSON)


def _consents_in_force(case: Case) -> Finding:
    consents = case.evidence.consents
    if not consents:
        return finding(Reason.CONSENT_ABSENT)
    standing = [consent for consent in consents if _is_standing(consent, case)]
    if not standing:
        return finding(Reason.CONSENT_NONE_IN_FORCE, on=case.on)
    if not any(set(consent.elements) & set(case.facts.query.elements) for consent in standing):
        return finding(Reason.CONSENT_COVERS_NOTHING_ASKED)
    told = told_by_selection(case.facts.query.population)
    if not any(told <= set(consent.elements) for consent in standing):
        named = tuple(sorted(told))
        return finding(Reason.CONSENT_DOES_NOT_COVER_SELECTION, names=", ".join(named), details=named)
    return finding(Reason.CONSENT_IN_FORCE)


def _is_standing(consent: Consent, case: Case) -> bool:
    recipient = case.facts.requester.recipient
    return standing_reason(consent, recipient=recipient, purpose=case.facts.purpose, on=case.on) is None
