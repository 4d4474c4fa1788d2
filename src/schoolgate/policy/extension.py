"""A later date for a request that is large or complex (R57)."""

from dataclasses import dataclass, replace
from datetime import date

from schoolgate.core import BadInput, Fault, NotAllowed
from schoolgate.policy import clock_text
from schoolgate.policy.calendar import BusinessCalendar
from schoolgate.policy.clocks import Clock


@dataclass(frozen=True, slots=True)
class Extension:
    """A new due day, the reason given to the requester, and the day on which the notice was sent."""

    new_due_on: date
    reason: str
    sent_on: date


def extend(clock: Clock, extension: Extension, calendar: BusinessCalendar) -> Clock:
    """Return the clock with the later date.

    Raises NotAllowed where the notice was not sent before the due day, or the clock has not started; BadInput where
    there is no reason, or the new date is not a later business day. Source: R57.
    """
    if clock.due is None:
        raise NotAllowed(["A clock that has not started has no date to extend."])
    if extension.sent_on >= clock.due:
        raise NotAllowed(
            [
                f"An extension must be made before the due date, {clock.due}; {extension.sent_on} is too late, "
                "and the request shows as breached once that date has passed."
            ]
        )
    faults = [*_faults(clock.due, extension, calendar)]
    if faults:
        raise BadInput(faults)
    reason = extension.reason.strip()
    text = f"{clock.text} {clock_text.extension(extension.new_due_on, clock.due, reason)}"
    return replace(clock, due=extension.new_due_on, text=text, extension_reason=reason)


def _faults(due: date, extension: Extension, calendar: BusinessCalendar) -> list[Fault]:
    found = []
    if not extension.reason.strip():
        message, mend = "The extension has no reason.", "Say why more time is needed."
        found.append(Fault("extension", None, "reason", "clocks.extension-reason", message, mend))
    if extension.new_due_on <= due:
        message, mend = f"{extension.new_due_on} is not later than {due}.", "Give a later date."
        found.append(Fault("extension", None, "new_due_on", "clocks.extension-earlier", message, mend))
    elif not calendar.is_business_day(extension.new_due_on):
        message = f"{extension.new_due_on} is not a business day."
        mend = f"Give a business day, like {calendar.next_business_day(extension.new_due_on)}."
        found.append(Fault("extension", None, "new_due_on", "clocks.extension-day-off", message, mend))
    return found
