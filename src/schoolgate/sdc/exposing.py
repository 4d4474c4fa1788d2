"""Puts an attack together: what each reader knows beforehand, which cells are attacked, and what is told of them."""

from collections.abc import Sequence

import numpy as np

from schoolgate.core import BadInput, Progress
from schoolgate.sdc.attack import Demand, Found, Limits, attacked
from schoolgate.sdc.audit import Exposure, Model, Programmes
from schoolgate.sdc.explanations import Explainer
from schoolgate.sdc.linear_algebra import determined
from schoolgate.sdc.printed import PublishedTable
from schoolgate.sdc.propagation import Bounds
from schoolgate.sdc.unknowns import Cells, Reals, Unknowns, unknowns_of


def exposed(
    tables: Sequence[PublishedTable],
    *,
    threshold: int,
    hides_zeros: bool,
    model: Model,
    programmes: Programmes,
    sample: int,
    seed: int,
    seconds: float,
    require: tuple[float, float] | None,
    progress: Progress,
) -> Exposure:
    """Attack tables and return what was found. Raises BadInput where they contradict each other under the rule.

    Long because of its options; the work is one straight line.
    """
    unknowns = unknowns_of(tables)
    targets = np.flatnonzero(unknowns.target)
    drawn = _drawn(targets, sample, seed)
    if model is Model.LINEAR:
        found = _by_algebra(unknowns)
    else:
        low, high = _known_beforehand(unknowns, model, threshold, hides_zeros=hides_zeros)
        found = attacked(
            unknowns,
            low,
            high,
            drawn,
            linear=programmes is not Programmes.NONE,
            limits=Limits(total=seconds) if programmes is Programmes.INTEGER else Limits(whole=None, total=seconds),
            enough=Demand(*require) if require is not None else None,
            progress=progress,
        )
    bounds = found.bounds
    explainer = Explainer(unknowns, bounds)

    def explain(place: int) -> tuple[str, ...]:
        cell = int(drawn[place])
        return explainer.combined(found.used[cell]) if found.used.get(cell) else explainer.steps(cell)

    return Exposure(
        threshold,
        model,
        len(unknowns.low),
        unknowns.matrix.shape[0],
        found.components,
        found.largest,
        len(targets),
        int((bounds.low[targets] == bounds.high[targets]).sum()),
        int((bounds.high[targets] < threshold).sum()),
        tuple(unknowns.names(drawn)),
        found.low[drawn],
        found.high[drawn],
        found.seen_low[drawn],
        found.seen_high[drawn],
        _how(unknowns, found, drawn),
        explain,
    )


def _drawn(targets: Cells, sample: int, seed: int) -> Cells:
    if not 0 < sample < len(targets):
        return targets
    return np.sort(np.random.default_rng(seed).choice(targets, sample, replace=False))


def _known_beforehand(unknowns: Unknowns, model: Model, threshold: int, *, hides_zeros: bool) -> tuple[Reals, Reals]:
    """Return the bounds of each unknown before any arithmetic: its mark's, and the rule's where a reader knows it."""
    low, high = unknowns.low.copy(), unknowns.high.copy()
    least = 0.0 if hides_zeros else 1.0
    loose = unknowns.hidden & (low < high)
    if model is Model.HIDDEN:
        low[loose] = np.maximum(low[loose], least)
    elif model is Model.LABELLED:
        small, other = loose & unknowns.target, loose & ~unknowns.target
        low[small], high[small] = np.maximum(low[small], least), np.minimum(high[small], threshold - 1)
        low[other] = np.maximum(low[other], threshold)
        if not all(table.labelled for table in unknowns.tables):
            message = "The tables do not tell small groups from what protects them."
            raise BadInput.at("audit", message, "Give cells with a status, or another model.", rule="audit.labels")
    return low, high


def _by_algebra(unknowns: Unknowns) -> Found:
    """Find what linear algebra alone determines: every other cell may be any number at all."""
    values = determined(unknowns.matrix, unknowns.totals, unknowns.low, unknowns.high)
    known = ~np.isnan(values)
    low, high = np.where(known, values, -np.inf), np.where(known, values, np.inf)
    nobody = np.full(len(low), -1, dtype=np.int64)
    bounds = Bounds(low, high, nobody, nobody, nobody, nobody)
    how = dict.fromkeys(np.flatnonzero(known).tolist(), "linear")
    return Found(bounds, low, high, low, high, how, {}, 0, 0)


def _how(unknowns: Unknowns, found: Found, cells: Cells) -> tuple[str, ...]:
    elsewhere = (unknowns.low == unknowns.high)[cells].tolist()
    return tuple(
        "shown elsewhere" if is_shown else found.how.get(cell, "propagation")
        for cell, is_shown in zip(cells.tolist(), elsewhere, strict=True)
    )
