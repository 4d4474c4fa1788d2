"""The page of what was measured, `suppression-measured.md`, written from the CSV files that the benchmarks leave."""

from collections.abc import Callable, Iterator
from itertools import groupby

from benchmarks import scaling_figures, tau_argus_figures
from benchmarks.markdown import markdown
from benchmarks.peer_figures import SOURCE, stated
from benchmarks.protected import ROOT, Result, read_results

PAGE = ROOT / "docs" / "reference" / "suppression-measured.md"
FOLDER = ROOT / "docs" / "reference" / "measured"
SUPPRESSION = FOLDER / "suppression.csv"
OTHER_TABLES = FOLDER / "other-tables.csv"

COLUMNS = (
    ("table", "---"),
    ("cells", "---:"),
    ("primary", "---:"),
    ("secondary", "---:"),
    ("loss", "---:"),
    ("bound", "---:"),
    ("÷ GS", "---:"),
    ("÷ OPT", "---:"),
    ("CPU s", "---:"),
    ("÷ GS s", "---:"),
    ("wall s", "---:"),
    ("MiB", "---:"),
    ("attacked", "---"),
    ("broken", "---:"),
    ("open", "---:"),
    ("≤2", "---:"),
    ("faults", "---:"),
    ("verify s", "---:"),
    ("its process", "---:"),
)
OTHER_COLUMNS = tuple(column for column in COLUMNS if "GS" not in column[0] and "OPT" not in column[0])

_HEAD = f"""# Suppression, measured

This page is written from `docs/reference/measured/*.csv`, which the benchmarks write; `code` is the commit that was
measured (+: with changes not committed). Times are of 2 cores that may be shared, each command a whole process.

* *loss*: students in secondary cells, margins counted as cells like any other. *bound*: no pattern loses less.
* *GS*: GaussSuppression 1.2.3; *OPT*: the least loss under a reader who knows the rule. Neither runs here: their
  figures are stated in {SOURCE},
  for zeros shown. Neither keeps derivable sums from being small, as `sums protect` does.
* *attacked*: which primaries the outside attacker was set on (model `hidden`, strict; at `ambiguous` each must also
  reach the threshold and be as wide as the rule). *verdict*: left alone as soon as whole-number tables show it safe.
  *open*: neither broken nor proved safe. *≤2*: placed within a width of 2.
* *faults*: of the verifier. *verify s*: CPU seconds of its call; *its process*: with Python's start and the files read.
"""


def render() -> str:
    """Return the page."""
    parts = [_HEAD, "\n## The tables of the outside audit: `python -m benchmarks suppression`\n"]
    parts += _sections(read_results(SUPPRESSION), COLUMNS, row)
    parts += ["\n## Other tables, made by seed and real: `python -m benchmarks tables`\n"]
    parts += _sections(read_results(OTHER_TABLES), OTHER_COLUMNS, other_row)
    parts += ["\n## Cost against cells: `python -m benchmarks scaling`\n", scaling_figures.section(FOLDER)]
    parts += ["\n## Beside τ-ARGUS: `python -m benchmarks tau_argus`\n", tau_argus_figures.section(FOLDER)]
    return "\n".join(parts)


def write() -> None:
    """Write the page."""
    PAGE.write_text(render(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")


def row(result: Result) -> list[str]:
    """Return what a table of results says of one, the peers' figures beside it."""
    peer = stated()[result.table]
    shown = result.zeros == "show"
    exact = shown and result.level == "exact"
    cells = dict(zip((name for name, _ in OTHER_COLUMNS), other_row(result), strict=True))
    cells["÷ GS"] = _ratio(result.loss, peer.gs_loss if exact else None)
    cells["÷ OPT"] = _ratio(result.loss, peer.optimum(result.level) if shown else None)
    cells["÷ GS s"] = _ratio(result.cpu_s if result.outcome == "done" else None, peer.gs_cpu_s if exact else None)
    return [cells[name] for name, _ in COLUMNS]


def other_row(result: Result) -> list[str]:
    """Return what a table of results says of one where no peer is known."""
    counts = (result.cells, result.primary, result.secondary, result.loss, result.lower_bound)
    attacked = result.attacked or "-"
    if result.targets is not None and result.attacked == "all":
        attacked = f"all {result.targets:,}"
    return [
        result.table if result.outcome == "done" else f"{result.table}: {result.outcome}",
        *map(_whole, counts),
        f"{result.cpu_s:.1f}",
        f"{result.wall_s:.1f}",
        f"{result.peak_mib:,.0f}",
        attacked,
        *map(_whole, (result.broken, result.undecided, result.within_2, result.faults)),
        _seconds(result.verify_s),
        _seconds(result.verify_process_s),
    ]


def _sections(
    results: list[Result], columns: tuple[tuple[str, str], ...], told: Callable[[Result], list[str]]
) -> Iterator[str]:
    if not results:
        yield "Not measured yet."

    def part(result: Result) -> tuple[str, str, str]:
        return result.zeros, result.level, result.sums

    columns = (*columns, ("code", "---"))
    for (zeros, level, sums), group in groupby(sorted(results, key=part, reverse=True), part):
        rows = sorted(group, key=lambda result: (result.cells or 0, result.table))
        yield f"\n### Zeros {zeros}, level {level}, sums {sums}\n"
        yield markdown(columns, [[*told(result), result.code] for result in rows])


def _ratio(ours: float | None, theirs: float | None) -> str:
    return "" if ours is None or not theirs else f"{ours / theirs:.3f}"


def _whole(number: int | None) -> str:
    return "-" if number is None else f"{number:,}"


def _seconds(number: float | None) -> str:
    return "-" if number is None else f"{number:.2f}"
