"""What comes before the data: the review of public data, and the fee (R12 to R17, R64, R65)."""

from schoolgate.policy.case import Case
from schoolgate.policy.determination import Finding, Lane
from schoolgate.policy.fees import estimate_fee
from schoolgate.policy.reasons import Reason
from schoolgate.policy.sentences import finding


def public_data_review(case: Case) -> Finding:
    """Before submitting, the requester looks whether the data is public already.

    Source: ODA-03, "Publicly Available Data" (R13).
    """
    if case.lane is Lane.OWN_STUDENTS:
        return finding(Reason.OWN_RECORDS_ARE_NOT_PUBLIC)
    is_reviewed = bool(case.evidence.public_data_reviewed.strip())
    return finding(Reason.PUBLIC_DATA_REVIEWED if is_reviewed else Reason.PUBLIC_DATA_NOT_REVIEWED)


def fee(case: Case) -> Finding:
    """A fee, where there is one, is accepted before work starts. Source: "Fees for data requests" (R64, R65)."""
    estimate = estimate_fee(case.facts, case.pack.fees)
    if estimate.total == 0 or case.lane is Lane.OWN_STUDENTS:
        return finding(Reason.NO_FEE)
    if case.evidence.fee_accepted:
        return finding(Reason.FEE_ACCEPTED, amount=estimate.amount)
    return finding(
        Reason.FEE_NOT_ACCEPTED, amount=estimate.amount, size=estimate.size, time=estimate.time, scope=estimate.scope
    )
