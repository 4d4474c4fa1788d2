"""What GaussSuppression and a proven optimum reach on the tables of the outside audit: stated, not measured here.

R's packages can't be installed where this runs, so the figures were carried over from the design note of disclosure
control (`shared/design/sdc.md`, "What peers reach"): GaussSuppression 1.2.3 with its defaults, zeros published,
threshold 10, a machine of 2 cores, CPU seconds of the whole process of which R's start takes 1.3. Neither tool is
asked to keep sums of several hidden cells from being small. The optimum is for a reader who knows the rule.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = "shared/design/sdc.md, What peers reach"
_FILE = Path(__file__).with_suffix(".csv")


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """One table: cells, primaries, then GaussSuppression's and the least loss at both levels; None is not known.

    gs_within_2: primaries that a reader who knows the rule places within a width of 2, of `gs_of` attacked.
    """

    cells: int
    primary: int
    gs_secondary: int | None
    gs_loss: int | None
    gs_cpu_s: float | None
    gs_within_2: int | None
    gs_of: int | None
    opt_exact: int | None
    opt_ambiguous: int | None

    def optimum(self, level: str) -> int | None:
        """Return the least loss at a level."""
        return self.opt_exact if level == "exact" else self.opt_ambiguous


@cache
def stated() -> dict[str, PeerFigures]:
    """Return the figures by table, in the order of size."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return {row["table"]: _figures(row) for row in csv.DictReader(stream)}


def _figures(row: dict[str, str]) -> PeerFigures:
    def whole(name: str) -> int | None:
        return int(row[name]) if row[name] else None

    return PeerFigures(
        int(row["cells"]),
        int(row["primary"]),
        whole("gs_secondary"),
        whole("gs_loss"),
        float(row["gs_cpu_s"]) if row["gs_cpu_s"] else None,
        whole("gs_within_2"),
        whole("gs_of"),
        whole("opt_exact"),
        whole("opt_ambiguous"),
    )
