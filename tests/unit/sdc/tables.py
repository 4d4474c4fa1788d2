"""Small tables that the tests share."""

import numpy as np

from schoolgate import sdc

SCHOOLS = sdc.hierarchy("school", ("region", "school"), [("N", "A"), ("N", "B"), ("S", "C")])
RACES = sdc.flat_dimension("race", ["Asian", "Black"])
PASSED = sdc.flat_dimension("passed", ["Yes", "No"])


def table_of(dimensions: list[sdc.Dimension], counts: list[int], margins: sdc.Margins | None = None) -> sdc.CountTable:
    """Return a table of every finest combination, counts in the order of the codes, the last dimension fastest."""
    rows = np.array(np.meshgrid(*(each.leaves for each in dimensions), indexing="ij")).reshape(len(dimensions), -1).T
    return sdc.CountTable.from_counts(dimensions, rows=rows, counts=counts, margins=margins)


def random_table(seed: int, *, schools: int = 8, races: int = 4) -> sdc.CountTable:
    """Return a skewed table of schools by race."""
    draw = np.random.default_rng(seed)
    dimensions = [
        sdc.flat_dimension("school", [f"S{number}" for number in range(schools)]),
        sdc.flat_dimension("race", [f"R{number}" for number in range(races)]),
    ]
    return table_of(dimensions, np.floor(draw.lognormal(3.0, 1.2, schools * races)).astype(int).tolist())
