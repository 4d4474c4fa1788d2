"""The analyst's work on a request: taken over, evidence recorded, started, answered by public data."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from schoolgate.office.clock import day_of
from schoolgate.office.errors import Forbidden
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests import determinations, moves, permissions
from schoolgate.office.requests.actions import thread
from schoolgate.office.requests.evidence import RECORDED
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import Step


@transaction.atomic
def assign(*, request: DataRequest, to: User | None, by: User, at: datetime) -> None:
    """Give a request to an analyst, or to nobody."""
    permissions.may_work_on(by, request).require()
    if to is not None and (to.pk == request.owner_id or not to.has_role(Role.ANALYST)):
        raise Forbidden([_("A request is worked on by an analyst who did not make it.")])
    current = moves.locked(request.pk)
    current.assignee = to
    current.save(update_fields=["assignee"])
    details = {"to": "" if to is None else to.as_actor.id}
    moves.note(current, "request.assigned", by=by, at=at, details=details)


def start(*, request: DataRequest, by: User, at: datetime) -> DataRequest:
    """Begin the work on a request."""
    with transaction.atomic():
        moved = moves.move(request.pk, Step.START, by=by, at=at)
    moves.refresh(moved.pk, at=at)
    return moved


def record_evidence(
    *, request: DataRequest, name: str, table: Mapping[str, object] | list[str] | None, by: User, at: datetime
) -> None:
    """Record a piece of evidence that staff have seen, as the table of the request document; None takes it away.

    Raises BadInput where the policy cannot read it, and KeyError for a piece that staff do not record.
    """
    permissions.may_work_on(by, request).require()
    if name not in RECORDED:
        raise KeyError(name)
    with transaction.atomic():
        current = moves.locked(request.pk)
        if table is None:
            current.evidence.pop(name, None)
        else:
            current.evidence[name] = table
        determinations.current(current, day_of(at))  # raises where the table cannot be read; then nothing is kept
        current.save(update_fields=["evidence"])
        moves.note(current, "request.evidence", by=by, at=at, details={"piece": name, "kept": table is not None})
    moves.refresh(request.pk, at=at)


@transaction.atomic
def answer_publicly(*, request: DataRequest, text: str, by: User, at: datetime) -> None:
    """Close a request with the public data that answers it (R13)."""
    moved = moves.move(request.pk, Step.ANSWER_PUBLICLY, by=by, at=at)
    thread.tell_requester(moved, "public_answer", at, key=f"public:{moved.version}", text=text.strip())
