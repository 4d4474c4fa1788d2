"""`schoolgate determine`: what the circular says about a request, gate by gate."""

import importlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click
from rich.markup import escape

from schoolgate.cli import console, days
from schoolgate.policy.at_release import determine_at_release
from schoolgate.policy.determination import ClockReading, Determination, Finding, GateStatus, Outcome
from schoolgate.policy.document import RequestDocument, read_request
from schoolgate.policy.facts import RecordFacts
from schoolgate.policy.versions import current_pack

RecordReader = Callable[[Path, RequestDocument, date], RecordFacts]

_OUTCOME_COLOURS = {
    Outcome.PROCEED: "green",
    Outcome.NEEDS_PERSON: "yellow",
    Outcome.BLOCKED: "yellow",
    Outcome.REFUSED: "red",
    Outcome.REDIRECT: "blue",
}
_SIGNS = {
    GateStatus.MET: "[green]✓ met[/]         ",
    GateStatus.NOT_NEEDED: "[dim]· not needed[/]  ",
    GateStatus.NEEDS_PERSON: "[yellow]? needs person[/]",
    GateStatus.MISSING: "[bold yellow]✗ missing[/]     ",
    GateStatus.REFUSED: "[bold red]✗ refused[/]     ",
}


@click.command()
@click.argument("request", type=click.Path(path_type=Path))
@click.option("--store", type=click.Path(path_type=Path), help="Look into the newest snapshot of this store too.")
@click.option("--on", type=days.DAY, help="Decide for this day instead of today.")
@click.option("--json", "as_json", is_flag=True, help="Print the determination as JSON.")
def determine(request: Path, store: Path | None, on: datetime | None, *, as_json: bool) -> int:
    """Say what the circular answers to REQUEST, a TOML or JSON document."""
    document = read_request(request)
    day = days.day_or_today(on)
    document.require_as_handed_in(day)
    decided = decide(document, store, day)
    if as_json:
        console.print_json(decided.to_document())
    else:
        show_determination(decided)
    return 0 if decided.allowed else 3


def decide(document: RequestDocument, store: Path | None, day: date) -> Determination:
    """Return the determination for a day, with what the store's records say where there is a store."""
    records = None if store is None else _records(store, document, day)
    submitted_under = current_pack(document.submitted_on)
    return determine_at_release(
        document.facts(day, records), at_submission=submitted_under, at_release=current_pack(day)
    )


def _records(store: Path, document: RequestDocument, day: date) -> RecordFacts:
    """Ask the release layer, loaded only now: a decision without records does not wait for the engine."""
    record_facts: RecordReader = importlib.import_module("schoolgate.release.records").record_facts
    return record_facts(store, document, day)


def show_determination(decided: Determination) -> None:
    """Show a determination in colour: outcome, every gate, clocks, the ways on."""
    _show_outcome(decided)
    for found in decided.gates:
        _show_gate(found)
    for clock in decided.clocks:
        _show_clock(clock, text=f": {escape(clock.text)}")
    _show_ways(decided)


def show_in_brief(decided: Determination) -> None:
    """Show a determination with only the gates that are not open told in full."""
    _show_outcome(decided)
    for status in (GateStatus.MET, GateStatus.NOT_NEEDED):
        names = ", ".join(str(found.gate) for found in decided.gates if found.status is status)
        if names:
            console.out.print(f"{_SIGNS[status]} [dim]{names}[/]", soft_wrap=True)
    for found in decided.gates:
        if not found.status.is_open:
            _show_gate(found)
    for clock in decided.clocks:
        _show_clock(clock)
    _show_ways(decided)


def outcome_name(outcome: Outcome) -> str:
    """Return the outcome as people read it, in its colour."""
    return f"[bold {_OUTCOME_COLOURS[outcome]}]{str(outcome).replace('_', ' ').upper()}[/]"


def _show_outcome(decided: Determination) -> None:
    console.out.print(f"{outcome_name(decided.outcome)}  {escape(decided.summary)}", soft_wrap=True)
    recheck = f", rechecked under {decided.rechecked_under}" if decided.rechecked_under else ""
    console.out.print(f"[dim]{decided.policy}{recheck} · lane {decided.lane} · for {decided.on}[/]")


def _show_clock(clock: ClockReading, text: str = "") -> None:
    due = "" if clock.due is None else f" due [bold]{clock.due:%a %d %b %Y}[/]"
    state = str(clock.state).replace("_", " ")
    console.out.print(f"[cyan]◷ {clock.id}[/] {state}{due}{text}", soft_wrap=True)


def _show_ways(decided: Determination) -> None:
    for alternative in decided.alternatives:
        console.out.print(f"[magenta]→ nearest allowed:[/] {escape(alternative.text)}", soft_wrap=True)
    if decided.outcome is not Outcome.REFUSED:  # else there will be no data for these to come with
        for condition in decided.conditions:
            console.out.print(f"[cyan]• with the data:[/] {escape(condition)}", soft_wrap=True)
    if decided.contact is not None:
        console.out.print(f"[dim]Contact: {escape(decided.contact)}[/]", soft_wrap=True)


def _show_gate(found: Finding) -> None:
    clauses = f"[dim]{', '.join(found.clauses)}[/]"
    console.out.print(
        f"{_SIGNS[found.status]} [bold]{found.gate:<19}[/] {escape(found.text)} {clauses}", soft_wrap=True
    )
