"""What goes with the data, as sentences: passing on, destruction, audience, grants, old records."""

from datetime import date

from schoolgate.core import DataLevel, SchoolYear
from schoolgate.policy.case import Case
from schoolgate.policy.determination import Lane
from schoolgate.policy.vocabulary import Audience, Channel, FerpaException, RequesterKind

_REDISCLOSURE = "Use the data only for the purpose stated, and pass it on to nobody (34 CFR 99.33)."
_RESULTS_ONLY = "Publish results about groups of {threshold} students or more only."
_PUBLIC = "Because the public may see it, wider bands apply and no zero is shown."
_GRANT = "Receiving a grant does not guarantee that the office approves (R22)."
_AUDIT = (
    "The circular speaks of federally mandated programs; the law also covers programs the state supports "
    "(34 CFR 99.35)."
)
_OPT_OUT = (
    "Students whose families opted out of directory information are left out, former students too (34 CFR 99.37)."
)
_OLD = (
    "Temporary records are destroyed within {years} years of leaving, so data of {school_years} "
    "may be gone (603 CMR 23.06)."
)
_LEFT = "Rows of sections in a school that the teacher has left since need the office's grant and are not shown (R34)."
_ENTERED = "This request came by {channel} and was entered by staff."
_SMALL_GROUPS = (
    "Groups of fewer than {threshold} students may be shown here, by an exception for this agency alone (R46). "
    "They can be about single students: publish none of them, and pass the table on to nobody (34 CFR 99.33)."
)
_DESTROY = "Destroy the data by {day} and say so in writing."


def conditions(case: Case) -> tuple[str, ...]:
    """Return the sentences that go with the data, in a fixed order."""
    facts, pack = case.facts, case.pack
    is_shared = case.has_student_rows and case.lane is not Lane.OWN_STUDENTS
    destroy_by = _destroy_by(case)
    old = tuple(str(year) for year in facts.query.school_years if _may_be_destroyed(year.ends_before, case))
    tests = (
        (is_shared, _REDISCLOSURE),
        (case.has_student_rows and Audience.PUBLICATION in facts.audience, _RESULTS_ONLY),
        (case.asks_for_small_groups, _SMALL_GROUPS),
        (case.lane is Lane.AGGREGATE and Audience.PUBLIC in facts.audience, _PUBLIC),
        (destroy_by is not None, _DESTROY),
        (case.lane is Lane.DIRECTORY, _OPT_OUT),
        (facts.grant_funded, _GRANT),
        (is_shared and facts.ferpa_exception is FerpaException.AUDIT, _AUDIT),
        (bool(old) and facts.query.level is not DataLevel.AGGREGATE, _OLD),
        (case.lane is Lane.OWN_STUDENTS and _asks_earlier_years(case), _LEFT),
        (facts.channel is not Channel.FORM, _ENTERED),
    )
    blanks = {
        "threshold": pack.threshold,
        "day": destroy_by,
        "years": pack.temporary_record_years,
        "school_years": ", ".join(old),
        "channel": str(facts.channel),
    }
    return tuple(sentence.format(**blanks) for is_so, sentence in tests if is_so)


def _asks_earlier_years(case: Case) -> bool:
    is_teacher = case.kind is RequesterKind.TEACHER
    return is_teacher and any(year < SchoolYear.of(case.on) for year in case.facts.query.school_years)


def _destroy_by(case: Case) -> date | None:
    agreement = case.evidence.study_agreement
    return agreement.destroy_by if agreement is not None and case.has_student_rows else None


def _may_be_destroyed(year_ended_before: date, case: Case) -> bool:
    kept_until = year_ended_before.replace(year=year_ended_before.year + case.pack.temporary_record_years)
    return kept_until <= case.on
