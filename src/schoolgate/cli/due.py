"""`schoolgate due`: when a request is due, with every day that does not count and why."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

import click
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from schoolgate.cli import console
from schoolgate.core import BadInput, Fault
from schoolgate.policy.calendar import BusinessCalendar
from schoolgate.policy.calendar_file import district_calendar, load_calendar
from schoolgate.policy.clock_days import CountedDay, Pause
from schoolgate.policy.clocks import Clock, ClockDays, ClockId, ClockLane, ClockState, clarification_due, fulfilment_due

_TITLES = {ClockId.CLARIFICATION: "First contact", ClockId.FULFILMENT: "The data"}
_STATES = {ClockState.NOT_STARTED: "not started", ClockState.RUNNING: "running", ClockState.PAUSED: "paused"}


@click.command(name="due")
@click.option("--lane", "lane_name", required=True, metavar="general|partner|research", help="Who asks, and what for.")
@click.option(
    "--submitted",
    required=True,
    metavar="INSTANT",
    help="2026-04-10T10:00-04:00; without an offset the district's clock; a date alone is its midday.",
)
@click.option("--nda-executed", metavar="DATE", help="Day of the last signature under the agreement.")
@click.option("--approved", metavar="DATE", help="Day on which the research proposal was approved.")
@click.option(
    "--paused",
    "paused",
    metavar="FROM/TO",
    multiple=True,
    help="Days waited for the requester, both included; open: FROM/",
)
@click.option("--calendar", "calendar_file", type=click.Path(path_type=Path), help="Another calendar of business days.")
@click.option("--on", "on_day", metavar="DATE", help="The day to tell the state for; today where it is left out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def due(
    lane_name: str,
    submitted: str,
    nda_executed: str | None,
    approved: str | None,
    paused: tuple[str, ...],
    calendar_file: Path | None,
    on_day: str | None,
    as_json: bool,
) -> None:
    """Say when a request is due, and how that was worked out."""
    calendar = district_calendar() if calendar_file is None else load_calendar(calendar_file)
    values = _Values(calendar)
    lane = values.lane(lane_name)
    submitted_at = values.instant("--submitted", submitted)
    signed_on = values.day_or_none("--nda-executed", nda_executed)
    approved_on = values.day_or_none("--approved", approved)
    pauses = [values.pause(text) for text in paused]
    on = values.day_or_none("--on", on_day) or calendar.day_of(datetime.now(UTC))
    values.raise_faults()
    days = ClockDays()
    clocks = (
        clarification_due(submitted_at, calendar, days),
        fulfilment_due(lane, submitted_at, signed_on, approved_on, pauses, calendar, days.of(lane), on=on),
    )
    for note in values.notes:
        console.message(f"[dim]{escape(note)}[/]")
    if as_json:
        console.print_json(_document(lane, submitted_at, on, calendar, clocks))
    else:
        _show(clocks)


@dataclass
class _Values:
    """What was written on the command line, read with every fault collected."""

    calendar: BusinessCalendar
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def lane(self, text: str) -> ClockLane:
        try:
            return ClockLane(text.strip().lower())
        except ValueError:
            self._fault("--lane", f"{text!r} is no lane.", f"Write one of {', '.join(ClockLane)}.", "lane")
            return ClockLane.GENERAL

    def instant(self, option: str, text: str) -> datetime:
        try:
            return datetime.combine(date.fromisoformat(text.strip()), time(12), self.calendar.time_zone)
        except ValueError:
            pass  # not a date alone, so perhaps an instant
        try:
            at = datetime.fromisoformat(text.strip())
        except ValueError:
            self._fault(option, f"{text!r} is no instant.", "Write it like 2026-04-10T10:00-04:00.", "instant")
            return datetime.min.replace(tzinfo=UTC)
        if at.utcoffset() is not None:
            return at
        self.notes.append(f"{option} {text} has no offset: read on the clock of {self.calendar.time_zone}.")
        return at.replace(tzinfo=self.calendar.time_zone)

    def day_or_none(self, option: str, text: str | None) -> date | None:
        return None if text is None else self.day(option, text)

    def day(self, option: str, text: str) -> date | None:
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            self._fault(option, f"{text!r} is no day.", "Write it like 2026-04-20.", "day")
            return None

    def pause(self, text: str) -> Pause:
        first, slash, last = text.partition("/")
        mend = "Write the first and last day, both included, like 2026-04-14/2026-04-17; 2026-04-14/ while it lasts."
        starts_on = self.day("--paused", first)
        ends_on = self.day("--paused", last) if last else None
        if not slash:
            self._fault("--paused", f"{text!r} names one day and no slash.", mend, "pause")
        elif starts_on and ends_on and ends_on < starts_on:
            self._fault("--paused", f"The pause {text} ends before it begins.", mend, "pause")
        return Pause(starts_on or date.min, ends_on)

    def raise_faults(self) -> None:
        if self.faults:
            raise BadInput(self.faults)

    def _fault(self, option: str, message: str, mend: str, rule: str) -> None:
        self.faults.append(Fault(option, None, None, f"due.{rule}", message, mend))


def _document(
    lane: ClockLane, submitted_at: datetime, on: date, calendar: BusinessCalendar, clocks: tuple[Clock, ...]
) -> dict[str, object]:
    return {
        "lane": lane,
        "submitted": submitted_at.isoformat(),
        "on": on,
        "calendar": {"name": calendar.name, "edition": calendar.edition},
        "clocks": [_clock_document(clock) for clock in clocks],
    }


def _clock_document(clock: Clock) -> dict[str, object]:
    return {
        "id": clock.id,
        "state": clock.state,
        "due": clock.due,
        "text": clock.text,
        "days": clock.days,
        "day_zero": clock.day_zero,
        "amber_on": clock.amber_on,
        "waits_for": clock.waits_for,
        "walk": [_day_document(day) for day in clock.walk],
    }


def _day_document(day: CountedDay) -> dict[str, object]:
    skip = None if day.skip is None else {"kind": day.skip.kind, "name": day.skip.name}
    return {"on": day.on, "count": day.count, "skip": skip}


def _show(clocks: tuple[Clock, ...]) -> None:
    for clock in clocks:
        colour = {ClockState.RUNNING: "green", ClockState.PAUSED: "yellow", ClockState.NOT_STARTED: "red"}[clock.state]
        due_on = "no date yet" if clock.due is None else f"due {clock.due:%a} {clock.due.day} {clock.due:%b %Y}"
        console.out.print(f"[bold]{_TITLES[clock.id]}[/]  [bold {colour}]{due_on}[/]  ({_STATES[clock.state]})")
        console.out.print(Padding(escape(clock.text), (0, 0, 0, 2)))
        if clock.skipped:
            console.out.print(_skipped_table(clock))


def _skipped_table(clock: Clock) -> Table:
    table = Table("day", "does not count because", box=None, padding=(0, 2, 0, 2), header_style="dim")
    for day in clock.skipped:
        table.add_row(f"{day.on:%a %d %b %Y}", escape(day.skip.name) if day.skip else "")
    return table
