"""De-identifies a file: tries global and local recoding, measures both, keeps what loses less."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from schoolgate.sdc.microdata import frame as frames
from schoolgate.sdc.microdata.encoding import encode, plant
from schoolgate.sdc.microdata.lattice import best_vector, every_level, lattice, level_costs
from schoolgate.sdc.microdata.lift import Recoded, lift
from schoolgate.sdc.microdata.loss import measure
from schoolgate.sdc.microdata.report import Candidate, Report
from schoolgate.sdc.microdata.risk import before, homogeneity
from schoolgate.sdc.microdata.rule import Problem
from schoolgate.sdc.microdata.settle import printed, settle, total_loss
from schoolgate.sdc.microdata.spec import Recoding, Spec

LongArray = npt.NDArray[np.int64]

PENALTIES = (1.0, 0.5, 0.25, 0.125)
"""What suppression may cost a row of a small group, as a share of all: unknown before it is done, so all are tried."""


@dataclass(frozen=True, slots=True, eq=False)
class Anonymised:
    """A file that may leave, and what it cost.

    frame: of the caller's own kind, with the columns of the spec; empty where nothing can be released. report: for
    the office, since it counts small groups; `report.note()` is for everybody. dropped_rows: the row numbers of the
    input that are not in the file, for the office.
    """

    frame: Any  # Any: the caller's own kind of frame
    report: Report
    dropped_rows: tuple[int, ...]


def anonymise(frame: object, spec: Spec, *, seed: int = 0) -> Anonymised:
    """Return the frame with quasi-identifiers told coarsely enough that every printed combination holds k rows.

    frame: pandas, Polars or Arrow, one row a student. seed: shuffles the rows; it touches nothing else, and the
    order never depends on the order of the input. Columns that the spec does not name are left out. Raises BadInput
    with every missing column and every value that no hierarchy knows.
    """
    given = frames.wrapped(frame)
    frames.require(given, spec.columns)
    problem = Problem(encode(given, spec), plant(spec.quasi_identifiers), spec.k, spec.sensitive)
    tries = _tries(problem, spec.recoding)
    losses = {name: total_loss(problem, recoded) for name, recoded in tries.items()}
    chosen = min(tries, key=lambda name: (round(losses[name], 12), name is not Recoding.GLOBAL))
    report = _report(problem, spec, chosen, tries, given.columns)
    kept, released = _released(given, spec, problem, tries[chosen])
    dropped = np.setdiff1d(np.arange(problem.atoms.rows), kept)
    return Anonymised(frames.native(frames.shuffled(released, seed)), report, tuple(dropped.tolist()))


def _tries(problem: Problem, recoding: Recoding) -> dict[Recoding, Recoded]:
    """Return each recoding that was asked for, its last rows settled."""
    costs = level_costs(problem.atoms, problem.forest)
    space = lattice(costs, every_level(problem.forest))
    tries = {}
    if recoding is not Recoding.LOCAL:
        vectors = {tuple(best_vector(problem, space, penalty).tolist()) for penalty in PENALTIES}
        ways = [settle(problem, lift(problem, lattice(costs, _or_mark(problem, vector)))) for vector in sorted(vectors)]
        tries[Recoding.GLOBAL] = min(ways, key=lambda way: total_loss(problem, way))
    if recoding is not Recoding.GLOBAL:
        tries[Recoding.LOCAL] = settle(problem, lift(problem, space))
    return tries


def _or_mark(problem: Problem, vector: tuple[int, ...]) -> list[npt.NDArray[np.int32]]:
    """Return for each column its one level and the mark."""
    return [np.unique([level, top]).astype(np.int32) for level, top in zip(vector, problem.forest.heights, strict=True)]


def _report(
    problem: Problem, spec: Spec, chosen: Recoding, tries: dict[Recoding, Recoded], columns: list[str]
) -> Report:
    recoded = tries[chosen]
    kept = np.flatnonzero(~recoded.left)
    candidates = (
        Candidate(name, total_loss(problem, one), int(problem.atoms.weights[one.left].sum()))
        for name, one in tries.items()
    )
    return Report(
        k=spec.k,
        sensitive=spec.sensitive,
        before=before(problem, spec),
        dropped=int(problem.atoms.weights[recoded.left].sum()),
        recoding=chosen,
        candidates=tuple(candidates),
        loss=measure(problem, spec, recoded),
        homogeneity=homogeneity(problem, spec, printed(problem, recoded.levels), kept),
        left_out=tuple(column for column in columns if column not in spec.columns),
    )


def _released(given: frames.Frame, spec: Spec, problem: Problem, recoded: Recoded) -> tuple[LongArray, frames.Frame]:
    """Return the input's row numbers that stay, and their released columns, still in the input's order."""
    atom = problem.atoms.of_row
    kept = np.flatnonzero(~recoded.left[atom])
    labels = printed(problem, recoded.levels)
    columns = {
        name: (labels[atom[kept], number], list(problem.forest.texts[number])) for number, name in enumerate(spec.names)
    }
    return kept, frames.with_printed(given, spec.columns, kept, columns)
