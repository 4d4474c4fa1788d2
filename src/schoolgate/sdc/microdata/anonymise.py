"""De-identifies a file: tries global and local recoding, measures both, keeps what loses less."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from schoolgate.sdc.microdata import frame as frames
from schoolgate.sdc.microdata.encoding import Forest, Rows, encode, plant
from schoolgate.sdc.microdata.loss import Loss, Printed, measure
from schoolgate.sdc.microdata.persons import Part, parts
from schoolgate.sdc.microdata.recode import recodings
from schoolgate.sdc.microdata.report import Candidate, Report
from schoolgate.sdc.microdata.risk import before, homogeneity
from schoolgate.sdc.microdata.spec import Recoding, Spec

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int32]


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
    """Return the frame with quasi-identifiers told coarsely enough that k students share every printed combination.

    frame: pandas, Polars or Arrow; one row a student, or one row a student and period. seed: shuffles the rows; it
    touches nothing else, and the order never depends on the order of the input. Columns that the spec does not name
    are left out. Raises BadInput with every missing column and every value that no hierarchy knows.
    """
    given = frames.wrapped(frame)
    frames.require(given, spec.columns)
    rows = encode(given, spec)
    forest, texts = plant(spec.quasi_identifiers)
    tries = _tries(list(parts(given, spec, rows, forest)), rows, forest, spec.recoding)
    losses = {name: measure(printed, spec) for name, printed in tries.items()}
    chosen = min(tries, key=lambda name: (round(losses[name].ncp, 12), name is not Recoding.GLOBAL))
    printed = tries[chosen]
    columns = {name: (printed.labels[printed.kept, at], list(texts[at])) for at, name in enumerate(spec.names)}
    released = frames.with_printed(given, spec.columns, printed.kept, columns)
    dropped = np.setdiff1d(np.arange(len(rows.codes)), printed.kept)
    report = _report(spec, chosen, tries, losses, given.columns)
    return Anonymised(frames.native(frames.shuffled(released, seed)), report, tuple(dropped.tolist()))


def _tries(found: list[Part], rows: Rows, forest: Forest, recoding: Recoding) -> dict[Recoding, Printed]:
    """Return the file as each way of recoding would print it."""
    names = [Recoding.GLOBAL, Recoding.LOCAL] if recoding is Recoding.BEST else [recoding]
    levels = {name: np.zeros(rows.codes.shape, np.int32) for name in names}
    kept = {name: np.zeros(len(rows.codes), bool) for name in names}
    for part in found:
        for name, recoded in recodings(part.problem, names).items():
            of_student = part.problem.atoms.of_row
            for period in part.rows.T:
                levels[name][period] = recoded.levels[of_student]
                kept[name][period] = ~recoded.left[of_student]
    return {name: _printed(rows, forest, levels[name], kept[name]) for name in names}


def _printed(rows: Rows, forest: Forest, levels: IntArray, kept: BoolArray) -> Printed:
    columns = range(forest.width)
    labels = [forest.labels[column, levels[:, column], rows.codes[:, column]] for column in columns]
    return Printed(rows, forest, levels, np.column_stack(labels), np.flatnonzero(kept))


def _report(
    spec: Spec, chosen: Recoding, tries: dict[Recoding, Printed], losses: dict[Recoding, Loss], columns: list[str]
) -> Report:
    printed = tries[chosen]
    rows = len(printed.rows.codes)
    return Report(
        k=spec.k,
        sensitive=spec.sensitive,
        before=before(printed.rows, spec),
        dropped=rows - len(printed.kept),
        recoding=chosen,
        candidates=tuple(Candidate(name, losses[name].ncp, rows - len(tries[name].kept)) for name in tries),
        loss=losses[chosen],
        homogeneity=homogeneity(printed, spec),
        left_out=tuple(column for column in columns if column not in spec.columns),
        period=spec.period,
    )
