"""How people call what a row of the ledger is about: a request by its reference, a copy by its mark."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schoolgate.office.agreements.models import Agreement
from schoolgate.office.builds.models import Build
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.ledger.models import LedgerRow
from schoolgate.office.requests.models import DataRequest
from schoolgate.portal.histories import EVENTS

# What only the ledger's own pages tell; the histories of requests, agreements and consents have words of their own.
_WORDS: dict[str, str | Promise] = {
    "build.begun": _("a build was begun"),
    "build.finished": _("a build was finished"),
    "build.decided": _("the review was decided"),
    "build.refused": _("the rules allowed no build"),
    "build.failed": _("a build failed"),
    "build.revived": _("a build that was cut off began again"),
    "closure.entered": _("a day on which the office is closed was entered"),
    "closure.taken_back": _("a day on which the office is closed was taken back"),
    "consent.asked": _("a family was asked"),
    "consent.imported": _("a file of consents was taken in"),
    "custody.barred": _("a court paper was written down"),
    "custody.bar_ended": _("a court paper ended"),
    "delivery.accepted": _("the recipient accepted the terms"),
    "delivery.downloaded": _("a copy was downloaded"),
    "delivery.download_repeated": _("a download that was cut off began again"),
    "delivery.withdrawn": _("a copy was withdrawn"),
    "delivery.destroyed": _("the destruction of a copy was certified"),
    "directory.opted_out": _("a family opted out of directory information"),
    "directory.opt_out_ended": _("an opt-out was taken back"),
    "handover.made": _("a school handed a question over"),
    "handover.taken": _("a question from a school became a request"),
    "handover.set_aside": _("a question from a school was set aside"),
    "ledger.exported": _("the ledger was exported"),
    "ledger.student_looked_up": _("a student's disclosure log was looked up"),
    "person.registered": _("an account was made"),
    "person.invited": _("an account was made for somebody"),
    "person.described": _("somebody said who they are"),
    "person.linked": _("an account was linked to the records"),
    "person.role_granted": _("a role was given"),
    "person.role_ended": _("a role was ended"),
    "register.imported": _("the register of partners was taken in"),
    "request.discarded": _("a draft was thrown away"),
    "request.referred": _("a question was sent elsewhere"),
    "students.exported": _("staff exported their own students"),
}


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
    return [NamedRow(row, _words(row.event), names.get(row.subject)) for row in shown]


def _words(event: str) -> str | Promise:
    return _WORDS.get(event) or EVENTS.get(event, "")


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
