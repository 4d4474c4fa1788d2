"""Writing a request: begun, saved as often as somebody types, copied, thrown away.

Saving a draft writes no row of the ledger: nothing was asked of the office yet.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from schoolgate.office.clock import day_of
from schoolgate.office.errors import NotNow
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.people.models import User
from schoolgate.office.requests import id_lists, objections, permissions
from schoolgate.office.requests.actions import attachments
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.moves import locked
from schoolgate.office.requests.transitions import State
from schoolgate.policy.vocabulary import Channel

WRITABLE = frozenset({State.DRAFT, State.WAITING})


@transaction.atomic
def begin(
    *, owner: User, by: User, at: datetime, draft: Draft | None = None, channel: Channel = Channel.FORM
) -> DataRequest:
    """Begin a request, for oneself, or as an analyst for somebody who wrote or phoned."""
    permissions.may_ask_for_data(owner).require()
    objections.require_none(owner, day_of(at))
    for_other = owner.pk != by.pk
    if for_other:
        permissions.may_enter_for_others(by).require()
    request = DataRequest.objects.create(
        owner=owner,
        entered_by=by if for_other else None,
        channel=channel.value,
        state=State.DRAFT,
        state_since=at,
        draft=(draft or Draft()).to_json(),
        created_at=at,
        changed_at=at,
    )
    details = {"channel": channel.value}
    ledger.append(event="request.begun", subject=request.subject, by=by.as_actor, at=at, details=details)
    return request


@transaction.atomic
def save(*, request: DataRequest, draft: Draft, needed_by: date | None, by: User, at: datetime) -> DataRequest:
    """Keep what was written so far, complete or not.

    What is kept already changes nothing: a form that saves itself may come in after its page was left.
    It must not stop the submission that follows.
    """
    current = _writable(request, by)
    if current.needed_by == needed_by and Draft.from_json(current.draft) == draft:
        return current
    current.draft, current.needed_by, current.changed_at = draft.to_json(), needed_by, at
    current.save(update_fields=["draft", "needed_by", "changed_at"])
    return current


@transaction.atomic
def set_ids(*, request: DataRequest, numbers: tuple[str, ...], by: User, at: datetime) -> DataRequest:
    """Keep the student numbers of a specific group, sealed; none takes the list away."""
    current = _writable(request, by)
    current.ids_sealed, current.ids_count, current.changed_at = id_lists.seal(numbers), len(numbers), at
    current.save(update_fields=["ids_sealed", "ids_count", "changed_at"])
    return current


@transaction.atomic
def copy_as_new(*, request: DataRequest, by: User, at: datetime) -> DataRequest:
    """Begin a new request with the words of an earlier one. Student numbers and documents are not copied.

    What an analyst copies for somebody came the same way again; what people copy for themselves comes by the form.
    """
    permissions.may_write(by, request).require()
    channel = Channel.FORM if by.pk == request.owner_id else Channel(request.channel)
    return begin(owner=request.owner, by=by, at=at, draft=Draft.from_json(request.draft), channel=channel)


@transaction.atomic
def discard(*, request: DataRequest, by: User, at: datetime) -> None:
    """Throw a draft away that was never submitted, with its documents."""
    current = locked(request.pk)
    permissions.may_write(by, current).require()
    if current.state != State.DRAFT:
        raise NotNow([_("Only a draft can be thrown away; a submitted request can be withdrawn.")])
    attachments.remove_all(current)
    ledger.append(event="request.discarded", subject=current.subject, by=by.as_actor, at=at)
    current.delete()


def _writable(request: DataRequest, by: User) -> DataRequest:
    current = locked(request.pk)
    permissions.may_write(by, current).require()
    if State(current.state) not in WRITABLE:
        raise NotNow([_("The request was submitted. It can be changed when the office asks a question.")])
    return current
