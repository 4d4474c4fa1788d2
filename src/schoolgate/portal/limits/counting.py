"""Counts, and refuses what is too much. Every process counts in the same table, each use once."""

import hashlib
import ipaddress
from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from schoolgate.core import SchoolgateError
from schoolgate.portal.limits.models import Count
from schoolgate.portal.limits.table import LIMITS, Limited

_HOME_PREFIX = 64  # of an IPv6 address: what one household or office is given


class TooMany(SchoolgateError):
    """Something was done too often. `seconds`: how long until it may be done again."""

    def __init__(self, what: Limited, seconds: int) -> None:
        self.what, self.seconds = what, seconds
        super().__init__(what.value)


def require(request: HttpRequest, what: Limited, *, uses: int = 1) -> None:
    """Count a use, and raise TooMany where it is one too many. A use that was refused is not counted.

    uses: 0 only looks whether there is one left. These are spans of real time: the day a demo believes in does not
    matter.
    """
    now = timezone.now()
    span = timedelta(minutes=LIMITS[what].minutes)
    began = datetime.fromtimestamp(now.timestamp() // span.total_seconds() * span.total_seconds(), tz=now.tzinfo)
    ends_at = began + span
    with transaction.atomic():
        counts = [(_held(f"{what}:{who}:{began.isoformat()}", ends_at), most) for who, most in _counted(request, what)]
        if any(count.number >= most for count, most in counts):
            raise TooMany(what, max(1, round((ends_at - now).total_seconds())))
        for count, _most in counts:
            count.number += uses
            count.save(update_fields=["number"])


def forget(at: datetime) -> int:  # noqa: ARG001  # a step of the tick, whose day a demo may have moved
    """Remove the counts of spans that are over; return how many."""
    removed, _ = Count.objects.filter(ends_at__lt=timezone.now()).delete()
    return removed


def _counted(request: HttpRequest, what: Limited) -> Iterator[tuple[str, int]]:
    """Yield whom a use is counted for, and how often it may be; in one order, so that nobody waits in a circle."""
    limit = LIMITS[what]
    if limit.by_account is not None and request.user.is_authenticated:
        yield f"account:{request.user.pk}", limit.by_account
    yield f"address:{address_of(request)}", limit.by_address


def _held(key: str, ends_at: datetime) -> Count:
    """Return a count, held until the transaction is over."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    count, _is_new = Count.objects.select_for_update().get_or_create(key=digest, defaults={"ends_at": ends_at})
    return count


def address_of(request: HttpRequest) -> str:
    """Return where a request came from, past our own proxies; of IPv6 the part that stands for a household."""
    text = str(get_adapter(request).get_client_ip(request))
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _HOME_PREFIX), strict=False))
    return text
