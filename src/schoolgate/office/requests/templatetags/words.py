"""Filters that every template knows: values and titles of a request in words."""

from django import template
from django.utils.functional import Promise

from schoolgate.office.requests import words

register = template.Library()


@register.filter
def word(value: object) -> str | Promise:
    """Return how a value is said."""
    return words.word(value)


register.filter("element_titles", words.element_titles)
register.filter("measure_titles", words.measure_titles)
register.filter("grouping_titles", words.grouping_titles)
