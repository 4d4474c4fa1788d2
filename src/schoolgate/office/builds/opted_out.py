"""Keeps a directory list in while a family opted out at the office and the records do not know it yet (D1)."""

from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from schoolgate.core import NotAllowed, SchoolYear
from schoolgate.office.builds import tables
from schoolgate.office.consents import selectors as consents
from schoolgate.warehouse.numbers import numbers_of
from schoolgate.warehouse.snapshot import Snapshot


def count_in(release: Path, snapshot: Snapshot, years: Iterable[SchoolYear]) -> int:
    """Return how many rows are about students whose families opted out at the office in one of the years."""
    out = frozenset[str]().union(*(consents.opted_out(year) for year in years))
    return len(out & set(numbers_of(snapshot, tables.students_in(release)).values()))


def require_none(release: Path, snapshot: Snapshot, years: Iterable[SchoolYear]) -> None:
    """Raise NotAllowed where a row is about a student whose family opted out at the office in one of the years.

    The list is made from the records alone, and made again from them to verify it; so it waits for records that hold
    the opt-out, rather than leave out what nobody could check.
    """
    count = count_in(release, snapshot, years)
    if count:
        text = _(
            "The records do not know yet that families opted out (%(count)d). Enter it there, and load them again."
        )
        raise NotAllowed([text % {"count": count}])
