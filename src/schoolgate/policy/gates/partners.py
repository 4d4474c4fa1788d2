"""What only school-community partners are asked for: PartnerBPS and their agreements with schools (R37 to R42)."""

from schoolgate.core import SchoolYear
from schoolgate.policy.case import Case
from schoolgate.policy.determination import Finding
from schoolgate.policy.facts import PartnerRegistration
from schoolgate.policy.reasons import Reason
from schoolgate.policy.sentences import finding
from schoolgate.policy.vocabulary import RequesterKind


def partnerbps(case: Case) -> Finding:
    """A partner is fully registered before any data: the organisation, every program, every partnership.

    Source: ODA-03, "Who is requesting data?", partners (R37, R38); registrations are renewed each school year by
    the day that the pack names (D21).
    """
    if case.kind is not RequesterKind.PARTNER:
        return finding(Reason.NOT_A_PARTNER)
    registration = case.evidence.partnerbps
    if registration is None:
        return finding(Reason.PARTNERBPS_ABSENT)
    needed = SchoolYear.of(case.on)
    registered = SchoolYear(registration.school_year_ends_in)
    if registered < needed and not (registered.ends_in == needed.ends_in - 1 and _has_grace(case, needed)):
        return finding(Reason.PARTNERBPS_LAPSED, registered=registered, needed=needed)
    missing = _missing_parts(case, registration)
    if missing:
        return finding(Reason.PARTNERBPS_INCOMPLETE, missing=", ".join(missing), details=missing)
    is_seen = bool(_asked_schools(case)) or case.facts.records is not None
    return finding(Reason.PARTNERBPS_COMPLETE if is_seen else Reason.PARTNERBPS_SCHOOLS_UNSEEN)


def school_agreements(case: Case) -> Finding:
    """A partner hands in its agreements with schools together with the request, or states that it has none.

    Source: ODA-03, "Who is requesting data?", partners (R42).
    """
    if case.kind is not RequesterKind.PARTNER:
        return finding(Reason.SCHOOL_AGREEMENTS_NOT_ASKED)
    answer = case.evidence.school_agreements
    if answer is None:
        return finding(Reason.SCHOOL_AGREEMENTS_UNANSWERED)
    if not answer.exist:
        return finding(Reason.SCHOOL_AGREEMENTS_NONE)
    return finding(Reason.SCHOOL_AGREEMENTS_PROVIDED if answer.files else Reason.SCHOOL_AGREEMENTS_NOT_PROVIDED)


def _has_grace(case: Case, needed: SchoolYear) -> bool:
    return case.on <= case.pack.partnerbps_updated_by.in_year(needed.starts_on.year)


def _missing_parts(case: Case, registration: PartnerRegistration) -> tuple[str, ...]:
    missing = [] if registration.organisation else ["the organisation"]
    if not registration.programs:
        missing.append("at least one program")
    missing += [f"the program {program.name}" for program in registration.programs if not program.is_registered]
    registered = {partnership.school_id for partnership in registration.partnerships if partnership.is_registered}
    wanted = {partnership.school_id: partnership.school_id for partnership in registration.partnerships}
    wanted |= _asked_schools(case)
    missing += [f"the partnership with {name}" for school, name in wanted.items() if school not in registered]
    return tuple(missing)


def _asked_schools(case: Case) -> dict[str, str]:
    """Return the schools of the students asked for, by id, with the name where the records gave one."""
    asked = {school: school for school in case.facts.query.population.values("school")}
    if case.facts.records is not None:
        asked |= {school.id: school.name for school in case.facts.records.schools}
    return asked
