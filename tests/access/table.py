"""The form of the table, and the addresses it has to speak of: all that the office has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.access import parts

from schoolgate.office.people.models import Role, User


class Who(StrEnum):
    """Who asks. The owner made the records that the addresses name; the stranger has records of their own."""

    VISITOR = "visitor"
    OWNER = "owner"
    STRANGER = "another requester"
    SCHOOL_STAFF = "school staff"
    ANALYST = "analyst"
    REVIEWER = "reviewer"
    RELEASER = "releaser"
    STEWARD = "steward"
    AUDITOR = "auditor"


class Answer(StrEnum):
    """What comes back: the page (or its own next step), the sign-in, "you may not", or "there is no such page"."""

    OPEN = "yes"
    SIGN_IN = "sign in"
    FORBIDDEN = "no"
    HIDDEN = "not there"


ROLES: Mapping[Who, Role] = {
    Who.SCHOOL_STAFF: Role.SCHOOL_STAFF,
    Who.ANALYST: Role.ANALYST,
    Who.REVIEWER: Role.REVIEWER,
    Who.RELEASER: Role.RELEASER,
    Who.STEWARD: Role.STEWARD,
    Who.AUDITOR: Role.AUDITOR,
}
SIGNED_IN = frozenset(Who) - {Who.VISITOR}
OFFICE = frozenset({Who.ANALYST, Who.REVIEWER, Who.RELEASER, Who.STEWARD, Who.AUDITOR})
STAFF = OFFICE | {Who.SCHOOL_STAFF}
Cells = Mapping[Who, Answer]


def cells(*, opened: frozenset[Who], otherwise: Answer, visitor: Answer = Answer.SIGN_IN) -> Cells:
    """Return a row of the table: open to some, one answer for everybody else who is signed in."""
    return {who: Answer.OPEN if who in opened else visitor if who is Who.VISITOR else otherwise for who in Who}


EVERYBODY = cells(opened=frozenset(Who), otherwise=Answer.OPEN)
ONES_OWN = cells(opened=SIGNED_IN, otherwise=Answer.OPEN)  # signed in, and nothing of anybody else is named


@dataclass(frozen=True, slots=True)
class Entry:
    """What one address answers.

    key: the name of the address, or its pattern where it has none. records: argument -> the planted record it names,
    where that is not called as the argument. form: what is sent to an address that takes POST alone.
    """

    key: str
    cells: Cells
    method: str = "GET"
    records: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Ground:
    """The people of a test, the records planted for it, and words that only some may read: word -> who."""

    people: Mapping[Who, User]
    records: dict[str, object] = field(default_factory=dict)
    guarded: dict[str, frozenset[Who]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the office: its whole pattern, its name (empty where it has none) and its arguments."""

    pattern: str
    name: str
    arguments: tuple[str, ...]

    @property
    def key(self) -> str:
        """What an entry calls it."""
        return self.name or self.pattern

    def path(self, entry: Entry, ground: Ground) -> str:
        """Return the path with the planted records in it."""
        if not self.name:
            return f"/{self.pattern}"
        named = {argument: ground.records[entry.records.get(argument, argument)] for argument in self.arguments}
        return reverse(self.name, kwargs=named)


def addresses() -> Iterator[Address]:
    """Yield every address of the office, walked from the root."""
    yield from _below(get_resolver(), "", ())


def _below(resolver: URLResolver, start: str, above: tuple[str, ...]) -> Iterator[Address]:
    for each in resolver.url_patterns:
        pattern = start + str(each.pattern)
        named = tuple(dict.fromkeys((*above, *each.pattern.converters, *each.pattern.regex.groupindex)))
        if isinstance(each, URLPattern):
            yield Address(pattern, each.name or "", named)
        else:
            yield from _below(each, pattern, named)


def modules() -> list[ModuleType]:
    """Return the expectations of every part, in the order of their names."""
    return [import_module(f"{parts.__name__}.{found.name}") for found in iter_modules(parts.__path__)]


def entries() -> dict[str, Entry]:
    """Return the entry of each address by its key. Raises ValueError where two parts speak of the same one."""
    found: dict[str, Entry] = {}
    for entry in (entry for module in modules() for entry in module.ENTRIES):
        if entry.key in found:
            raise ValueError(f"Two entries for {entry.key}.")
        found[entry.key] = entry
    return found


def plant(ground: Ground) -> None:
    """Plant the records of every part."""
    for module in modules():
        if hasattr(module, "plant"):
            module.plant(ground)
