"""Bands for rates near 0 % and 100 %: wide enough that nobody can tell a small group from one that may be shown.

A rate is shown as a number only where its numerator, its denominator and the complement all stand. Where one side is a
small group, the rate may still be told as `<10%` or `>90%`, if the band leaves room for a group of the threshold:
`>95%` of 40 students would say that fewer than two are missing (ODA-03, "Aggregate Data"; R29 reading c).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Band:
    """A band for a rate: what is printed, and how many students the small side may then hold at most.

    `side` is "numerator" where few have the outcome (`<10%`) and "complement" where few lack it (`>90%`).
    """

    text: str
    side: str
    highest_count: int


def band(numerator: int, denominator: int, *, threshold: int, edges_percent: Sequence[int]) -> Band | None:
    """Return the narrowest band that hides the size of the small side, None where no band does or none is needed.

    `edges_percent` are the widths allowed, for instance 5, 10, 20, 25, 50. A band of width p says that the small side
    holds fewer than p % of the denominator; it is used only where that still allows a group of `threshold`. A rate
    within the narrowest edge of 0 % or 100 % is banded too where both sides may be shown, since it tells about nearly
    every student.
    """
    complement = denominator - numerator
    small, side = min((numerator, "numerator"), (complement, "complement"))
    if max(numerator, complement) < threshold:
        return None
    edges = sorted(edges_percent)
    if small >= threshold and small * 100 >= edges[0] * denominator:
        return None
    for percent in edges:
        highest = ceil(denominator * percent / 100) - 1
        if highest >= max(threshold, small):
            return Band(f"<{percent}%" if side == "numerator" else f">{100 - percent}%", side, highest)
    return None
