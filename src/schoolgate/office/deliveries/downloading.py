"""Downloads of copies: counted when they begin, and told how they ended.

A download that was cut off may begin once more, within a day, without being counted again. Whether one was cut off is
told by a lock that is held while it is sent and dies with its process: several at once are never taken for one.
"""

import fcntl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from schoolgate.office.clock import day_of
from schoolgate.office.deliveries import actions, permissions, rechecks, selectors, transitions
from schoolgate.office.deliveries.models import Delivery, Download
from schoolgate.office.deliveries.transitions import DeliveryStep
from schoolgate.office.errors import NotNow
from schoolgate.office.ledger.actions import Actor
from schoolgate.office.people.models import User
from schoolgate.policy.determination import Lane

_REPEATABLE = timedelta(days=1)


@dataclass(slots=True)
class Sending:
    """A download that goes on, of a copy, with the lock that says so. `end` it however it went."""

    delivery: Delivery
    download: Download
    lock: IO[bytes]

    def pieces(self) -> Iterator[bytes]:
        """Yield the copy. Raises CheckFailed at the first piece that was changed."""
        return selectors.sealed_copies().read(self.delivery.key)

    def sent(self, at: datetime) -> None:
        """Write that the whole copy was handed to the network."""
        Download.objects.filter(pk=self.download.pk).update(sent_at=at)

    def end(self) -> None:
        """Give the lock back."""
        if not self.lock.closed:
            Path(self.lock.name).unlink(missing_ok=True)
            self.lock.close()


def begin(*, delivery: Delivery, by: User, at: datetime, has_second_factor: bool) -> Sending:
    """Count a download, or begin one again that was cut off; the copy may now be sent.

    Its ground is looked at again first; where it fell, every copy is withdrawn. Raises Forbidden and NotNow.
    """
    on = day_of(at)
    permissions.may_hold(by, delivery, has_second_factor=has_second_factor).require()
    transitions.require(DeliveryStep.DOWNLOAD, delivery.state)
    is_rows = delivery.build.lane != Lane.AGGREGATE.value
    if rechecks.reasons_against(delivery.build, on, thoroughly=is_rows):
        request = delivery.build.request
        actions.withdraw(request=request, reason=selectors.ground_fell(), by=Actor.system("recheck"), at=at)
        raise NotNow([selectors.ground_fell()])
    with transaction.atomic():
        current = selectors.locked(delivery.pk)
        transitions.require(DeliveryStep.DOWNLOAD, current.state)
        if current.accepted_at is None:
            raise NotNow([_("Accept the terms first.")])
        if on > current.until:
            raise NotNow([_("The last day of download has passed. Ask the office.")])
        return _begun_again(current, by, at) or _counted(current, by, at)


def may_begin(delivery: Delivery, at: datetime) -> bool:
    """Whether one more download of a copy would be taken, as far as their number goes."""
    return delivery.downloads.count() < delivery.most_downloads or _repeatable(delivery, at) is not None


def _counted(current: Delivery, by: User, at: datetime) -> Sending:
    taken = current.downloads.count()
    if taken >= current.most_downloads:
        raise NotNow([_("The copy was downloaded as often as allowed. Ask the office.")])
    actions.note(current, "delivery.downloaded", by.as_actor, at, {"nth": taken + 1, "sha256": current.sha256})
    made = Download.objects.create(delivery=current, at=at)
    lock = _lock_of(made)
    if lock is None:
        raise NotNow([_("This download goes on already.")])
    return Sending(current, made, lock)


def _begun_again(current: Delivery, by: User, at: datetime) -> Sending | None:
    found = _repeatable(current, at)
    lock = None if found is None else _lock_of(found)
    if found is None or lock is None:
        return None
    found.refresh_from_db()
    if found.sent_at:  # it ended between the look at it and the lock
        lock.close()
        return None
    found.repeated_at = at
    found.save(update_fields=["repeated_at"])
    actions.note(current, "delivery.download_repeated", by.as_actor, at, {"sha256": current.sha256})
    return Sending(current, found, lock)


def _repeatable(delivery: Delivery, at: datetime) -> Download | None:
    """Return the last download of a copy where it was cut off, or goes on, and did not begin again yet."""
    last = delivery.downloads.last()
    if last is None or last.sent_at or last.repeated_at or at - last.at > _REPEATABLE:
        return None
    return last


def _lock_of(download: Download) -> IO[bytes] | None:
    """Return the lock of a download, None where somebody holds it: then it goes on."""
    folder = Path(settings.SCHOOLGATE_HOME) / "sending"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = (folder / f"{download.pk}.lock").open("wb")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock
