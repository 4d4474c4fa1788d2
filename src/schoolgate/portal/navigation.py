"""The entries of the header. A part of the portal adds its own when it is loaded."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise

from schoolgate.office.people.models import User

Viewer = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the header: the name of its address, its words, who sees it, and its place (small comes first)."""

    address: str
    label: str | Promise
    is_shown: Callable[[Viewer], bool]
    place: int


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as a page shows it."""

    href: str
    label: str | Promise
    is_current: bool


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add an entry."""
    _entries[entry.address] = entry


def links_for(viewer: Viewer, path: str) -> list[Link]:
    """Return the links that somebody sees on the page of a path."""
    shown = sorted((e for e in _entries.values() if e.is_shown(viewer)), key=lambda entry: entry.place)
    hrefs = [reverse(entry.address) for entry in shown]
    current = max(
        (href for href in hrefs if path.startswith(href) and (href != "/" or path == "/")), key=len, default=""
    )
    return [Link(href, entry.label, href == current) for href, entry in zip(hrefs, shown, strict=True)]


def is_signed_in(viewer: Viewer) -> bool:
    """Whether somebody is signed in."""
    return viewer.is_authenticated


def is_office(viewer: Viewer) -> bool:
    """Whether somebody works in, or audits, the office."""
    return isinstance(viewer, User) and viewer.is_office
