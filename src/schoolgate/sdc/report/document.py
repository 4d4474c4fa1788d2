"""Puts the report together: what is shown, what is hidden and why, what a reader can say, and what it costs."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element  # only builds: nothing is parsed

import numpy as np

from schoolgate.sdc.protection import ProtectedTable
from schoolgate.sdc.report.charts import bars
from schoolgate.sdc.report.markup import element, written
from schoolgate.sdc.report.style import CSS
from schoolgate.sdc.report.tables import Cells, plain_table, range_text
from schoolgate.sdc.report.view import View, view_of
from schoolgate.sdc.rules import PRIMARY, Level, Zeros

_MOST_BARS = 12
_MOST_LISTED = 20


def report_html(protected: ProtectedTable, *, title: str = "Protected table") -> str:
    """Return the report of a protected table as one HTML page: no script, nothing fetched, true counts for staff.

    Its hidden cells are attacked first, as a reader would: all of them, or a sample of the small groups where the
    table is large; that takes a minute at most.
    """
    if protected.withheld is not None:
        body = [_head(title), element("h2", "Nothing is shown"), element("p", protected.withheld)]
    else:
        view = view_of(protected)
        body = [_head(title), *_facts(view), *_cells(view), *_reader(view), *_loss(view), _foot()]
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex"),
        element("title", title),
        element("style", CSS),
    )
    skip = element("a", "To the table", href="#cells", class_="skip")
    return written(element("html", head, element("body", skip, element("main", *body)), lang="en"))


def _head(title: str) -> Element:
    warning = element("strong", "For staff alone.")
    told = element("p", warning, " This page tells true counts of small groups. Never send it out.", class_="staff")
    return element("header", element("h1", title), told)


def _facts(view: View) -> Iterator[Element]:
    protected, rule = view.protected, view.protected.rule
    every = view.tally((slice(None),) * len(view.dimensions))
    facts = [
        ("cells shown", f"{every.shown:,}"),
        (f"groups below {rule.threshold}, hidden", f"{every.small:,}"),
        ("cells hidden to protect them", f"{every.guards:,}"),
        ("students in those", f"{every.loss:,}"),
    ]
    if protected.lower_bound is not None:
        facts.append(("no pattern hides fewer than", f"{protected.lower_bound:,}"))
    entries = (element("div", element("dt", name), element("dd", value)) for name, value in facts)
    yield element("dl", *entries, class_="facts")
    yield element("p", _promise(rule.threshold, rule.level))
    zeros = "Groups of nobody are shown as 0." if rule.zeros is Zeros.SHOW else "Groups of nobody are hidden too."
    alternatives = len(protected.proof.alternatives)
    yield element(
        "p",
        f"{zeros} The proof holds {alternatives:,} other districts that would have printed the very same table.",
    )


def _promise(threshold: int, level: Level) -> str:
    if level is Level.EXACT:
        return "Promised: no hidden small group has only one possible count, whatever a reader subtracts."
    return (
        f"Promised: every hidden small group could also be a group of {threshold} or more, for all a reader can tell, "
        f"and its possible counts lie {threshold - 1} or more apart."
    )


def _cells(view: View) -> Iterator[Element]:
    yield element("h2", "What is shown, what is hidden and why", id="cells")
    yield element(
        "ul",
        element("li", element("span", "1,234", class_="key"), " is shown."),
        element(
            "li",
            element("span", "* 4", class_="key small"),
            f" is printed as *: a group of fewer than {view.protected.rule.threshold}. Here 4 is the true count.",
        ),
        element(
            "li",
            element("span", "* 25", class_="key guard"),
            " is printed as * too: shown, it would give a small group away by subtraction.",
        ),
        element("li", "Below a hidden count: what a reader of the printed table can say of it, where worked out."),
        class_="legend",
    )
    yield from Cells.of(view).sections()


def _reader(view: View) -> Iterator[Element]:
    """What a reader can work out: how wide the ranges are, and the small groups with the narrowest."""
    yield element("h2", "What a reader can work out")
    status, counts = view.protected.status.reshape(-1), view.protected.table.cells.reshape(-1)
    small = {place: ends for place, ends in view.ranges.items() if status[place] == PRIMARY}
    hidden = int((status == PRIMARY).sum())
    which = "Every hidden small group" if len(small) == hidden else f"A sample of {len(small):,} of {hidden:,} groups"
    late = view.found.out_of_time
    note = f" For {late:,} cells time ran out: their ranges may be given too wide." if late else ""
    tools = "linear and integer programmes" if len(small) == hidden else "linear programmes"
    yield element("p", f"{which} was attacked with all sums of the table, by {tools}.{note}")
    rows = _widths(np.array([high - low for low, high in small.values()]))
    said = "; ".join(f"{label}: {value:,}" for label, value in rows)
    yield bars("How far apart a small group's possible counts lie", said, rows)
    yield plain_table(
        "Small groups by how far apart their possible counts lie",
        ["apart", "small groups"],
        [[label, f"{value:,}"] for label, value in rows],
    )
    narrowest = sorted(small.items(), key=lambda each: (each[1][1] - each[1][0], each[0]))[:_MOST_LISTED]
    if narrowest:
        names = dict(zip(view.ranges, view.found.cells, strict=True))
        yield plain_table(
            "The small groups with the narrowest ranges",
            ["group", "true count", "what a reader can say"],
            [[names[place], f"{counts[place]:,}", range_text(*ends)] for place, ends in narrowest],
        )


def _widths(widths: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> list[tuple[str, int]]:
    ends = [(0.0, 0.0, "0: one possible count"), (1.0, 2.0, "1 or 2"), (3.0, 8.0, "3 to 8"), (9.0, 19.0, "9 to 19")]
    found = [(name, int(((widths >= low) & (widths <= high)).sum())) for low, high, name in ends]
    return [*found, ("20 or more", int((widths > 19).sum()))]


def _loss(view: View) -> Iterator[Element]:
    """What protection costs, margin by margin."""
    yield element("h2", "What protecting costs, by margin")
    margins = list(view.margins())
    dear = sorted((each for each in margins if each[1].loss), key=lambda each: -each[1].loss)[:_MOST_BARS]
    if dear:
        rows = [(name, tally.loss) for name, tally in dear]
        title = "Students in cells hidden to protect small groups"
        more = f"The {len(dear)} dearest margins." if len(dear) == _MOST_BARS else "By margin."
        yield bars(title, f"{more} " + "; ".join(f"{name}: {value:,}" for name, value in rows), rows)
    yield plain_table(
        "Every margin: what is shown and what is hidden",
        ["margin", "cells", "shown", "small groups", "hidden to protect", "students in those"],
        [
            [name, *(f"{value:,}" for value in (tally.cells, tally.shown, tally.small, tally.guards, tally.loss))]
            for name, tally in margins
        ],
    )


def _foot() -> Element:
    words = "A margin is a table by some of the dimensions, totals over the others. Students are counted once in each."
    return element("footer", element("p", words))
