"""Tells other parts that a consent was withdrawn, or a family opted out, so that what went out is recalled.

A part that delivers registers a listener when it is loaded. It is called inside the transaction of the withdrawal and
may be called again for the same consent; a listener's writes stand or fall with the withdrawal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from schoolgate.core import SchoolYear


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A consent that no longer holds. `consent` is its name in the ledger; `student_number` is in clear: never log it.

    out: names in the ledger of what was released about the student to this recipient, from the disclosure log.
    """

    consent: str
    student_number: str
    recipient: str
    purpose: str
    elements: tuple[str, ...]
    at: datetime
    out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OptedOut:
    """A student whose directory information stays in for a school year. `student_number` is in clear: never log it.

    out: names in the ledger of everything that was released about the student, from the disclosure log.
    """

    student_number: str
    school_year: SchoolYear
    at: datetime
    out: tuple[str, ...]


Listener = Callable[[Withdrawn], None]
OptOutListener = Callable[[OptedOut], None]
_listeners: list[Listener] = []
_opt_out_listeners: list[OptOutListener] = []


def register(listener: Listener) -> None:
    """Add a listener."""
    if listener not in _listeners:
        _listeners.append(listener)


def register_for_opt_outs(listener: OptOutListener) -> None:
    """Add a listener to opt-outs."""
    if listener not in _opt_out_listeners:
        _opt_out_listeners.append(listener)


def tell_opted_out(opted_out: OptedOut) -> None:
    """Tell every listener to opt-outs. Runs in the caller's transaction."""
    for listener in _opt_out_listeners:
        listener(opted_out)


def tell(withdrawn: Withdrawn) -> None:
    """Tell every listener. Runs in the caller's transaction."""
    for listener in _listeners:
        listener(withdrawn)
