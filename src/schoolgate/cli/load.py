"""`schoolgate load`: imports a district's extract and prints what was counted and what was found."""

from itertools import groupby
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from schoolgate.cli import console
from schoolgate.core import Fault
from schoolgate.warehouse import ImportReport, Store

_PLACES = 3


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--store", required=True, type=click.Path(path_type=Path, file_okay=False), help="The store's folder.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def load(source: Path, store: Path, as_json: bool) -> None:
    """Import a OneRoster 1.1 or 1.2 folder or zip, with its extension files, as a snapshot of a store."""
    with console.progress() as progress:
        report = Store(store).load(source, progress=progress)
    if as_json:
        console.print_json(_document(report))
    else:
        show_report(report)


def _document(report: ImportReport) -> dict[str, object]:
    return {
        "snapshot": report.snapshot_id,
        "new": report.is_new,
        "oneroster": report.oneroster_version,
        "school_years": [str(year) for year in report.school_years],
        "counts": {count.kind: count.rows for count in report.counts},
        "warnings": [console.fault_document(fault) for fault in report.faults],
    }


def show_report(report: ImportReport) -> None:
    """Show what was counted and what was found."""
    table = Table(title=f"OneRoster {report.oneroster_version} extract", title_justify="left")
    table.add_column("what")
    table.add_column("rows", justify="right")
    for count in report.counts:
        table.add_row(count.kind, f"{count.rows:,}")
    table.add_row("school years", ", ".join(str(year) for year in report.school_years))
    console.out.print(table)
    _show_warnings(report.faults)
    known = "" if report.is_new else " [dim](these records were loaded before)[/]"
    console.out.print(f"[bold green]Loaded[/] snapshot [bold]{report.snapshot_id[:16]}…[/]{known}", soft_wrap=True)


def _show_warnings(faults: tuple[Fault, ...]) -> None:
    by_rule = sorted(faults, key=lambda fault: fault.rule)
    for rule, group in groupby(by_rule, key=lambda fault: fault.rule):
        found = list(group)
        places = "; ".join(fault.place for fault in found[:_PLACES])
        more = f" and {len(found) - _PLACES:,} more" if len(found) > _PLACES else ""
        console.out.print(f"[yellow]warning[/] [dim]{rule}[/] {escape(found[0].message)}", soft_wrap=True)
        console.out.print(f"  at {escape(places)}{more}", soft_wrap=True)
        console.out.print(f"  [green]Mend:[/] {escape(found[0].mend)}", soft_wrap=True)
