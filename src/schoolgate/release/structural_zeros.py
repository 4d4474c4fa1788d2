"""Groups that cannot be: a grade in a school that does not offer it. Shown as 0 once a reviewer has marked them so.

A zero is fewer than ten and hidden by default (R29 reading a; ADR 0002). That a high school has no kindergarten tells
nothing about anybody, but it is for a person to say so (T2).
"""

from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray

from schoolgate.release.tables import YearTable
from schoolgate.warehouse.offerings import Offering


def impossible_groups(year: YearTable, offered: AbstractSet[Offering]) -> NDArray[np.bool_] | None:
    """Return, over the table's grid, the finest combinations of a school with a grade it does not offer.

    None where the table does not cross school and grade, or no class names its grades. A combination that holds
    students is never among them.
    """
    names = [group.name for group in year.groups]
    if not offered or not {"school", "grade"} <= set(names):
        return None
    table, axes = year.table, [names.index("school"), names.index("grade")]
    schools, grades = (table.dimensions[axis] for axis in axes)
    cannot = np.zeros((len(schools.codes), len(grades.codes)), dtype=bool)
    for school in schools.leaves.tolist():
        for grade in grades.leaves.tolist():
            cannot[school, grade] = Offering(schools.codes[school], grades.codes[grade]) not in offered
    others = [axis for axis in range(len(table.shape)) if axis not in axes]
    held = table.cells[tuple(0 if axis in others else slice(None) for axis in range(len(table.shape)))] > 0
    cannot &= ~(held if axes[0] < axes[1] else held.T)
    shape = [table.shape[axis] if axis in axes else 1 for axis in range(len(table.shape))]
    spread = (cannot if axes[0] < axes[1] else cannot.T).reshape(shape)
    finest = np.zeros(table.shape, dtype=bool)
    finest[np.ix_(*(dimension.leaves for dimension in table.dimensions))] = True
    return finest & spread
