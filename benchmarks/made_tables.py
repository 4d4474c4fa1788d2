"""Tables made by seed, as unfriendly as districts are: one function each, so that nothing is tuned to a single folder.

They differ in dimensions (1 to 8), depth of hierarchies, skew, density, size, structural zeros and chosen margins.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schoolgate.sdc import CountTable, Dimension, Margins, flat_dimension

SEED = 20261124
ROOT = "Total"
GRADES = ("PK", "KG", *(f"{number:02d}" for number in range(1, 13)))
RACES = ("A", "B", "C", "D", "E", "F", "G")
FLAG = ("No", "Yes")

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Made:
    """A table and what its files can't say."""

    table: CountTable
    threshold: int = 10
    crossings: list[list[str]] | None = None
    structural: NDArray[np.bool_] | None = None


def made_tables() -> dict[str, Callable[[], Made]]:
    """Return the makers by name."""
    return {
        "one dimension": _one_dimension,
        "tiny district": _tiny_district,
        "one small school": _one_small_school,
        "one race dominates": _one_race_dominates,
        "three levels": _three_levels,
        "two deep trees": _two_deep_trees,
        "uneven tree": _uneven_tree,
        "sparse": _sparse,
        "dense": _dense,
        "all ones": _all_ones,
        "nines and tens": _nines_and_tens,
        "threshold 5": _threshold_five,
        "structural zeros": _structural_zeros,
        "chosen margins": _chosen_margins,
        "six dimensions": _six_dimensions,
        "eight dimensions": _eight_dimensions,
        "state": _state,
    }


def zipf(number: int, power: float = 1.0) -> Floats:
    """Return shares that fall with rank."""
    falling = np.arange(1, number + 1, dtype=np.float64) ** -power
    shares: Floats = falling / falling.sum()
    return shares


def drawn(dimensions: Sequence[Dimension], shares: Sequence[Floats], students: int, seed: int) -> CountTable:
    """Draw students one by one, each dimension independent of the others."""
    rng = np.random.default_rng((SEED, seed))
    columns = [
        dimension.leaves[rng.choice(len(dimension.leaves), students, p=share)]
        for dimension, share in zip(dimensions, shares, strict=True)
    ]
    return CountTable.from_counts(dimensions, rows=np.stack(columns, axis=1), counts=np.ones(students, dtype=np.int64))


def filled(dimensions: Sequence[Dimension], counts: NDArray[np.int64]) -> CountTable:
    """Return a table with a count for every finest combination, in the order of the leaves."""
    grids = np.meshgrid(*(dimension.leaves for dimension in dimensions), indexing="ij")
    rows = np.stack([grid.reshape(-1) for grid in grids], axis=1)
    return CountTable.from_counts(dimensions, rows=rows, counts=counts.reshape(-1))


