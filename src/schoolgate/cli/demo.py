"""`schoolgate demo`: makes a district, loads it, and takes one request of every kind through the gate."""

import shutil
from datetime import date
from pathlib import Path

import click
import pyarrow.parquet as pq
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from schoolgate.cli import console
from schoolgate.cli.determine import show_determination
from schoolgate.cli.load import show_report
from schoolgate.cli.release import show_release
from schoolgate.cli.verify import show_verified
from schoolgate.core import BadInput
from schoolgate.policy.document import RequestDocument, read_request
from schoolgate.release.build import NotDetermined, Release, build_release
from schoolgate.release.verify import verify_release
from schoolgate.sample import write_district
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store

_MARKER = ".schoolgate-demo"
_SHOWN_ROWS = 16


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"))
@click.option("--students", default=12_000, show_default=True, help="How many students the district has.")
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same district.")
def demo(folder: Path, students: int, seed: int) -> int:
    """Make a district in FOLDER, load it, and take one request of every kind through the gate."""
    _make_room(folder)
    _title("1. A district of invented students")
    with console.progress() as progress:
        district = write_district(folder / "district", students=students, seed=seed, progress=progress)
    console.out.print(
        f"  {district.facts.district_name}: {students:,} students, five school years, in {folder}/district"
    )
    _title("2. Its records, loaded and checked")
    store = Store(folder / "store")
    with console.progress() as progress:
        report = store.load(district.extract, progress=progress)
    show_report(report)
    _title("3. One request of every kind")
    on = district.facts.release_on
    made = [_through_the_gate(path, store, folder, on) for path in sorted(district.path.glob("requests/*.toml"))]
    _title("4. The protected table")
    released = [release for release in made if release is not None]
    for release in released:
        if release.determination.lane == "aggregate":
            _show_table(release)
            break
    _title("5. Where everything lies")
    _show_files(folder, district, released)
    return 0


def _make_room(folder: Path) -> None:
    """Begin anew where an earlier demo stood, and nowhere else."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARKER).exists():
            mend = "Name a new folder: schoolgate demo FOLDER."
            raise BadInput.at(
                str(folder), "The folder holds something that is no demo.", mend, rule="demo.folder-taken"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARKER).touch()


def _through_the_gate(path: Path, store: Store, folder: Path, on: date) -> Release | None:
    """Take one request through the gate, showing what was decided and why; the release, where there is one."""
    document = read_request(path)
    console.out.print()
    console.out.rule(f"[bold]{path.stem}[/]", align="left", style="dim")
    console.out.print(_asked(document), soft_wrap=True)
    out = folder / "releases" / path.stem
    try:
        with console.progress() as progress:
            release = build_release(document, store, out, on=on, progress=progress)
    except NotDetermined as error:
        show_determination(error.determination)
        return None
    show_determination(release.determination)
    show_release(release)
    with console.progress() as progress:
        show_verified(verify_release(out, store, on=on, progress=progress))
    return release


def _asked(document: RequestDocument) -> str:
    query = document.query
    what = ", ".join(query.elements) or f"{', '.join(query.measures)} by {', '.join(query.group_by)}"
    who = f"{document.requester.kind}".replace("_", " ")
    years = ", ".join(str(year) for year in query.school_years)
    return f"A {who} asks, at level {query.level}, for {escape(what)} of {years}: “{escape(document.request.use)}”"


def _show_table(release: Release) -> None:
    """Show the first rows of an aggregate, hidden marks and bands as they are printed."""
    data = pq.read_table(release.path / "data.parquet")
    names = [name for name in data.column_names if not name.endswith(("_mark", "_id", "_level"))]
    view = Table(
        title=f"{release.path.name}/data.csv, the first {_SHOWN_ROWS} of {data.num_rows:,} rows", title_style=""
    )
    for name in names:
        view.add_column(name.replace("_", " "))
    for row in data.slice(0, _SHOWN_ROWS).to_pylist():
        cells = [row.get(f"{name}_mark") or row[name] for name in names]
        view.add_row(*(_cell(cell) for cell in cells))
    console.out.print(view)
    console.out.print("  [bold magenta]*[/] a group of fewer than ten students, or one hidden to protect such a group")


def _cell(value: object) -> str:
    if value == "*":
        return "[bold magenta]*[/]"
    return "" if value is None else escape(f"{value:,}" if isinstance(value, int) else str(value))


def _show_files(folder: Path, district: WrittenDistrict, released: list[Release]) -> None:
    tree = Tree(f"[bold]{escape(str(folder))}[/]")
    tree.add(
        f"district: {len(district.requests)} requests and the extract that a student information system would give"
    )
    tree.add("store: the snapshot, read-only, under the hash of its content")
    releases = tree.add("releases")
    for release in released:
        releases.add(f"{escape(release.path.name)}: {release.rows:,} rows, {release.determination.lane}")
    console.out.print(tree)


def _title(text: str) -> None:
    console.out.print()
    console.out.rule(f"[bold cyan]{text}[/]", align="left", style="cyan")
