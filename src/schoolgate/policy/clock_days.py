"""The days of a clock: what pauses it, and each day that it counted or skipped."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class SkipKind(StrEnum):
    """Why a day does not count: the calendar's reasons, and those of this clock alone."""

    WEEKEND = "weekend"
    LEGAL_HOLIDAY = "legal_holiday"
    COUNTY_HOLIDAY = "county_holiday"
    CLOSURE = "closure"
    AFTER_HOURS = "after_hours"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Skip:
    """Why a day does not count, with the holiday's name, the closure's or pause's reason, or the weekday."""

    kind: SkipKind
    name: str


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One calendar day of a clock: its number, 0 being the day the clock starts on, or why it has none."""

    on: date
    count: int | None
    skip: Skip | None


@dataclass(frozen=True, slots=True)
class Pause:
    """The days on which a clock stands still while the office waits for the requester, both included.

    `ends_on` is None while the office still waits. Source: R55 (clarifying questions), R65 (fee estimate).
    """

    starts_on: date
    ends_on: date | None
    reason: str = "waiting for the requester"

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    @classmethod
    def waiting(cls, asked_on: date, answered_on: date | None, reason: str) -> "Pause | None":
        """Return the pause between a question and its answer: the day of the answer counts again.

        None where the answer came on the day of the question.
        """
        if answered_on is None:
            return cls(asked_on, None, reason)
        if answered_on == asked_on:
            return None
        return cls(asked_on, answered_on - timedelta(days=1), reason)
