"""Reads of the ledger for people who look back."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from schoolgate.core import BadInput
from schoolgate.office.calendar import business_calendar
from schoolgate.office.errors import Hidden
from schoolgate.office.ledger.models import Disclosure, LedgerRow
from schoolgate.office.people.models import User
from schoolgate.office.people.permissions import may_read_ledger
from schoolgate.office.requests.models import DataRequest


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for. Empty means everything; days are the district's, both included."""

    words: str = ""
    event: str = ""
    first_on: date | None = None
    last_on: date | None = None


def rows(user: User, search: Search) -> QuerySet[LedgerRow]:
    """Return the rows that a search leaves, the newest first. Raises Forbidden."""
    may_read_ledger(user).require()
    found = LedgerRow.objects.order_by("-number")
    if search.event:
        found = found.filter(event__startswith=search.event)
    first, before = span(search.first_on, search.last_on)
    if first is not None:
        found = found.filter(at__gte=first)
    if before is not None:
        found = found.filter(at__lt=before)
    words = search.words.strip()
    return found.filter(_said(words)) if words else found


def row(user: User, number: int) -> LedgerRow:
    """Return one row. Raises Forbidden, and Hidden where there is none."""
    may_read_ledger(user).require()
    found = LedgerRow.objects.filter(number=number).first()
    if found is None:
        raise Hidden
    return found


def lines_under(user: User, number: int) -> QuerySet[Disclosure]:
    """Return the lines of the disclosure log that a row covers. Raises Forbidden."""
    may_read_ledger(user).require()
    return Disclosure.objects.filter(ledger_number=number).order_by("id")


def span(first_on: date | None, last_on: date | None) -> tuple[datetime | None, datetime | None]:
    """Return the instants at which the first day begins and the last is over. Raises BadInput for days in disorder."""
    if first_on and last_on and last_on < first_on:
        raise BadInput.at("days", _("The last day is before the first."), _("Exchange them."), rule="ledger.days")
    zone = business_calendar().time_zone
    first = None if first_on is None else datetime.combine(first_on, time(), tzinfo=zone)
    before = None if last_on is None else datetime.combine(last_on + timedelta(days=1), time(), tzinfo=zone)
    return first, before


def _said(words: str) -> Q:
    """Return what finds rows by a request's reference, the start of a subject, or a person's name."""
    subjects = [
        f"request:{pk}" for pk in DataRequest.objects.filter(reference__iexact=words).values_list("pk", flat=True)
    ]
    return Q(subject__in=subjects) | Q(subject__startswith=words) | Q(actor_name__icontains=words)
