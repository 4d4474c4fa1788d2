"""Tells other parts that a consent was withdrawn, so that what went out under it is recalled.

A part that delivers registers a listener when it is loaded. It is called inside the transaction of the withdrawal and
may be called again for the same consent; a listener's writes stand or fall with the withdrawal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


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


Listener = Callable[[Withdrawn], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Add a listener."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(withdrawn: Withdrawn) -> None:
    """Tell every listener. Runs in the caller's transaction."""
    for listener in _listeners:
        listener(withdrawn)
