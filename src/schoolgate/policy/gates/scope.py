"""Which rows a requester may reach at all (R27, R33, R34, R45, D10)."""

from schoolgate.core import DataLevel, SchoolYear
from schoolgate.policy.case import Case
from schoolgate.policy.determination import Finding, Lane
from schoolgate.policy.facts import RecordFacts
from schoolgate.policy.reasons import Reason
from schoolgate.policy.sentences import finding
from schoolgate.policy.vocabulary import FerpaException, RequesterKind


def row_scope(case: Case) -> Finding:
    """Leaders and teachers reach their own students; agencies and the public no rows of students at all.

    Source: ODA-03, "Who is requesting data?" (R33, R34, R45); where level and requester conflict the stricter wins
    (R27).
    """
    if case.lane is Lane.OWN_STUDENTS:
        return _own_students(case)
    if case.kind is RequesterKind.AGENCY and case.facts.query.level.is_student_level:
        return _agency(case)
    if case.kind.is_general_public and case.has_student_rows:
        return finding(Reason.PUBLIC_AGGREGATE_ONLY)
    if case.kind.is_school and case.has_student_rows:
        return finding(Reason.BEYOND_OWN_SCHOOL)
    is_official = case.exception is FerpaException.SCHOOL_OFFICIAL
    if case.kind.is_staff and case.has_student_rows and is_official:
        return finding(Reason.LEGITIMATE_INTEREST)
    return finding(Reason.SCOPE_NOT_PERSONAL)


def _agency(case: Case) -> Finding:
    """An agency gets counts of groups; under the audit exception its agreement decides, and then a person."""
    is_audit = case.exception is FerpaException.AUDIT and case.facts.query.level is not DataLevel.DIRECTORY
    return finding(Reason.SCOPE_NOT_PERSONAL if is_audit else Reason.AGENCY_AGGREGATE_ONLY)


def _own_students(case: Case) -> Finding:
    if not case.facts.requester.person_id:
        return finding(Reason.NO_PERSON_ID)
    records = case.facts.records
    if records is not None:
        fault = _record_fault(case, records)
        if fault is not None:
            return fault
    if case.kind is RequesterKind.TEACHER and _asks_earlier_years_of_a_list(case):
        return finding(Reason.PRIOR_YEARS_OF_LISTED_STUDENTS)
    return finding(Reason.OWN_STUDENTS_ONLY)


def _record_fault(case: Case, records: RecordFacts) -> Finding | None:
    is_leader = case.kind is RequesterKind.SCHOOL_LEADER
    if not records.person_known:
        return finding(Reason.PERSON_UNKNOWN)
    if is_leader and not records.staff_schools:
        return finding(Reason.NO_SCHOOL_LED)
    if not is_leader and not records.staff_sections:
        return finding(Reason.NO_SECTION_TAUGHT)
    own = {school.id for school in records.staff_schools}
    others = tuple(school for school in case.facts.query.population.values("school") if school not in own)
    if is_leader and others:
        return finding(Reason.OTHER_SCHOOL, schools=", ".join(others), details=others)
    return None


def _asks_earlier_years_of_a_list(case: Case) -> bool:
    current = SchoolYear.of(case.on)
    is_listed = case.facts.query.population.ids is not None
    return is_listed and any(year < current for year in case.facts.query.school_years)
