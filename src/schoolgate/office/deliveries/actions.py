"""Writes about copies: handed out, accepted, withdrawn, destroyed. Their downloads are in `downloading`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from schoolgate.core import NotAllowed
from schoolgate.office.builds import selectors as builds
from schoolgate.office.builds import storage
from schoolgate.office.builds.models import Build
from schoolgate.office.clock import day_of
from schoolgate.office.deliveries import copies, disclosures, permissions, rechecks, selectors, transitions
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.deliveries.terms import Limits, terms_of
from schoolgate.office.deliveries.transitions import DeliveryState, DeliveryStep
from schoolgate.office.errors import NotNow
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.actions import Actor
from schoolgate.office.mail import actions as mail
from schoolgate.office.mail.addresses import full_address
from schoolgate.office.people.models import Role, User
from schoolgate.office.people.selectors import holders
from schoolgate.office.requests import moves
from schoolgate.office.requests import transitions as request_transitions
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import Step
from schoolgate.office.reviews import selectors as reviews
from schoolgate.office.seals import StoredFile
from schoolgate.policy.determination import Determination, Lane

DAYS_TO_DESTROY_WITHDRAWN = 10


@dataclass(frozen=True, slots=True)
class Handing:
    """What a releaser decides: who gets a copy, the limits, the audience in words, and the typed signature."""

    recipients: Sequence[User]
    limits: Limits
    audience: str
    signature: str


@dataclass(frozen=True, slots=True)
class _Copy:
    recipient: User
    mark: str
    terms: str
    stored: StoredFile


def deliver(*, build: Build, handing: Handing, by: User, at: datetime) -> list[Delivery]:
    """Hand a reviewed build to named people, each with a copy of their own.

    Everything is checked again on the day. Raises Forbidden, NotNow, and NotAllowed with what stands against it.
    """
    on = day_of(at)
    permissions.may_deliver(by, build).require()
    request_transitions.require(Step.DELIVER, build.request.state)
    _require_sound(build, handing, by, on)
    against = rechecks.reasons_against(build, on, thoroughly=True, anew=True)
    if against:
        raise NotAllowed(against)
    made = _copies(build, handing, rechecks.determined(build, on))
    try:
        with transaction.atomic():
            return _hand_over(build, made, handing, by, at)
    except NotAllowed:
        for copy in made:
            selectors.sealed_copies().remove(copy.stored.key)
        raise


def _require_sound(build: Build, handing: Handing, by: User, on: date) -> None:
    limits = handing.limits
    if not handing.recipients or len({user.pk for user in handing.recipients}) != len(handing.recipients):
        raise NotNow([_("Name each recipient once.")])
    if by.pk in {user.pk for user in handing.recipients}:
        raise NotNow([_("Nobody hands data to themselves.")])
    if not handing.signature.strip():
        raise NotNow([_("Sign with your name.")])
    if limits.until < on or limits.most_downloads < 1:
        raise NotNow([_("Leave at least one day and one download.")])
    is_about_students = build.lane != Lane.AGGREGATE.value or build.small_groups_id is not None
    if is_about_students and limits.destroy_by is None:
        raise NotNow([_("Rows about students, and small groups, need a day by which they are destroyed.")])
    if limits.destroy_by is not None and limits.destroy_by < limits.until:
        raise NotNow([_("The day of destruction comes after the last day of download.")])


def _copies(build: Build, handing: Handing, determination: Determination) -> list[_Copy]:
    made = []
    with storage.unsealed(build, for_staff=False) as release, TemporaryDirectory(prefix="copies-") as place:
        for recipient in handing.recipients:
            mark = copies.new_mark()
            terms = terms_of(determination, handing.audience, handing.limits, recipient)
            target = Path(place) / f"{mark}.zip"
            copies.write_copy(release, mark, terms, target)
            made.append(_Copy(recipient, mark, terms, selectors.sealed_copies().put(copies.pieces_of(target))))
            target.unlink()
    return made


def _hand_over(build: Build, made: Sequence[_Copy], handing: Handing, by: User, at: datetime) -> list[Delivery]:
    """Write everything of a delivery. From its first row in the ledger on, other deliveries wait until it is over."""
    told = {"build": str(build.pk), "digest": build.digest, "copies": [copy.mark for copy in made]}
    request = moves.move(build.request_id, Step.DELIVER, by=by, at=at, details=told)
    current = builds.built(request)
    decision = reviews.decision_on(build)
    if current is None or current.pk != build.pk or decision is None or not decision.may_leave:
        raise NotNow([_("Only the newest build that two reviewers approved is handed out.")])
    selectors.require_beside(current)
    deliveries = [_delivery(current, copy, handing, by, at) for copy in made]
    for delivery in deliveries:
        disclosures.log(delivery, by=by, at=at)
        _tell(delivery, "delivered", at)
    Build.objects.filter(pk=build.pk, out_at=None).update(out_at=at)
    return deliveries


def _delivery(build: Build, copy: _Copy, handing: Handing, by: User, at: datetime) -> Delivery:
    return Delivery.objects.create(
        build=build,
        recipient=copy.recipient,
        mark=copy.mark,
        key=copy.stored.key,
        size=copy.stored.size,
        sha256=copy.stored.sha256,
        terms=copy.terms,
        until=handing.limits.until,
        most_downloads=handing.limits.most_downloads,
        destroy_by=handing.limits.destroy_by,
        released_by=by,
        released_at=at,
        signature=handing.signature.strip(),
        checked_on=day_of(at),
    )


@transaction.atomic
def accept(*, delivery: Delivery, name: str, by: User, at: datetime, has_second_factor: bool) -> None:
    """Accept the terms of a copy by typing one's name."""
    current = selectors.locked(delivery.pk)
    permissions.may_hold(by, current, has_second_factor=has_second_factor).require()
    transitions.require(DeliveryStep.ACCEPT, current.state)
    if not name.strip():
        raise NotNow([_("Type your name to accept the terms.")])
    if current.accepted_at is None:
        current.accepted_at, current.accepted_as = at, name.strip()
        current.save()
        note(current, "delivery.accepted", by.as_actor, at, {"as": current.accepted_as})


