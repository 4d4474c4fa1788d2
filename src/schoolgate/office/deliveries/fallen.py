"""Takes copies back at once where the consent or agreement that they rest on falls, or a family opts out.

Each download, and the tick, look at the ground of a copy anew; what is here only makes that immediate (T30).
"""

from datetime import datetime

from schoolgate.core import SchoolYear
from schoolgate.office.agreements.models import Agreement
from schoolgate.office.clock import day_of
from schoolgate.office.consents.falls import OptedOut, Withdrawn
from schoolgate.office.deliveries import actions, selectors
from schoolgate.office.ledger.actions import Actor
from schoolgate.office.requests import determinations
from schoolgate.office.requests.documents import Asked
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.small_groups import selectors as small_groups
from schoolgate.policy.determination import GateId, GateStatus
from schoolgate.release.small_groups import stands_against


def agreement_fell(agreement: Agreement, at: datetime) -> None:
    """Take back what is out to those whom an agreement covers, where the circular says no without it."""
    owners = [agreement.party_id, *agreement.colleagues.values_list("pk", flat=True)]
    for request in selectors.requests_out().filter(owner__in=owners):
        case = small_groups.granted(request)
        determination = determinations.current(request, day_of(at)).determination
        if stands_against(determination, small_groups.decision_of(case)):
            _take_back(request, "agreements", at)


def consent_withdrawn(withdrawn: Withdrawn) -> None:
    """Take back what is out about the student to the recipient, where it went out for the purpose of the consent.

    A release that rests on something else than consents, such as an agreement of a study, stays out.
    """
    for request in selectors.requests_out().filter(level="roster"):
        is_named = request.subject in withdrawn.out and Asked.of_version(request).draft.purpose == withdrawn.purpose
        if is_named and _rests_on_consents(request, withdrawn.at):
            _take_back(request, "consents", withdrawn.at)


def opted_out(told: OptedOut) -> None:
    """Take back the directory lists that are out with a student whose family opted out for their year, or for now."""
    for request in selectors.requests_out().filter(level="directory"):
        years = {*Asked.of_version(request).draft.school_years, str(SchoolYear.of(day_of(told.at)))}
        if request.subject in told.out and str(told.school_year) in years:
            _take_back(request, "consents", told.at)


def _rests_on_consents(request: DataRequest, at: datetime) -> bool:
    finding = determinations.current(request, day_of(at)).determination.gate(GateId.CONSENT)
    return finding is None or finding.status is not GateStatus.NOT_NEEDED


def _take_back(request: DataRequest, part: str, at: datetime) -> None:
    actions.withdraw(request=request, reason=selectors.ground_fell(), by=Actor.system(part), at=at)
