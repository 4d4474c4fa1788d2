"""How long work tells that it is going on, without knowing who listens."""

from typing import Protocol


class Progress(Protocol):
    """Called with the stage's name and how much of it is done; `total` is 0 where it is not known."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note that `done` of `total` units of `stage` are done."""


def silent(stage: str, done: int, total: int) -> None:
    """Listen to nothing."""