@transaction.atomic
def withdraw(*, request: DataRequest, reason: str, by: Actor, at: datetime) -> int:
    """Withdraw every copy of a request's releases that is open, and tell the recipients. Return how many.

    Where nobody of the office did it, those who work on the request are told too.
    For parts of the office whose records a release rests on: an agreement that ended, a consent that was withdrawn.
    The request itself stays where it is until a person recalls it. reason: a sentence that recipients may read.
    """
    current = moves.locked(request.pk)
    found = list(
        Delivery.objects.select_for_update(of=("self",)).filter(build__request=current, state=DeliveryState.OPEN)
    )
    for delivery in found:
        delivery.state, delivery.withdrawn_at, delivery.withdrawn_reason = DeliveryState.WITHDRAWN, at, reason
        if delivery.downloads.exists():
            last = day_of(at) + timedelta(days=DAYS_TO_DESTROY_WITHDRAWN)
            delivery.destroy_by = min(last, delivery.destroy_by or last)
        delivery.save()
        note(delivery, "delivery.withdrawn", by, at, {"reason": reason})
        _tell(delivery, "withdrawn", at)
        _remove_after(delivery)
    if found:
        details = {"reference": current.reference or "", "copies": len(found), "reason": reason}
        ledger.append(event="request.release_withdrawn", subject=current.subject, by=by, at=at, details=details)
        if not by.is_person:
            _tell_office(current, found, reason, at)
    return len(found)


@transaction.atomic
def recall(*, request: DataRequest, reason: str, by: User, at: datetime) -> DataRequest:
    """Take a release back: withdraw every copy, and work on the request again."""
    permissions.may_recall(by, request).require()
    if not reason.strip():
        raise NotNow([_("Say why, in words that the recipients may read.")])
    withdraw(request=request, reason=reason.strip(), by=by.as_actor, at=at)
    return moves.move(request.pk, Step.RECALL, by=by, at=at, details={"reason": reason.strip()})


@transaction.atomic
def close(*, request: DataRequest, by: User, at: datetime) -> DataRequest:
    """Close a request whose copies are over: none is waiting to be certified as destroyed."""
    moved = moves.move(request.pk, Step.CLOSE, by=by, at=at)
    if selectors.undestroyed().filter(build__request=moved).exists():
        raise NotNow([_("A copy was not certified as destroyed yet.")])
    return moved


@dataclass(frozen=True, slots=True)
class Destruction:
    """What a recipient certifies: the day, how, and the typed name."""

    on: date
    how: str
    name: str


@transaction.atomic
def certify(*, delivery: Delivery, destruction: Destruction, by: User, at: datetime, has_second_factor: bool) -> None:
    """Certify that every copy was destroyed. The office's own sealed copy is removed with it."""
    current = selectors.locked(delivery.pk)
    permissions.may_hold(by, current, has_second_factor=has_second_factor).require()
    transitions.require(DeliveryStep.CERTIFY, current.state)
    if not (destruction.how.strip() and destruction.name.strip()):
        raise NotNow([_("Say how it was destroyed, and sign with your name.")])
    if not day_of(current.released_at) <= destruction.on <= day_of(at):
        raise NotNow([_("The day of destruction lies between the delivery and today.")])
    current.state, current.certified_at = DeliveryState.DESTROYED, at
    current.destroyed_on, current.destroyed_how = destruction.on, destruction.how.strip()
    current.certified_as = destruction.name.strip()
    current.save()
    details = {"on": destruction.on.isoformat(), "how": current.destroyed_how, "as": current.certified_as}
    note(current, "delivery.destroyed", by.as_actor, at, details)
    _remove_after(current)


def note(delivery: Delivery, event: str, by: Actor, at: datetime, details: Mapping[str, object]) -> None:
    """Write a row about a copy into the ledger. Runs in the caller's transaction."""
    told = {"request": str(delivery.build.request_id), "copy": delivery.mark, **details}
    ledger.append(event=event, subject=delivery.subject, by=by, at=at, details=told)


def _tell(delivery: Delivery, what: str, at: datetime) -> None:
    mail.write(
        key=f"{delivery.subject}:{what}",
        to=delivery.recipient.email,
        template=f"deliveries/mail/{what}.txt",
        at=at,
        delivery=delivery,
        request=delivery.build.request,
        address=full_address(reverse("delivery", args=[delivery.pk])),
    )


def _tell_office(request: DataRequest, withdrawn: Sequence[Delivery], reason: str, at: datetime) -> None:
    for user in [request.assignee] if request.assignee else holders(Role.ANALYST):
        mail.write(
            key=f"{withdrawn[0].subject}:taken-back:{user.pk}",
            to=user.email,
            template="deliveries/mail/taken_back.txt",
            at=at,
            request=request,
            reason=reason,
            copies=withdrawn,
            address=full_address(reverse("desk_request", args=[request.pk])),
        )


def _remove_after(delivery: Delivery) -> None:
    key = delivery.key
    transaction.on_commit(lambda: selectors.sealed_copies().remove(key))
