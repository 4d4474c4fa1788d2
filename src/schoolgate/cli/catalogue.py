"""`schoolgate catalogue`: what is already public."""

from collections.abc import Sequence
from itertools import groupby

import click
from rich.markup import escape
from rich.padding import Padding

from schoolgate.cli import console
from schoolgate.core import BadInput
from schoolgate.policy.catalogue import Catalogue, Dataset, load_catalogue
from schoolgate.policy.catalogue_search import Hit
from schoolgate.policy.catalogue_search import search as search_catalogue

_CONFIDENCE = {"high": "", "medium": " (may have moved)", "low": " (has probably moved)"}


@click.group(name="catalogue")
def catalogue() -> None:
    """What is already public: search it before asking for data."""


@catalogue.command(name="search")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=int, default=5, show_default=True, help="At most so many.")
@click.option("--school-personnel", is_flag=True, help="Show what only school personnel may see, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def search(words: tuple[str, ...], limit: int, school_personnel: bool, as_json: bool) -> None:
    """Find what answers a question, best first, in the words that people use."""
    if limit < 1:
        raise BadInput.at("--limit", f"{limit} is no number of results.", "Give 1 or more.", rule="catalogue.limit")
    hits = search_catalogue(" ".join(words), limit, school_personnel=school_personnel)
    if as_json:
        console.print_json({"words": " ".join(words), "hits": [_hit_document(hit) for hit in hits]})
        return
    if not hits:
        console.message("Nothing public was found. Try other words, or `schoolgate catalogue list`.")
    for rank, hit in enumerate(hits, start=1):
        _show(hit.dataset, f"{rank}. ")


@catalogue.command(name="list")
@click.option("--school-personnel", is_flag=True, help="Show what only school personnel may see, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def list_datasets(school_personnel: bool, as_json: bool) -> None:
    """Show the whole catalogue, in the order of Appendix I."""
    found = load_catalogue()
    datasets = found.visible(school_personnel=school_personnel)
    if as_json:
        console.print_json({"edition": found.edition, "datasets": [_document(dataset) for dataset in datasets]})
        return
    _show_by_heading(found, datasets)


def _show_by_heading(found: Catalogue, datasets: Sequence[Dataset]) -> None:
    for heading, entries in groupby(datasets, key=lambda dataset: dataset.heading):
        console.out.print(f"\n[bold underline]{escape(found.headings[heading])}[/]")
        for dataset in entries:
            _show(dataset, "")


def _show(dataset: Dataset, rank: str) -> None:
    console.out.print(f"[bold]{rank}{escape(dataset.title)}[/]  [dim]{escape(dataset.publisher)}[/]")
    console.out.print(Padding(escape(dataset.description), (0, 0, 0, 3)))
    if dataset.address:
        # Unwrapped, so that the address can be copied whole.
        moved = _CONFIDENCE[dataset.address_confidence]
        console.out.print(f"   [cyan]{escape(dataset.address)}[/]{moved}", soft_wrap=True)
    if dataset.fallback:
        console.out.print(f"   or [cyan]{escape(dataset.fallback)}[/]", soft_wrap=True)


def _hit_document(hit: Hit) -> dict[str, object]:
    return {**_document(hit.dataset), "score": hit.score, "matched": hit.matched}


def _document(dataset: Dataset) -> dict[str, object]:
    return {
        "id": dataset.id,
        "title": dataset.title,
        "heading": dataset.heading,
        "types": dataset.types,
        "publisher": dataset.publisher,
        "address": dataset.address,
        "address_confidence": dataset.address_confidence,
        "fallback": dataset.fallback,
        "api": dataset.api,
        "description": dataset.description,
        "levels": dataset.levels,
        "disaggregations": dataset.disaggregations,
        "small_groups": dataset.small_groups,
    }
