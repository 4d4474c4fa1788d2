"""`schoolgate policy`: the versions of the circular that are at hand, shown and compared."""

from dataclasses import asdict
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from schoolgate.cli import console
from schoolgate.core import BadInput
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.pack_file import load_pack
from schoolgate.policy.versions import available_packs, diff_packs


@click.group()
def policy() -> None:
    """Show the versions of the circular and what changed between them."""


@policy.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def list_packs(*, as_json: bool) -> None:
    """List the versions at hand."""
    if as_json:
        console.print_json([_heading(pack) for pack in available_packs()])
        return
    for pack in available_packs():
        begins = pack.effective_from or "the beginning"
        ends = "" if pack.superseded_on is None else f" until before {pack.superseded_on}"
        console.out.print(f"[bold]{pack.label}[/] {escape(pack.title)}, {escape(pack.issuer)}; from {begins}{ends}")


@policy.command("show")
@click.argument("version", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the version as JSON.")
def show_pack(version: str | None, *, as_json: bool) -> None:
    """Show VERSION (such as 01, or a pack's file); the newest where none is named."""
    pack = _pack(version)
    if as_json:
        console.print_json(asdict(pack))
        return
    console.out.print(f"[bold]{pack.label}[/] {escape(pack.title)}, {escape(pack.issuer)}")
    console.out.print(f"Groups of fewer than {pack.threshold} students are hidden; k = {pack.disclosure.k}.")
    table = Table("element", "class", "lanes", "clauses", title="What may be asked for")
    for element in pack.elements:
        lanes = ", ".join(element.lanes) or "[red]none[/]"
        table.add_row(element.id, str(element.kind), lanes, ", ".join(element.clauses))
    console.out.print(table)
    for reading in pack.readings:
        console.out.print(f"[dim]ADR {reading.adr}[/] {escape(reading.text)}", soft_wrap=True)


@policy.command("diff")
@click.argument("before")
@click.argument("after")
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
def diff(before: str, after: str, *, as_json: bool) -> None:
    """Name what changed from version BEFORE to version AFTER (each a version such as 01, or a pack's file)."""
    changes = diff_packs(_pack(before), _pack(after))
    if as_json:
        console.print_json([asdict(change) for change in changes])
        return
    for change in changes:
        console.out.print(escape(str(change)), soft_wrap=True)
    if not changes:
        console.out.print("Nothing changed.")


def _heading(pack: PolicyPack) -> dict[str, object]:
    dates = {"effective_from": pack.effective_from, "superseded_on": pack.superseded_on}
    return {"policy": pack.label, "title": pack.title, "issuer": pack.issuer, **dates}


def _pack(name: str | None) -> PolicyPack:
    """Return a version by its number, or from a file; the newest where none is named."""
    known = available_packs()
    if name is None:
        return known[-1]
    found = [pack for pack in known if name in {pack.version, pack.label}]
    if found:
        return found[0]
    if Path(name).suffix == ".toml":
        return load_pack(Path(name))
    mend = f"Use one of {', '.join(pack.version for pack in known)}, or the path of a pack's file."
    raise BadInput.at("policy", f"There is no version {name!r}.", mend, rule="policy.unknown-version")
