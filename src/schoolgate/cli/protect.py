"""`schoolgate protect`: disclosure control alone, from a specification and counts."""

from pathlib import Path

import click

from schoolgate import sdc
from schoolgate.cli import console
from schoolgate.core import NotAllowed
from schoolgate.sdc import cell_files, files, proof_files

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--spec", "spec_path", type=_FILE, required=True, help="SPEC.json: name, threshold, dimensions.")
@click.option("--counts", "counts_path", type=_FILE, required=True, help="COUNTS.csv or .csv.gz: finest columns and n.")
@click.option("--out", type=_FILE, required=True, help="Where CELLS.csv is written.")
@click.option("--level", type=click.Choice(["exact", "ambiguous"]), default="ambiguous", show_default=True)
@click.option("--zeros", type=click.Choice(["show", "hide"]), default="hide", show_default=True)
@click.option(
    "--sums",
    type=click.Choice(["protect", "ignore"]),
    default="protect",
    show_default=True,
    help="Whether totals less their shown parts may be small groups.",
)
@click.option("--known", type=(_FILE, _FILE), multiple=True, metavar="SPEC CELLS", help="An earlier release.")
@click.option("--proof", "proof_path", type=_FILE, help="Where the proof is written: for staff alone.")
@click.option("--report", "report_path", type=_FILE, help="Where a report as HTML is written: for staff alone.")
@click.option("--public", is_flag=True, help="Leave counts empty where hidden, and do not tell why.")
@click.option("--bound", is_flag=True, help="Work out what any pattern must lose, however large the table is.")
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def protect(
    spec_path: Path,
    counts_path: Path,
    out: Path,
    level: str,
    zeros: str,
    sums: str,
    known: tuple[tuple[Path, Path], ...],
    proof_path: Path | None,
    report_path: Path | None,
    public: bool,  # click passes flags so
    bound: bool,  # click passes flags so
    seed: int,
    as_json: bool,  # click passes flags so
) -> None:
    """Hide the small groups of a table, and what else keeps them hidden."""
    spec = files.read_spec(spec_path)
    table = files.read_counts(counts_path, spec)
    releases = [cell_files.read_known(cells, files.read_spec(its_spec)) for its_spec, cells in known]
    with console.progress() as progress:
        protected = sdc.protect(
            table,
            threshold=spec.threshold,
            level=level,
            zeros=zeros,
            sums=sums,
            known=releases,
            bound=bound,
            seed=seed,
            progress=progress,
        )
    if protected.withheld is not None:
        raise NotAllowed([f"The table is withheld. {protected.withheld}"])
    files.write_cells(out, protected, public=public)
    if proof_path is not None:
        proof_files.write_proof(proof_path, protected)
    if report_path is not None:
        report_path.write_text(sdc.report_html(protected, title=spec.name), encoding="utf-8")
    _tell(spec, protected, as_json=as_json)


def _tell(spec: files.Spec, protected: sdc.ProtectedTable, *, as_json: bool) -> None:
    if as_json:
        console.print_json(_summary(spec, protected))
        return
    small = int((protected.status == sdc.PRIMARY).sum())
    least = protected.lower_bound
    console.message(
        f"[bold]{console.escaped(spec.name)}[/]: {small:,} small groups hidden, "
        f"{protected.secondary_count:,} more cells ({protected.loss:,} students) hidden to keep them so"
        f"{'.' if least is None else f'; no pattern hides fewer than {least:,}.'}"
    )


def _summary(spec: files.Spec, protected: sdc.ProtectedTable) -> dict[str, object]:
    return {
        "name": spec.name,
        "level": str(protected.rule.level),
        "zeros": str(protected.rule.zeros),
        "threshold": spec.threshold,
        "cells": int(protected.table.published.sum()),
        "primary": int((protected.status == sdc.PRIMARY).sum()),
        "secondary": protected.secondary_count,
        "loss": protected.loss,
        "lower_bound": protected.lower_bound,
        "alternatives": len(protected.proof.alternatives),
    }