def tree(name: str, columns: Sequence[str], fans: Sequence[int]) -> Dimension:
    """Return a dimension whose codes have so many children on each level."""
    level = [ROOT]
    parent: dict[str, str] = {}
    for letter, fan in zip("ABCDE", fans, strict=False):
        children = [f"{letter}{number:03d}" for number in range(len(level) * fan)]
        parent |= {child: level[number // fan] for number, child in enumerate(children)}
        level = children
    return Dimension(name, tuple(columns), (ROOT, *parent), parent)


def bands() -> Dimension:
    """Return grades within bands."""
    sizes = {"elementary": 8, "middle": 3, "high": 3}
    band = [name for name, size in sizes.items() for _ in range(size)]
    parent = dict.fromkeys(sizes, ROOT) | dict(zip(GRADES, band, strict=True))
    return Dimension("grade", ("band", "grade"), (ROOT, *parent), parent)


def schools(number: int) -> Dimension:
    """Return schools without a tree."""
    return flat_dimension("school", [f"S{place:04d}" for place in range(number)])


def races() -> tuple[Dimension, Floats]:
    """Return races with the shares of a mixed district."""
    return flat_dimension("race", RACES), np.array([0.42, 0.28, 0.15, 0.09, 0.04, 0.01, 0.01])


def _even(number: int) -> Floats:
    return np.full(number, 1.0 / number)


def _one_dimension() -> Made:
    return Made(drawn([schools(300)], [zipf(300, 1.3)], 20_000, 1))


def _tiny_district() -> Made:
    race, shares = races()
    grade = flat_dimension("grade", GRADES)
    return Made(drawn([schools(3), grade, race], [zipf(3), _even(14), shares], 240, 2))


def _one_small_school() -> Made:
    """Fourteen students: where no pattern keeps the promise, the answer is that the table is withheld."""
    race, shares = races()
    return Made(drawn([flat_dimension("grade", GRADES[:5]), race], [_even(5), shares], 14, 3))


def _one_race_dominates() -> Made:
    shares = np.array([0.93, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002])
    return Made(drawn([schools(400), races()[0]], [zipf(400, 0.9), shares], 150_000, 4))


def _three_levels() -> Made:
    place = tree("school", ("county", "district", "school"), (6, 5, 4))
    return Made(drawn([place, bands()], [zipf(120, 0.7), _even(14)], 40_000, 5))


def _two_deep_trees() -> Made:
    place = tree("school", ("county", "district", "school"), (4, 4, 5))
    course = tree("course", ("area", "program", "course"), (4, 3, 3))
    return Made(drawn([place, course], [zipf(80, 0.8), zipf(36, 1.1)], 30_000, 6))


def _uneven_tree() -> Made:
    """Schools straight below the root, and regions of one school: the region's count is the school's."""
    regions = {"R1": 9, "R2": 1, "R3": 2, "R4": 1, "R5": 14}
    parent = dict.fromkeys(regions, ROOT)
    for region, number in regions.items():
        parent |= {f"{region}-{place}": region for place in range(number)}
    parent |= {f"X{place}": ROOT for place in range(5)}
    place = Dimension("school", ("region", "school"), (ROOT, *parent), parent)
    race, shares = races()
    flag = flat_dimension("el", FLAG)
    return Made(drawn([place, race, flag], [zipf(32, 0.9), shares, np.array([0.85, 0.15])], 9_000, 7))


def _sparse() -> Made:
    race, shares = races()
    dimensions = [schools(60), flat_dimension("grade", GRADES), race, flat_dimension("language", list("abcdefghij"))]
    return Made(drawn(dimensions, [zipf(60), _even(14), shares, zipf(10, 2.0)], 6_000, 8))


def _dense() -> Made:
    counts = np.random.default_rng((SEED, 9)).integers(5, 40, 80 * 14 * 2)
    return Made(filled([schools(80), flat_dimension("grade", GRADES), flat_dimension("gender", ("F", "M"))], counts))


def _all_ones() -> Made:
    return Made(filled([schools(40), flat_dimension("grade", GRADES)], np.ones(40 * 14, dtype=np.int64)))


def _nines_and_tens() -> Made:
    """All counts at the threshold: a hidden nine beside a shown ten."""
    counts = np.random.default_rng((SEED, 10)).integers(8, 12, 50 * 14)
    return Made(filled([schools(50), flat_dimension("grade", GRADES)], counts))


def _threshold_five() -> Made:
    race, shares = races()
    return Made(drawn([schools(150), race, flat_dimension("el", FLAG)], [zipf(150), shares, _even(2)], 40_000, 11), 5)


def _structural_zeros() -> Made:
    """Each school offers one band; other grades can't occur there, as everybody knows."""
    rng = np.random.default_rng((SEED, 12))
    school, grade, (race, shares) = schools(90), bands(), races()
    offered = rng.choice(3, 90, p=[0.5, 0.25, 0.25])
    low, high = np.array([0, 8, 11])[offered], np.array([8, 11, 14])[offered]
    at = rng.choice(90, 30_000, p=zipf(90, 0.6))
    level = (low[at] + rng.random(30_000) * (high[at] - low[at])).astype(int)
    rows = np.stack([school.leaves[at], grade.leaves[level], race.leaves[rng.choice(7, 30_000, p=shares)]], axis=1)
    table = CountTable.from_counts([school, grade, race], rows=rows, counts=np.ones(30_000, dtype=np.int64))
    places = np.arange(14)
    absent = (places[None] < low[:, None]) | (places[None] >= high[:, None])
    structural = np.zeros(table.shape, dtype=bool)
    structural[np.ix_(school.leaves, grade.leaves, race.leaves)] = absent[:, :, None]
    return Made(table, structural=structural)


def _chosen_margins() -> Made:
    race, shares = races()
    dimensions = [schools(80), bands(), race, flat_dimension("iep", FLAG)]
    crossings = [[], ["school"], ["grade"], ["race"], ["iep"], ["school", "race"], ["school", "grade"], ["race", "iep"]]
    table = drawn(dimensions, [zipf(80, 0.8), _even(14), shares, np.array([0.8, 0.2])], 30_000, 13)
    margins = Margins.crossings(crossings)
    return Made(CountTable(table.dimensions, table.leaves, table.counts, margins), crossings=crossings)


def _six_dimensions() -> Made:
    race, shares = races()
    flags = [flat_dimension(name, FLAG) for name in ("el", "iep", "low_income", "homeless")]
    rates = [np.array([1 - rate, rate]) for rate in (0.3, 0.18, 0.6, 0.02)]
    return Made(drawn([schools(50), race, *flags], [zipf(50, 0.8), shares, *rates], 25_000, 14))


def _eight_dimensions() -> Made:
    flags = [flat_dimension(f"flag{number}", FLAG) for number in range(8)]
    rates = [np.array([1 - rate, rate]) for rate in (0.5, 0.3, 0.2, 0.6, 0.05, 0.1, 0.4, 0.02)]
    return Made(drawn(flags, rates, 20_000, 15))


def _state() -> Made:
    race, shares = races()
    place = tree("school", ("district", "school"), (200, 8))
    return Made(drawn([place, bands(), race], [zipf(1_600, 0.6), _even(14), shares], 900_000, 16))
