"""Filters that every template knows: values and titles of a request in words."""

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils.functional import Promise

from schoolgate.office.requests import words
from schoolgate.policy.versions import current_pack

register = template.Library()


@register.filter
def word(value: object) -> str | Promise:
    """Return how a value is said."""
    return words.word(value)


@register.filter
def element_titles(ids: Iterable[str]) -> list[str]:
    """Return the titles of data elements."""
    pack = current_pack(date.max)
    return [found.title if (found := pack.element(each)) else each for each in ids]


@register.filter
def measure_titles(ids: Iterable[str]) -> list[str]:
    """Return the titles of measures."""
    pack = current_pack(date.max)
    return [found.title if (found := pack.measure(each)) else each for each in ids]


@register.filter
def grouping_titles(ids: Iterable[str]) -> list[str]:
    """Return the titles of groupings."""
    pack = current_pack(date.max)
    return [found.title if (found := pack.grouping(each)) else each for each in ids]
