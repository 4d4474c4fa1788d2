"""What other records of the office hold against new requests of a person. Each part registers its own."""

from collections.abc import Callable
from datetime import date

from schoolgate.office.errors import NotNow
from schoolgate.office.people.models import User

Objection = Callable[[User, date], str]
_objections: list[Objection] = []


def register(objection: Objection) -> None:
    """Add an objection: told a person and a day, it returns a sentence for that person, empty where there is none."""
    if objection not in _objections:
        _objections.append(objection)


def require_none(user: User, on: date) -> None:
    """Raise NotNow with everything that stands against a new request."""
    found = tuple(sentence for objection in _objections if (sentence := objection(user, on)))
    if found:
        raise NotNow(found)
