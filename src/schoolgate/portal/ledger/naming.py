"""How people call what a row of the ledger is about: a request by its reference, a copy by its mark."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise

from schoolgate.office.agreements.models import Agreement
from schoolgate.office.builds.models import Build
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.ledger.models import LedgerRow
from schoolgate.office.requests.models import DataRequest
from schoolgate.portal.histories import EVENTS


@dataclass(frozen=True, slots=True)
class Name:
    """What something is called, and the address of its page; empty where it has none."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row with what happened in words, and the name of what it happened to; None where it has no other name."""

    row: LedgerRow
    words: str | Promise
    name: Name | None


def named(rows: Iterable[LedgerRow]) -> list[NamedRow]:
    """Return rows with words and names, however many with one question for each kind of subject."""
    shown = list(rows)
    ids: dict[str, set[UUID]] = defaultdict(set)
    for row in shown:
        kind, _colon, key = row.subject.partition(":")
        if kind in _NAMES and (known := _uuid(key)):
            ids[kind].add(known)
    names = {f"{kind}:{pk}": name for kind, keys in ids.items() for pk, name in _NAMES[kind](keys)}
    return [NamedRow(row, EVENTS.get(row.event, ""), names.get(row.subject)) for row in shown]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


_Named = Iterator[tuple[UUID, Name]]


def _requests(ids: set[UUID]) -> _Named:
    for request in DataRequest.objects.filter(pk__in=ids).exclude(reference=None):
        yield request.pk, Name(str(request), reverse("desk_request", args=[request.pk]))


def _builds(ids: set[UUID]) -> _Named:
    for build in Build.objects.filter(pk__in=ids).select_related("request"):
        yield build.pk, Name(str(build), reverse("build", args=[build.pk]))


def _copies(ids: set[UUID]) -> _Named:
    for delivery in Delivery.objects.filter(pk__in=ids):
        yield delivery.pk, Name(delivery.mark)


def _agreements(ids: set[UUID]) -> _Named:
    for agreement in Agreement.objects.filter(pk__in=ids).select_related("party"):
        yield agreement.pk, Name(str(agreement), reverse("agreement", args=[agreement.pk]))


_NAMES: dict[str, Callable[[set[UUID]], _Named]] = {
    "request": _requests,
    "build": _builds,
    "delivery": _copies,
    "agreement": _agreements,
}
