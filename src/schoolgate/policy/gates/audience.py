"""With whom data will be shared, and what follows from it (R8, R48 to R50, D6)."""

from schoolgate.policy.case import Case
from schoolgate.policy.determination import Finding, Lane
from schoolgate.policy.pack import AudienceRule
from schoolgate.policy.reasons import Reason
from schoolgate.policy.sentences import finding
from schoolgate.policy.vocabulary import Audience


def audience(case: Case) -> Finding:
    """Use and audience are stated; rows about students go to nobody for whom the circular does not mean them.

    Source: ODA-03, "Process" (R48 to R50); schools share nothing outside (R8); passing on is the office's to
    approve (34 CFR 99.33, D6); small groups shown to an agency are never published (R46).
    """
    if not case.facts.use.strip():
        return finding(Reason.USE_UNSTATED)
    if not case.facts.audience:
        return finding(Reason.AUDIENCE_UNSTATED)
    if case.asks_for_small_groups and set(case.facts.audience) != {Audience.INTERNAL}:
        return finding(Reason.SMALL_GROUPS_ARE_NEVER_PUBLISHED, threshold=case.pack.threshold)
    if not case.has_student_rows:
        return finding(Reason.AUDIENCE_FITS)
    if case.lane is Lane.OWN_STUDENTS and set(case.facts.audience) != {Audience.INTERNAL}:
        return finding(Reason.SCHOOL_MAY_NOT_SHARE)
    return _student_rows(case)


def _student_rows(case: Case) -> Finding:
    asked = {rule: _with_rule(case, rule) for rule in AudienceRule}
    if asked[AudienceRule.REFUSED]:
        return finding(Reason.PUBLIC_GETS_NO_STUDENT_ROWS, details=asked[AudienceRule.REFUSED])
    if asked[AudienceRule.NEEDS_PERSON]:
        named = " and ".join(name.replace("_", " ") for name in asked[AudienceRule.NEEDS_PERSON])
        return finding(Reason.REDISCLOSURE_NEEDS_APPROVAL, audience=named, details=asked[AudienceRule.NEEDS_PERSON])
    return finding(Reason.RESULTS_ONLY if asked[AudienceRule.RESULTS_ONLY] else Reason.AUDIENCE_FITS)


def _with_rule(case: Case, rule: AudienceRule) -> tuple[str, ...]:
    return tuple(str(a) for a in case.facts.audience if case.pack.audience_rule(a) is rule)
