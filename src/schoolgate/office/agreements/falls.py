"""Tells other parts that an agreement no longer holds, so that what rests on it is stopped.

A part that delivers registers a listener when it is loaded. It is called inside the transaction that ends the
agreement, with the agreement and the instant; what it writes stands or falls with that. It may be called twice.
"""

from collections.abc import Callable
from datetime import datetime

from schoolgate.office.agreements.models import Agreement

Listener = Callable[[Agreement, datetime], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Add a listener."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(agreement: Agreement, at: datetime) -> None:
    """Tell every listener. Runs in the caller's transaction."""
    for listener in _listeners:
        listener(agreement, at)
