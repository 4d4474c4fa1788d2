"""Moves a request from state to state: locked, checked, written, told to the ledger, in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from schoolgate.office.clock import day_of
from schoolgate.office.errors import NotNow
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.people.models import User
from schoolgate.office.requests import determinations, permissions, transitions
from schoolgate.office.requests.determinations import REMEMBERED
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import AT_THE_REQUESTER, ENDED, State, Step


def locked(request_id: UUID) -> DataRequest:
    """Return a request as it is now, held until the transaction is over. Of two who want it, the second waits."""
    return DataRequest.objects.select_for_update(of=("self",)).select_related("owner").get(pk=request_id)


def move(
    request_id: UUID, step: Step, *, by: User, at: datetime, details: Mapping[str, object] | None = None
) -> DataRequest:
    """Take a step and return the request, still held. A pause ends with the wait. Runs in the caller's transaction.

    Raises Forbidden where the person may not, NotNow where the state does not allow it, or no longer.
    """
    request = locked(request_id)
    permissions.may_step(by, request, step).require()
    transition = transitions.require(step, request.state)
    told = {"from": request.state, "reference": request.reference or "", **(details or {})}
    if State(request.state) in AT_THE_REQUESTER:
        request.pauses.filter(answered_on=None).update(answered_on=day_of(at))
    request.state, request.state_since, request.changed_at = transition.target, at, at
    request.finished_on = day_of(at) if State(transition.target) in ENDED | {State.DELIVERED} else None
    request.save()
    ledger.append(event=transition.event, subject=request.subject, by=by.as_actor, at=at, details=told)
    return request


def note(
    request: DataRequest, event: str, *, by: User, at: datetime, details: Mapping[str, object] | None = None
) -> None:
    """Record something that happened to a request without moving it. Runs in the caller's transaction."""
    request.changed_at = at
    request.save(update_fields=["changed_at"])
    told = {"reference": request.reference or "", **(details or {})}
    ledger.append(event=event, subject=request.subject, by=by.as_actor, at=at, details=told)


def refresh(request_id: UUID, *, at: datetime) -> None:
    """Determine an open request again and write what the queue shows. Run after the transaction of a change.

    Killed in between, the next tick does it.
    """
    request = DataRequest.objects.select_related("owner").get(pk=request_id)
    if request.version == 0 or State(request.state) in ENDED:
        return
    determinations.remember(request, determinations.current(request, day_of(at)))
    DataRequest.objects.filter(pk=request.pk, version=request.version).update(
        **{name: getattr(request, name) for name in REMEMBERED}
    )


def require_unchanged(request: DataRequest, seen_at: datetime) -> None:
    """Raise NotNow where somebody changed the request after it was looked at."""
    if request.changed_at != seen_at:
        raise NotNow([_("The request was changed in the meantime. Look at it again.")])
