"""Other tables than the outside audit's: made by seed and real ones, each protected, verified and attacked.

They guard against an engine that fits one folder of tables. `python -m benchmarks tables` does all, zeros shown and
hidden, at both levels; `--tables NAME,NAME`, `--levels`, `--zeros` choose, `--write` writes the figures of a part.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import cases, measured_page, suppression
from benchmarks.made_tables import made_tables
from benchmarks.protected import LEVELS, ZEROS, Boxes, Result, measure, write_results
from benchmarks.real_tables import real_tables


def run(options: Sequence[str] = ()) -> None:
    """Measure what the options choose, all without them, and print one table for each zeros and level."""
    makers = made_tables() | real_tables()
    asked = _asked(options, list(makers))
    boxes = Boxes(asked.limit, asked.box)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for place, name in enumerate(asked.tables):
            made = makers[name]()
            inside = Path(folder) / str(place)
            inside.mkdir()
            case = cases.write(
                inside,
                made.table,
                name,
                threshold=made.threshold,
                crossings=made.crossings,
                structural=made.structural,
            )
            for zeros in asked.zeros:
                for level in asked.levels:
                    results.append(measure(case, zeros=zeros, level=level, boxes=boxes))
                    print(zeros, level, *measured_page.other_row(results[-1]), sep="  ", flush=True)
    _show(results)
    if asked.write or not options:
        write_results(measured_page.OTHER_TABLES, results)
        measured_page.write()


def unsafe(result: Result) -> bool:
    """Whether a table is out that a judge objects to: the attacker breaks it, or the verifier finds a fault."""
    return result.outcome == "done" and (bool(result.broken) or result.faults != 0)


def unsettled(result: Result) -> bool:
    """Whether the attacker did not come to an end: the verifier's witnesses alone stand for the table then."""
    return result.outcome == "done" and (result.broken is None or bool(result.undecided))


def _show(results: Sequence[Result]) -> None:
    for zeros in ZEROS:
        for level in LEVELS:
            part = [result for result in results if (result.zeros, result.level) == (zeros, level)]
            table = Table(title=f"zeros {zeros}, {level}", title_style="bold", title_justify="left")
            for name, rule in measured_page.OTHER_COLUMNS:
                table.add_column(name, justify="left" if rule == "---" else "right", no_wrap=True)
            for result in part:
                table.add_row(*measured_page.other_row(result))
            if part:
                Console(width=230).print(table)
    told = {
        "withheld": [result for result in results if result.outcome == "withheld"],
        "not done": [result for result in results if result.outcome not in {"done", "withheld"}],
        "broken or with a fault": list(filter(unsafe, results)),
        "verified, but not settled by the attacker in its time": list(filter(unsettled, results)),
    }
    print(f"{len(results)} times a table was protected.")
    for words, part in told.items():
        names = "; ".join(f"{result.table} ({result.zeros}, {result.level})" for result in part)
        print(f"  {words}: {len(part)}{': ' if names else ''}{names}")


def _asked(options: Sequence[str], names: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks tables")
    parser.add_argument("--tables", default=names, type=suppression.several(names), metavar="A,B")
    parser.add_argument("--levels", default=LEVELS, type=suppression.several(LEVELS), metavar="A,B")
    parser.add_argument("--zeros", default=ZEROS, type=suppression.several(ZEROS), metavar="A,B")
    parser.add_argument("--limit", type=float, default=600.0, help="wall seconds to protect one table")
    parser.add_argument("--box", type=float, default=60.0, help="seconds for one step of the attacker")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/reference")
    return parser.parse_args(options)
