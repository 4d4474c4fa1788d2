"""Reads of the register of partners."""

from django.db.models import QuerySet

from schoolgate.office.partners.models import RegisterLine
from schoolgate.policy.consents import plain


def lines(words: str = "") -> QuerySet[RegisterLine]:
    """Return the lines of the register by organization; those of organizations whose name holds the words, if any."""
    found = RegisterLine.objects.order_by("organisation_plain", "id")
    return found.filter(organisation_plain__contains=plain(words)) if words else found
