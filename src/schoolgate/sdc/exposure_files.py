"""What an attack found, as a CSV of ranges and as a JSON document."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc.audit import Exposure

_MOST_CHAINS = 10_000
_COLUMNS = ("cell", "low", "high", "width", "how", "finding", "requirement", "seen_low", "seen_high", "chain")


def write_ranges(path: Path, found: Exposure, *, broken: NDArray[np.bool_], undecided: NDArray[np.bool_]) -> None:
    """Write one row an attacked cell; an end that nothing bounds is empty, as is one no lawful table was seen at.

    finding: exact, narrow (within 2), small (surely below the threshold) or open. chain: how an exact count, or a
    narrow or small one, was worked out.
    """
    findings = _findings(found)
    chained = [place for place, finding in enumerate(findings) if finding != "open"][:_MOST_CHAINS]
    chains = {place: "; ".join(found.explain(place)) for place in chained}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for place, cell in enumerate(found.cells):
            ends = (found.low[place], found.high[place], found.width[place])
            verdict = "broken" if broken[place] else "undecided" if undecided[place] else "kept"
            seen = (found.seen_low[place], found.seen_high[place])
            how = (found.how[place], findings[place], verdict)
            writer.writerow((cell, *map(_end, ends), *how, *map(_end, seen), chains.get(place, "")))


def summary(found: Exposure, *, broken: int, undecided: int) -> dict[str, object]:
    """Return the document of `--json`: the counts, and each cell that is exact, narrow or surely small."""
    findings = _findings(found)
    lists: dict[str, list[dict[str, object]]] = {"exact": [], "narrow": [], "small": []}
    for place, finding in enumerate(findings):
        if finding in lists:
            number = {"count": int(found.low[place])} if finding == "exact" else _ends(found, place)
            chain = list(found.explain(place)) if len(lists[finding]) < _MOST_CHAINS else []
            entry = {"cell": found.cells[place], **number, "how": found.how[place], "chain": chain}
            lists[finding].append(entry)
    return {
        "model": str(found.model),
        "threshold": found.threshold,
        "targets": len(found.cells),
        "targets_in_all": found.targets,
        "unknown": found.unknown,
        "relations": found.relations,
        "components": found.components,
        "largest_component": found.largest,
        "exact": found.exact,
        "within_2": found.narrow,
        "surely_small": found.confined,
        "exact_by_propagation": found.exact_by_propagation,
        "surely_small_by_propagation": found.confined_by_propagation,
        "broken": broken,
        "undecided": undecided,
        "out_of_time": found.out_of_time,
        "recovered": lists["exact"],
        "narrow": lists["narrow"],
        "small": lists["small"],
    }


def _findings(found: Exposure) -> list[str]:
    exact, narrow = found.low == found.high, found.width <= 2
    small = found.high < found.threshold
    return list(map(str, np.select([exact, narrow, small], ["exact", "narrow", "small"], "open")))


def _ends(found: Exposure, place: int) -> dict[str, object]:
    return {"low": int(found.low[place]), "high": int(found.high[place])}


def _end(value: float) -> str:
    return f"{value + 0.0:.0f}" if np.isfinite(value) else ""
