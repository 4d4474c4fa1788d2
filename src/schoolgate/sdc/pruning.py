"""Tries to publish each secondary cell again: a promise may be kept by what is hidden besides it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from schoolgate.sdc.search import Search

_ROUNDS = 4
_FORBIDDEN = 1e9


def published_again(found: Search, is_whole: Callable[[Search], bool]) -> Search:
    """Return a search that hides no more than `found`, each class it could do without published again.

    Dearest classes first. is_whole: whether a search keeps every promise.
    """
    second = np.flatnonzero(found.hidden & ~found.system.must)
    for number in second[np.argsort(-found.system.weight[second], kind="stable")]:
        if found.hidden[number]:
            trial = _without(found, int(number))
            if trial is not None and trial.price < found.price and is_whole(trial):
                found = trial
    return found


def _without(found: Search, number: int) -> Search | None:
    """Return a search that keeps this class published and hides only what is hidden already; None where that fails."""
    allowed = found.hidden.copy()
    allowed[number] = False
    free = replace(found.system, weight=np.where(allowed, 0.0, _FORBIDDEN))
    trial = Search(free, found.rule, found.family, found.seed, found.pace)
    trial.asked = found.asked & allowed
    for change in found.changes:
        if not (found.system.sums[[number]] @ change).any():
            trial.take(change)
    if not trial.cover(_ROUNDS):
        return None
    kept = Search(found.system, found.rule, found.family, found.seed, found.pace)
    kept.asked = trial.asked
    for change in trial.changes:
        kept.take(change)
    return kept
