"""What the office refuses people, beside what the circular does not allow.

NotAllowed (core)
├── Forbidden      this person may not do it, whatever the state          answered with 403
│   └── Hidden     it is not there, or not theirs: never told which       answered with 404
└── NotNow         the record's state does not allow it, or no longer     answered with 409
"""

from schoolgate.core import NotAllowed


class Forbidden(NotAllowed):
    """This person may not do it. `reasons` are sentences for that person."""


class Hidden(Forbidden):
    """It is not there, or it is somebody else's. The answer is the same."""

    def __init__(self) -> None:
        super().__init__([])


class NotNow(NotAllowed):
    """The state of the record does not allow it, or somebody else was first."""
