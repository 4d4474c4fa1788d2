"""What has to be done now and then. Each part registers its step; every step may run twice, or late, without harm."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

_log = logging.getLogger(__name__)
Work = Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of work: its name, and a function that is told the time and returns how many things it did."""

    name: str
    work: Work
    place: int


@dataclass(frozen=True, slots=True)
class Done:
    """What one step did; `error` is the kind of the error that stopped it, empty where none did."""

    name: str
    count: int
    error: str = ""


_steps: dict[str, Step] = {}


def register(step: Step) -> None:
    """Add a step. Small places come first; mail is sent last, at 1000."""
    _steps[step.name] = step


def run(at: datetime) -> tuple[Done, ...]:
    """Run every step. One that fails is told and does not keep the others from running."""
    return tuple(_run(step, at) for step in sorted(_steps.values(), key=lambda step: step.place))


def _run(step: Step, at: datetime) -> Done:
    try:
        return Done(step.name, step.work(at))
    except Exception as error:  # whatever it is: a fault in one step must not keep mail from being sent
        _log.exception("the step %s of the tick failed", step.name)
        return Done(step.name, 0, type(error).__name__)
