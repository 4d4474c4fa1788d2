"""Reads of requests: one by its id, somebody's own, denials. The queue of the desk is in `queue`."""

from uuid import UUID

from django.db.models import QuerySet

from schoolgate.office.errors import Hidden
from schoolgate.office.people.models import User
from schoolgate.office.requests import permissions
from schoolgate.office.requests.models import DataRequest, Denial


def visible(user: User, request_id: UUID) -> DataRequest:
    """Return a request that somebody may see. Raises Hidden, whether it exists or not."""
    found = permissions.visible_to(user).select_related("owner", "assignee", "entered_by").filter(pk=request_id).first()
    if found is None:
        raise Hidden
    return found


def own_requests(user: User) -> QuerySet[DataRequest]:
    """Return somebody's own requests, those changed last first."""
    return DataRequest.objects.filter(owner=user).order_by("-changed_at")


def proposed_denial(request: DataRequest) -> Denial | None:
    """Return the denial that waits for approval, if there is one."""
    return request.denials.filter(approved_at=None, dropped_at=None).first()


def denial_in_force(request: DataRequest) -> Denial | None:
    """Return the last denial that was approved, if there is one."""
    return request.denials.exclude(approved_at=None).last()
