"""The agreements before student data: the NDA, and the one an exception needs (R24, R31, R41, D7, D8)."""

from datetime import date

from schoolgate.policy.case import Case
from schoolgate.policy.determination import Finding, Lane
from schoolgate.policy.facts import Agreement, StudyAgreement
from schoolgate.policy.reasons import Reason
from schoolgate.policy.sentences import finding
from schoolgate.policy.vocabulary import FerpaException, Purpose, RequesterKind

_AUDIT_PURPOSES = {Purpose.AUDIT, Purpose.EVALUATION}


def nda(case: Case) -> Finding:
    """Student-level data needs a signed agreement in force on the day; a partner needs it for any data.

    Source: ODA-03, "What category of data is requested?", rows 2 and 3 (R31, R32), and partners (R41).
    """
    debarred_until = case.facts.requester.debarred_until
    if case.has_student_rows and debarred_until is not None and case.on < debarred_until:
        return finding(Reason.REQUESTER_DEBARRED, until=debarred_until)
    if case.lane is Lane.OWN_STUDENTS:
        return finding(Reason.NDA_NOT_NEEDED_OWN_STUDENTS)
    is_needed = case.has_student_rows or case.kind is RequesterKind.PARTNER or case.asks_for_small_groups
    if not is_needed:
        is_directory = case.lane is Lane.DIRECTORY
        return finding(Reason.NDA_NOT_NEEDED_DIRECTORY if is_directory else Reason.NDA_NOT_NEEDED_AGGREGATE)
    clauses = _nda_clauses(case)
    if case.evidence.nda is None:
        return finding(Reason.NDA_ABSENT, clauses=clauses)
    return _standing(case.evidence.nda, case, clauses)


def _nda_clauses(case: Case) -> tuple[str, ...]:
    by_lane = {Lane.DEIDENTIFIED: ("R31",), Lane.ROSTER: ("R32",)}.get(case.lane, ())
    small_groups = ("R46",) if case.asks_for_small_groups else ()
    return (*by_lane, *small_groups, *(("R41",) if case.kind is RequesterKind.PARTNER else ()))


def _standing(agreement: Agreement, case: Case, clauses: tuple[str, ...]) -> Finding:
    signatures = {"the requester": agreement.requester_signed, "the district": agreement.district_signed}
    unsigned = " or by ".join(who for who, day in signatures.items() if day is None)
    if unsigned:
        return finding(Reason.NDA_UNSIGNED, clauses=clauses, unsigned=unsigned)
    if not agreement.is_signed_by(case.on):
        return finding(Reason.NDA_NOT_YET_SIGNED, clauses=clauses, executed_on=agreement.executed_on)
    if agreement.terminated_on is not None and agreement.terminated_on <= case.on:
        return finding(Reason.NDA_TERMINATED, clauses=clauses, ended_on=agreement.terminated_on)
    if agreement.ends is None:
        return finding(Reason.NDA_WITHOUT_END, clauses=clauses)
    if agreement.is_over(case.on):
        return finding(Reason.NDA_ENDED, clauses=clauses, ended_on=agreement.ends)
    if agreement.purposes and case.facts.purpose not in agreement.purposes:
        return finding(Reason.NDA_OTHER_PURPOSE, clauses=clauses, purposes=", ".join(agreement.purposes))
    return finding(Reason.NDA_IN_FORCE, clauses=clauses, on=case.on)


def study_agreement(case: Case) -> Finding:
    """A studies or audit exception needs its own written agreement, with every clause the law asks for.

    Source: 34 CFR 99.31(a)(6)(iii)(C) for studies, 99.35(a)(3) for audits; ODA-03 R20, R24.
    """
    if case.exception is FerpaException.NONE or case.lane is Lane.OWN_STUDENTS:
        return finding(Reason.NO_EXCEPTION_CLAIMED)
    if not case.has_student_rows:
        return finding(Reason.EXCEPTION_NOT_FOR_LEVEL)
    if case.exception is FerpaException.SCHOOL_OFFICIAL:
        return finding(Reason.SCHOOL_OFFICIAL_NEEDS_NO_STUDY)
    if case.exception is FerpaException.AUDIT and case.facts.purpose not in _AUDIT_PURPOSES:
        return finding(Reason.AUDIT_PURPOSE_UNFIT, purpose=case.facts.purpose)
    agreement = case.evidence.study_agreement
    if agreement is None:
        return finding(Reason.STUDY_AGREEMENT_ABSENT, exception=case.exception)
    fault = _dates_fault(agreement, case.on, case.exception) or _content_fault(agreement, case)
    if fault is not None:
        return fault
    if case.kind is RequesterKind.AGENCY:
        return finding(Reason.AUDIT_NEEDS_LEGAL)
    return finding(Reason.STUDY_AGREEMENT_IN_FORCE, on=case.on)


def _dates_fault(agreement: StudyAgreement, on: date, exception: FerpaException) -> Finding | None:
    if agreement.signed is None:
        return finding(Reason.STUDY_AGREEMENT_UNSIGNED, exception=exception)
    if agreement.signed > on:
        return finding(Reason.STUDY_AGREEMENT_NOT_YET_SIGNED, exception=exception, signed_on=agreement.signed)
    if agreement.ends is None or agreement.ends < on:
        return finding(Reason.STUDY_AGREEMENT_ENDED, ended_on=agreement.ends or "no day")
    return None


def _content_fault(agreement: StudyAgreement, case: Case) -> Finding | None:
    rules = case.pack.agreements
    is_study = case.exception is FerpaException.STUDIES
    if is_study and agreement.purpose not in rules.study_purposes:
        return finding(Reason.STUDY_PURPOSE_UNFIT, purpose=agreement.purpose or "none")
    needed = rules.study_clauses if is_study else rules.audit_clauses
    missing = tuple(clause for clause in needed if clause not in agreement.clauses)
    if missing:
        named = ", ".join(clause.replace("_", " ") for clause in missing)
        return finding(Reason.AGREEMENT_CLAUSES_MISSING, details=missing, named=named)
    if agreement.destroy_by is None:
        return finding(Reason.DESTRUCTION_DATE_MISSING)
    return None
