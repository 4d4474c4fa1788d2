"""`schoolgate demo`: makes a district, loads it, and takes one request of every kind through the gate."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
import pyarrow.parquet as pq
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from schoolgate.cli import console
from schoolgate.cli.demo_office import serve_demo
from schoolgate.cli.determine import outcome_name, show_in_brief
from schoolgate.cli.load import show_report
from schoolgate.cli.release import show_release
from schoolgate.cli.verify import show_verified
from schoolgate.core import BadInput
from schoolgate.policy.determination import Determination
from schoolgate.policy.document import RequestDocument, read_request
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.release.build import NotDetermined, Release, build_release
from schoolgate.release.verify import verify_release
from schoolgate.sample import write_district
from schoolgate.warehouse.store import Store

_MARKER = ".schoolgate-demo"
_TABLE = "aggregate-public"
_SHOWN_ROWS = 19
_WHO = {
    RequesterKind.SCHOOL_LEADER: "A school leader",
    RequesterKind.TEACHER: "A teacher",
    RequesterKind.CENTRAL_STAFF: "The central office",
    RequesterKind.RESEARCHER: "A researcher",
    RequesterKind.PARTNER: "A partner",
    RequesterKind.AGENCY: "An agency",
    RequesterKind.MEDIA: "A reporter",
    RequesterKind.PUBLIC: "A member of the public",
    RequesterKind.POLICYMAKER: "A policymaker",
    RequesterKind.FAMILY: "A parent",
}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"))
@click.option("--students", default=12_000, show_default=True, help="How many students the district has.")
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same district.")
@click.option("--serve", "is_served", is_flag=True, help="End by serving the office on this district.")
@click.option("--port", default=8000, show_default=True, help="The port of the office.")
def demo(folder: Path, students: int, seed: int, port: int, *, is_served: bool) -> int:
    """Make a district in FOLDER, load it, and take one request of every kind through the gate."""
    _make_room(folder)
    _title("1. A district of invented students")
    with console.progress() as progress:
        district = write_district(folder / "district", students=students, seed=seed, progress=progress)
    console.out.print(f"  {district.facts.district_name}: {students:,} students, five school years")
    _title("2. Its records, loaded and checked")
    store = Store(folder / "store")
    with console.progress() as progress:
        report = store.load(district.extract, progress=progress)
    show_report(report)
    _title("3. One request of every kind, through the gate")
    on = district.facts.release_on
    passages = [_through_the_gate(path, store, folder, on) for path in sorted(district.path.glob("requests/*.toml"))]
    _title("4. What was decided")
    _show_decisions(passages)
    _title("5. A protected table")
    released = {passage.name: passage.release for passage in passages if passage.release is not None}
    _show_table(released[_TABLE])
    _title("6. Where everything lies")
    _show_files(folder, list(released.values()))
    if not is_served:
        return 0
    _title("7. The office, in a browser")
    return serve_demo(folder, district.facts, port)


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


@dataclass(frozen=True, slots=True)
class _Passage:
    """One request's way through the gate: its name, what was decided, and the release where there is one."""

    name: str
    determination: Determination
    release: Release | None = None


def _through_the_gate(path: Path, store: Store, folder: Path, on: date) -> _Passage:
    """Take one request through the gate, showing what was decided and why."""
    document = read_request(path)
    document.require_as_handed_in(on)
    console.out.print()
    console.out.print(f"[bold]{path.stem}[/]")
    console.out.print(_asked(document), soft_wrap=True)
    out = folder / "releases" / path.stem
    try:
        with console.progress() as progress:
            release = build_release(document, store, out, on=on, progress=progress)
    except NotDetermined as error:
        show_in_brief(error.determination)
        return _Passage(path.stem, error.determination)
    show_in_brief(release.determination)
    show_release(release)
    with console.progress() as progress:
        show_verified(verify_release(out, store, on=on, progress=progress))
    return _Passage(path.stem, release.determination, release)


def _show_decisions(passages: list[_Passage]) -> None:
    view = Table()
    for column in ("request", "decided", "because of", "rows"):
        view.add_column(column, justify="right" if column == "rows" else "left", overflow="fold")
    for passage in passages:
        decided, release = passage.determination, passage.release
        shut = ", ".join(str(found.gate) for found in decided.gates if not found.status.is_open)
        why = shut or (str(decided.redirect) if decided.redirect else "")
        rows = "" if release is None else f"{release.rows:,}"
        view.add_row(passage.name, outcome_name(decided.outcome), why, rows)
    console.out.print(view)


def _asked(document: RequestDocument) -> str:
    query = document.query
    what = ", ".join(query.elements) or f"{', '.join(query.measures)} by {', '.join(query.group_by)}"
    who = _WHO[document.requester.kind]
    years = ", ".join(str(year) for year in query.school_years)
    return f"{who} asks, at level {query.level}, for {escape(what)} of {years}: “{escape(document.request.use)}”"


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


def _show_files(folder: Path, released: list[Release]) -> None:
    tree = Tree(f"[bold]{escape(str(folder))}[/]")
    tree.add("district: the requests, and the extract that a student information system would give")
    tree.add("store: the snapshot, read-only, under the hash of its content")
    releases = tree.add("releases: each with data, dictionary, method note and manifest; office/ stays with staff")
    for release in released:
        releases.add(f"{escape(release.path.name)}: {release.rows:,} rows, {release.determination.lane}")
    console.out.print(tree)


def _title(text: str) -> None:
    console.out.print()
    console.out.rule(f"[bold cyan]{text}[/]", align="left", style="cyan")
