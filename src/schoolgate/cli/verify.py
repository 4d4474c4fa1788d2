"""`schoolgate verify`: checks a release again, from the snapshot and the request it was made from."""

from datetime import datetime
from pathlib import Path

import click

from schoolgate.cli import console, days
from schoolgate.release.verify import Verified, verify_release
from schoolgate.warehouse.store import Store


@click.command()
@click.argument("folder", metavar="RELEASE", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--store", type=click.Path(path_type=Path), required=True, help="Where the district's snapshots are.")
@click.option("--request", type=click.Path(path_type=Path), help="Where the request lies now, if it was moved.")
@click.option("--on", type=days.DAY, help="Ask the consents for this day instead of today.")
@click.option("--json", "as_json", is_flag=True, help="Print what was checked as JSON.")
def verify(folder: Path, store: Path, request: Path | None, on: datetime | None, *, as_json: bool) -> int:
    """Check a RELEASE folder: files, hashes, scope, consents and the proof. Exit 1 where something is wrong."""
    with console.progress() as progress:
        verified = verify_release(folder, Store(store), on=days.day_or_today(on), request=request, progress=progress)
    if as_json:
        console.print_json({"release_id": verified.manifest.release_id, "checks": list(verified.checks), "faults": []})
    else:
        show_verified(verified)
    return 0


def show_verified(verified: Verified) -> None:
    """Show what was checked."""
    console.out.print(f"[bold green]VERIFIED[/]  {verified.manifest.release_id}")
    for check in verified.checks:
        console.out.print(f"  [green]✓[/] {check}")
