"""`schoolgate verify`: checks a release again from the snapshot, or a protected table from its files."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schoolgate.cli import console, days
from schoolgate.core import CheckFailed

if TYPE_CHECKING:  # loaded when a release is checked: a table needs no warehouse
    from schoolgate.release.verify import Verified

_HELP = """Check a RELEASE folder: files, hashes, scope, consents and the proof. Exit 1 where something is wrong.

With --spec, --counts, --cells and --proof, check one protected table from these files alone."""
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True)
class _TableFiles:
    spec: Path
    counts: Path
    cells: Path
    proof: Path
    known: tuple[tuple[Path, Path], ...]


@click.command(help=_HELP)
@click.argument("folder", metavar="[RELEASE]", required=False, type=_FOLDER)
@click.option("--store", type=click.Path(path_type=Path), help="Where the district's snapshots are.")
@click.option("--request", type=click.Path(path_type=Path), help="Where the request lies now, if it was moved.")
@click.option("--on", type=days.DAY, help="Ask the consents for this day instead of today.")
@click.option("--spec", type=_FILE, help="SPEC.json of a table protected by itself.")
@click.option("--counts", type=_FILE, help="Its COUNTS.csv.")
@click.option("--cells", type=_FILE, help="Its CELLS.csv, for staff or public.")
@click.option("--proof", type=_FILE, help="Its proof.")
@click.option("--known", type=(_FILE, _FILE), multiple=True, metavar="SPEC CELLS", help="An earlier release beside it.")
@click.option("--level", type=click.Choice(["exact", "ambiguous"]), default="ambiguous", show_default=True)
@click.option("--zeros", type=click.Choice(["show", "hide"]), default="hide", show_default=True)
@click.option("--sums", type=click.Choice(["protect", "ignore"]), default="protect", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print what was checked as JSON.")
def verify(
    folder: Path | None,
    store: Path | None,
    request: Path | None,
    on: datetime | None,
    spec: Path | None,
    counts: Path | None,
    cells: Path | None,
    proof: Path | None,
    known: tuple[tuple[Path, Path], ...],
    level: str,
    zeros: str,
    sums: str,
    *,
    as_json: bool,
) -> int:
    """Check a release, or a table from its files. Long because of its options."""
    if folder is not None and store is not None:
        _verify_folder(folder, store, request, on, as_json=as_json)
    elif spec is not None and counts is not None and cells is not None and proof is not None:
        _verify_table(_TableFiles(spec, counts, cells, proof, known), level, zeros, sums, as_json=as_json)
    else:
        raise click.UsageError("Give RELEASE and --store, or all of --spec, --counts, --cells and --proof.")
    return 0


def show_verified(verified: "Verified") -> None:
    """Show what was checked."""
    _show(verified.manifest.release_id, verified.checks)


def _verify_folder(folder: Path, store: Path, request: Path | None, on: datetime | None, *, as_json: bool) -> None:
    from schoolgate.release.verify import verify_release
    from schoolgate.warehouse.store import Store

    with console.progress() as progress:
        verified = verify_release(folder, Store(store), on=days.day_or_today(on), request=request, progress=progress)
    if as_json:
        console.print_json({"release_id": verified.manifest.release_id, "checks": list(verified.checks), "faults": []})
    else:
        show_verified(verified)


def _verify_table(given: _TableFiles, level: str, zeros: str, sums: str, *, as_json: bool) -> None:
    from schoolgate.sdc import cell_files, file_verification, files

    spec = files.read_spec(given.spec)
    faults = file_verification.verify_files(
        spec,
        counts=given.counts,
        cells=given.cells,
        proof=given.proof,
        level=level,
        zeros=zeros,
        sums=sums,
        known=[cell_files.read_known(cells, files.read_spec(its_spec)) for its_spec, cells in given.known],
    )
    if faults:
        raise CheckFailed(faults)
    checks = (
        "every shown number is the true one, and every small group is hidden",
        f"the proof keeps the promise of the level {level}, zeros {'shown' if zeros == 'show' else 'hidden'}",
        *(("no total less its shown parts is a small group",) if sums == "protect" else ()),
        *(f"the proof holds beside {cells.name}" for _, cells in given.known),
    )
    if as_json:
        console.print_json({"name": spec.name, "checks": list(checks), "faults": []})
    else:
        _show(spec.name, checks)


def _show(name: str, checks: tuple[str, ...]) -> None:
    console.out.print(f"[bold green]VERIFIED[/]  {console.escaped(name)}")
    for check in checks:
        console.out.print(f"  [green]✓[/] {console.escaped(check)}")
