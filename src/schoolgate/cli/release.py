"""`schoolgate release`: builds the dataset that the circular allows, or says why not."""

from datetime import datetime
from pathlib import Path

import click
from rich.markup import escape

from schoolgate.cli import console, days
from schoolgate.cli.determine import show_determination
from schoolgate.policy.document import read_request
from schoolgate.release.beside import tables_of
from schoolgate.release.build import NotDetermined, Release, build_release
from schoolgate.warehouse.store import Store


@click.command()
@click.argument("request", type=click.Path(path_type=Path))
@click.option("--store", type=click.Path(path_type=Path), required=True, help="Where the district's snapshots are.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to make; it must not be there.")
@click.option("--on", type=days.DAY, help="The day of release, instead of today.")
@click.option(
    "--structural-zeros-by",
    "reviewer",
    default="",
    metavar="NAME",
    help="Show 0 for grades that a school does not offer; NAME has reviewed them.",
)
@click.option(
    "--beside",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    metavar="RELEASE",
    help="An earlier release with its office folder: protect the table together with it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def release(
    request: Path,
    store: Path,
    out: Path,
    on: datetime | None,
    reviewer: str,
    beside: tuple[Path, ...],
    *,
    as_json: bool,
) -> int:
    """Build the release that REQUEST asks for, if the circular allows it; else exit 3 and say why."""
    document = read_request(request)
    day = days.day_or_today(on)
    document.require_as_handed_in(day)
    try:
        with console.progress() as progress:
            made = build_release(
                document,
                Store(store),
                out,
                on=day,
                zeros_reviewed_by=reviewer,
                beside=[table for earlier in beside for table in tables_of(earlier)],
                progress=progress,
            )
    except NotDetermined as error:
        if as_json:
            console.print_json(error.determination.to_document())
        else:
            show_determination(error.determination)
        return 3
    if as_json:
        console.print_json(_document(made))
    else:
        show_release(made)
    return 0


def show_release(made: Release) -> None:
    """Show what was written and what to do with it."""
    console.out.print(
        f"[bold green]RELEASED[/]  {made.release_id}: {made.rows:,} rows in {escape(str(made.path))}", soft_wrap=True
    )
    if made.withheld_count:
        console.out.print(
            f"  {made.withheld_count:,} of the listed numbers without a row; the reasons are in office/withheld.csv"
        )
    for text in made.to_look_at:
        console.out.print(f"  [bold yellow]look at[/] {escape(text)}", soft_wrap=True)
    console.out.print("  Hand over everything except the folder office. Verify again on the day you do.")


def _document(made: Release) -> dict[str, object]:  # a JSON object
    return {
        "release_id": made.release_id,
        "path": str(made.path),
        "rows": made.rows,
        "withheld": made.withheld_count,
        "digest": made.digest,
        "to_look_at": list(made.to_look_at),
        "determination": made.determination.to_document(),
    }
