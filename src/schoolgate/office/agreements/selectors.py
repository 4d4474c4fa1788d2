"""Reads of agreements: one by its id, those that cover a request, the requests that one covers."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from schoolgate.office.agreements import permissions
from schoolgate.office.agreements.models import Agreement, Side
from schoolgate.office.agreements.transitions import State
from schoolgate.office.errors import Hidden
from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import OPEN


def visible(user: User, agreement_id: UUID) -> Agreement:
    """Return an agreement that somebody may see. Raises Hidden, whether it exists or not."""
    found = permissions.visible_to(user).select_related("party", "request", "renews").filter(pk=agreement_id).first()
    if found is None:
        raise Hidden
    return found


def covering(request: DataRequest) -> QuerySet[Agreement]:
    """Return the agreements that speak of a request: of its owner as party or colleague, and not of another request."""
    owners = Q(party=request.owner_id) | Q(colleagues=request.owner_id)
    return Agreement.objects.filter(owners, Q(request=None) | Q(request=request)).distinct()


def open_requests_of(agreement: Agreement) -> QuerySet[DataRequest]:
    """Return the open requests that an agreement speaks of."""
    if agreement.request_id is not None:
        return DataRequest.objects.filter(pk=agreement.request_id, state__in=OPEN)
    owners = [agreement.party_id, *agreement.colleagues.values_list("pk", flat=True)]
    return DataRequest.objects.filter(owner__in=owners, state__in=OPEN)


def to_sign(user: User) -> QuerySet[Agreement]:
    """Return the agreements that wait for somebody's own signature as party."""
    return Agreement.objects.filter(party=user, state=State.OUT).exclude(signatures__side=Side.REQUESTER)


def is_renewed(agreement: Agreement, on: date) -> bool:
    """Whether a signed renewal takes over without a gap."""
    if agreement.ends_on is None:
        return False
    followers = agreement.renewals.filter(state=State.SIGNED, ends_on__gte=on, ends_on__gt=agreement.ends_on)
    return followers.filter(starts_on__lte=agreement.ends_on + timedelta(days=1)).exists()
