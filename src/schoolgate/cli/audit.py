"""`schoolgate audit`: attacks published tables from outside, and says what comes back and how."""

from pathlib import Path

import click
import numpy as np

from schoolgate import sdc
from schoolgate.cli import console
from schoolgate.sdc import exposure_files, printed_files

_FILE = click.Path(path_type=Path, dir_okay=False)
_SHOWN = 20
_HELP = """Attack published tables from outside; several are attacked as linked. Exit 1 where the requirement is broken.

TABLES are our own CELLS.csv, or printed elsewhere: then the specification's key `print` says which column holds what
and what each mark means. The requirement is a range at least --require-width wide that reaches up to
--require-upper."""


@click.command(help=_HELP)
@click.option("--spec", "specs", type=_FILE, multiple=True, required=True, help="One for all tables, or one for each.")
@click.argument("tables", type=_FILE, nargs=-1, required=True)
@click.option("--zeros", type=click.Choice(["show", "hide"]), default="hide", show_default=True)
@click.option("--threshold", type=int, help="The rule's; that of the first specification where not given.")
@click.option(
    "--model",
    type=click.Choice(["linear", "nonneg", "hidden", "labelled"]),
    default="hidden",
    show_default=True,
    help="What the reader knows: sums alone; whole counts from 0 on; the rule; and which hidden cells are small.",
)
@click.option("--require-width", type=float, default=1.0, show_default=True, help="How wide a range must be.")
@click.option("--require-upper", type=float, default=0.0, show_default=True, help="How far up it must reach.")
@click.option("--sample", type=int, default=0, help="Attack so many hidden cells drawn at random; 0 attacks all.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--seconds", type=float, default=600.0, show_default=True, help="Begin no programme after so long.")
@click.option(
    "--programmes",
    type=click.Choice(["none", "linear", "integer"]),
    default="integer",
    show_default=True,
    help="What follows the subtracting; none is fast, and a weaker reader.",
)
@click.option("--verdict", is_flag=True, help="Leave a cell once lawful tables show that it meets the requirement.")
@click.option("--strict", is_flag=True, help="Exit 1 too where it is undecided whether a cell meets the requirement.")
@click.option("--out", type=_FILE, help="Where a CSV of every range is written.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def audit(
    specs: tuple[Path, ...],
    tables: tuple[Path, ...],
    zeros: str,
    threshold: int | None,
    model: str,
    require_width: float,
    require_upper: float,
    sample: int,
    seed: int,
    seconds: float,
    programmes: str,
    verdict: bool,
    strict: bool,
    out: Path | None,
    as_json: bool,
) -> int:
    """Attack published tables. Long because of its options."""
    if len(specs) not in {1, len(tables)}:
        raise click.UsageError("Give one --spec for all tables, or one for each.")
    pairs = zip(specs if len(specs) == len(tables) else specs * len(tables), tables, strict=True)
    read = [printed_files.read_table(spec, table) for spec, table in pairs]
    with console.progress() as progress:
        found = sdc.audit(
            [table for table, _ in read],
            threshold=threshold or read[0][1],
            zeros=zeros,
            model=model,
            programmes=programmes,
            sample=sample,
            seed=seed,
            seconds=seconds,
            require=(require_width, require_upper) if verdict else None,
            progress=progress,
        )
    broken = found.broken(width=require_width, upper=require_upper)
    undecided = found.undecided(width=require_width, upper=require_upper)
    if out is not None:
        exposure_files.write_ranges(out, found, broken=broken, undecided=undecided)
    if as_json:
        console.print_json(exposure_files.summary(found, broken=int(broken.sum()), undecided=int(undecided.sum())))
    else:
        _show(found, int(broken.sum()), int(undecided.sum()))
    return 1 if broken.any() or (strict and undecided.any()) else 0


def _show(found: sdc.Exposure, broken: int, undecided: int) -> None:
    """Show the sum of it, and how the first cells came back."""
    console.message(
        f"{len(found.cells):,} of {found.targets:,} hidden cells attacked by a reader of the model {found.model}: "
        f"{found.exact:,} recovered exactly, {found.narrow:,} known within 2 students, "
        f"{found.confined:,} surely fewer than {found.threshold}."
    )
    console.message(
        f"{found.unknown:,} unknown counts in {found.relations:,} sums; by subtracting alone "
        f"{found.exact_by_propagation:,} come back and {found.confined_by_propagation:,} are surely small."
    )
    exact = np.flatnonzero(found.low == found.high)
    for place in exact[:_SHOWN].tolist():
        console.message(
            f"  [bold]{console.escaped(found.cells[place])}[/] is {found.low[place]:,.0f} ({found.how[place]})"
        )
        for step in found.explain(place):
            console.message(f"    [dim]{console.escaped(step)}[/]")
    if len(exact) > _SHOWN:
        console.message(f"  … and {len(exact) - _SHOWN:,} more (--out writes them all).")
    colour = "red" if broken else "yellow" if undecided else "green"
    late = f" (time ran out on {found.out_of_time:,})" if found.out_of_time else ""
    console.message(f"[bold {colour}]{broken:,} break the requirement, {undecided:,} are undecided[/]{late}.")
