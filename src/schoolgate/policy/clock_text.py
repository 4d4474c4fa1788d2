"""What a clock says of itself, in sentences that a parent would understand."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from schoolgate.policy.clock_days import CountedDay, Skip, SkipKind


def clarification(walk: Sequence[CountedDay], days: int, amber_on: date) -> str:
    """Return the sentences of the clock of first contact."""
    return (
        f"If the office has questions it asks them by {_day(walk[-1].on)}, {days} business days from "
        f"{_start(walk)}; from {_day(amber_on)} on it is nearly late.{_skipped(walk)}"
    )


def fulfilment(walk: Sequence[CountedDay], days: int, *, paused: bool, is_open: bool) -> str:
    """Return the sentences of the clock of the request itself."""
    due = _day(walk[-1].on)
    if is_open:
        opening = f"The clock is paused. If the answer comes on the next day, the office aims to finish by {due}"
    elif paused:
        opening = f"The clock is paused for now. The office aims to finish by {due}"
    else:
        opening = f"The office aims to finish by {due}"
    return f"{opening}: {days} business days from {_start(walk)}.{_skipped(walk)}"


def not_started(days: int, waits_for: Sequence[str]) -> str:
    """Return the sentences of a clock that waits."""
    return f"The clock of {days} business days has not started. It waits for {' and '.join(waits_for)}."


def extension(new_due_on: date, due: date, reason: str) -> str:
    """Return the sentence that an extension adds."""
    return f"Extended from {_day(due)} to {_day(new_due_on)}: {reason}"


def _start(walk: Sequence[CountedDay]) -> str:
    return f"{_day(next(day.on for day in walk if day.count == 0))} (day 0)"


def _skipped(walk: Sequence[CountedDay]) -> str:
    skips = [(day.on, day.skip) for day in walk if day.skip is not None]
    weekend_count = sum(1 for _, skip in skips if skip.kind is SkipKind.WEEKEND)
    parts = [] if not weekend_count else [f"{weekend_count} weekend day{'s' if weekend_count > 1 else ''}"]
    others = [(on, skip) for on, skip in skips if skip.kind is not SkipKind.WEEKEND]
    for skip, days in groupby(others, key=lambda found: found[1]):
        parts.append(_stretch(skip, [on for on, _ in days]))
    return f" Not counted: {', '.join(parts)}." if parts else ""


def _stretch(skip: Skip, days: Sequence[date]) -> str:
    if len(days) == 1:
        return f"{skip.name} ({_day(days[0])})"
    return f"{skip.name} ({len(days)} days, {_day(days[0])} to {_day(days[-1])})"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
