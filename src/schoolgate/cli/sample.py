"""`schoolgate sample`: writes a generated district."""

from pathlib import Path

import click

from schoolgate.cli import console
from schoolgate.core import BadInput, SchoolYear


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--students", default=12_000, show_default=True, help="Students enrolled in each school year.")
@click.option("--schools", type=int, default=None, help="Schools; by default one per 300 students.")
@click.option("--years", default=5, show_default=True, help="School years; the last is still going on.")
@click.option("--seed", default=1, show_default=True, help="The same seed writes the same bytes.")
@click.option("--last-year", default="2026-27", show_default=True, help="The last school year.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as one JSON document.")
def sample(
    directory: Path, students: int, schools: int | None, years: int, seed: int, last_year: str, as_json: bool
) -> None:
    """Write an invented district into DIR: an extract to load, and a request of every kind."""
    # Loaded here: --help and a wrong option need not wait for the arrays and the names.
    from schoolgate.sample import write_district

    year = _school_year(last_year)
    with console.progress() as progress:
        written = write_district(
            directory,
            students=students,
            schools=schools,
            years=years,
            seed=seed,
            last_year=year,
            progress=progress,
        )
    facts = written.facts
    if as_json:
        console.print_json(
            {"path": str(directory), "rows": written.rows, "requests": [one.name for one in written.requests]}
            | facts.document()
        )
        return
    console.message(f"[bold]{facts.district_name}[/] lies in [bold]{directory}[/]: see README.md there.")
    console.message(f"  {written.rows['users']:,} people, {sum(written.rows.values()):,} rows in extract/")
    console.message(f"  {len(written.requests)} requests in requests/, to be decided on {facts.release_on}")


def _school_year(label: str) -> SchoolYear:
    try:
        return SchoolYear.parse(label)
    except ValueError as error:
        raise BadInput.at("sample", str(error), "Write it like 2026-27.", rule="sample.last-year") from error
