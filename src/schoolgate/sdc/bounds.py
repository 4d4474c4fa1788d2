"""What any pattern must lose at least, by what one relation alone tells: for tables whose programme is small.

A cell that is the only hidden one of a relation is worked out from the others. So no small group may be alone in one,
and a cheapest pattern hides no other cell alone either: it would be known all the same.
"""

import math

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from schoolgate.sdc.relations import relations_of
from schoolgate.sdc.system import System
from schoolgate.sdc.tables import CountTable

_MOST_CLASSES = 6000
_WHOLE_CLASSES = 1100  # up to there cells are hidden or not; above, the programme may hide parts of them
_MOST_NODES = 200
_SURE = 1e-6

Ints = NDArray[np.int64]


def least_loss(table: CountTable, system: System, *, always: bool) -> int | None:
    """Return how many students at least are in secondary cells, whatever the pattern; None where it is not worked out.

    It is worked out for large tables only where `always` asks for it. The bound is that of every level and either
    promise about sums, since each asks this much.
    """
    classes = len(system.counts)
    if classes > _MOST_CLASSES and not always:
        return None
    relation, member = _memberships(table, system)
    if not len(relation):
        return 0
    alone = np.bincount(relation, weights=system.must[member]) < 2
    kept = alone[relation]
    relation, member = np.unique(relation[kept], return_inverse=True)[1], member[kept]
    count = int(relation.max(initial=-1)) + 1
    hidden = sp.csr_array((np.ones(len(member)), (relation, member)), shape=(count, classes))
    twice = sp.csr_array((np.full(len(member), 2.0), (np.arange(len(member)), member)), shape=(len(member), classes))
    students = np.bincount(system.cell_class, weights=table.cells.reshape(-1)[system.cells], minlength=classes)
    may = system.must | np.isfinite(system.weight)
    found = milp(
        np.where(system.must, 0.0, students),
        constraints=LinearConstraint(sp.csr_array(hidden[relation] - twice), lb=0.0),
        bounds=Bounds(system.must.astype(np.float64), may.astype(np.float64)),
        integrality=np.full(classes, int(classes <= _WHOLE_CLASSES)),
        options={"node_limit": _MOST_NODES},
    )
    bound = found.mip_dual_bound if classes <= _WHOLE_CLASSES else found.fun
    return None if bound is None or not math.isfinite(bound) else math.ceil(bound - _SURE * max(1.0, bound))


def _memberships(table: CountTable, system: System) -> tuple[Ints, Ints]:
    """Return pairs of a relation and its total or a part, as classes; of relations whose every part is published."""
    relations = relations_of(table, system)
    classes = np.arange(len(system.counts))
    part, total = (np.repeat(classes, np.diff(start)) for start in (relations.child_start, relations.parent_start))
    whole = relations.unseen == np.bincount(relations.of_child, minlength=len(relations.unseen))
    owner, member = np.concatenate([relations.of_child, relations.of_parent]), np.concatenate([part, total])
    return owner[whole[owner]], member[whole[owner]]
