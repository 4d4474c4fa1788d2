"""Suppression on the tables of the outside audit: loss, time, memory, proof, and what an outside attacker finds.

`python -m benchmarks suppression` does every table, zeros shown and hidden, at both levels, and writes the figures into
docs/reference. Parts are chosen by options, and written only with --write:

    python -m benchmarks suppression --tables d2,d2h --levels exact --zeros show [--sums protect] [--write]

The tables are read from ../shared. Every command is a process of its own. The first ones compile into numba's cache:
a small table is protected at both levels first, and not counted.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.table import Table

from benchmarks import measured_page, peer_figures, processes, targets
from benchmarks.cases import Case
from benchmarks.protected import LEVELS, SHARED, ZEROS, Boxes, Result, measure, protecting, write_results

AUDITED = SHARED / "audit" / "tables"
WARM = "d2_tiny"
SUMS = ("protect", "ignore")


def run(options: Sequence[str] = ()) -> None:
    """Measure what the options choose, all without them, and print one table for each zeros and level."""
    asked = _asked(options)
    if not AUDITED.is_dir():
        print("Suppression is not measured: ../shared is not there.")
        return
    warm_up()
    boxes = Boxes(asked.limit, asked.box)
    results = []
    for zeros in asked.zeros:
        for level in asked.levels:
            for sums in asked.sums or _sums(zeros, level):
                part = list(_measured(asked.tables, zeros, level, sums, boxes))
                show(f"zeros {zeros}, {level}, sums {sums}", part)
                results += part
    for line in targets.lines(results):
        print(line)
    if asked.write or not options:
        write_results(measured_page.SUPPRESSION, results)
        measured_page.write()


def case_of(name: str) -> Case:
    """Return a table of the outside audit."""
    return Case(name, AUDITED / f"{name}.json", AUDITED / f"{name}.csv.gz")


def warm_up() -> None:
    """Protect a small table at both levels, so that what is compiled lies in the cache."""
    for level in LEVELS:
        for zeros in ZEROS:
            asked = [*case_of(WARM).arguments, "--out", "/dev/null", "--level", level, "--zeros", zeros]
            processes.run(protecting(case_of(WARM), asked))
    print(f"Warmed up: {WARM} was protected at both levels, so numba's cache is filled; not counted.", flush=True)


def show(title: str, results: Sequence[Result]) -> None:
    """Print results beside what peers reach, as one table."""
    table = Table(title=title, title_style="bold", title_justify="left")
    for name, justify in measured_page.COLUMNS:
        table.add_column(name, justify="left" if justify == "---" else "right", no_wrap=True)
    for result in results:
        table.add_row(*measured_page.row(result))
    Console(width=230).print(table)


def _sums(zeros: str, level: str) -> Sequence[str]:
    """The promise about sums is always kept; where peers' losses are known, also a table without it, as theirs are."""
    return SUMS if (zeros, level) == ("show", "exact") else SUMS[:1]


def several(allowed: Sequence[str]) -> Callable[[str], list[str]]:
    """Return the reader of an option that names some of these, separated by commas."""

    def chosen(text: str) -> list[str]:
        names = text.split(",")
        if unknown := sorted(set(names) - set(allowed)):
            raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: choose from {', '.join(allowed)}")
        return names

    return chosen


def _measured(names: Sequence[str], zeros: str, level: str, sums: str, boxes: Boxes) -> Iterator[Result]:
    for name in names:
        result = measure(case_of(name), zeros=zeros, level=level, sums=sums, boxes=boxes)
        print("  ".join(measured_page.row(result)), flush=True)
        yield result


def _asked(options: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks suppression")
    names = list(peer_figures.stated())
    parser.add_argument("--tables", default=names, type=several(names), metavar="A,B")
    parser.add_argument("--levels", default=LEVELS, type=several(LEVELS), metavar="A,B")
    parser.add_argument("--zeros", default=ZEROS, type=several(ZEROS), metavar="A,B")
    parser.add_argument("--sums", type=several(SUMS), metavar="A,B")
    parser.add_argument("--limit", type=float, default=Boxes().protect_s, help="wall seconds to protect one table")
    parser.add_argument("--box", type=float, default=Boxes().attack_s, help="seconds for one step of the attacker")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/reference")
    return parser.parse_args(options)
