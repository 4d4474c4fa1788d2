"""What the engine must reach on the tables of the outside audit, judged from the results: one line for each bound."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from benchmarks.peer_figures import PeerFigures, stated
from benchmarks.protected import Result

EXACT_OVER_OPTIMUM = 1.05
AMBIGUOUS_OVER_OPTIMUM = 1.10
QUICKER_THAN_PEER = 10
FAST_ON = ("d5", "d4", "d6h")
LARGEST = "d7h"
LARGEST_WALL_S, LARGEST_MIB, LARGEST_VERIFY_S = 300.0, 4096.0, 10.0

_Judge = Callable[[Result, PeerFigures], bool | None]


def lines(results: Sequence[Result]) -> Iterator[str]:
    """Yield for each bound how many of the results that it speaks of keep it, and those that do not."""
    for words, judge in _BOUNDS:
        judged = list(_judged(results, judge))
        missed = [name for name, kept in judged if not kept]
        told = f"missed: {', '.join(missed)}" if missed else "kept" if judged else "not measured"
        yield f"{words}: {len(judged) - len(missed)} of {len(judged)}, {told}"


def _judged(results: Iterable[Result], judge: _Judge) -> Iterator[tuple[str, bool]]:
    for result in results:
        kept = judge(result, stated()[result.table])
        if kept is not None:
            yield f"{result.table} ({result.zeros}, {result.level}, sums {result.sums})", kept


def safe(result: Result, _: PeerFigures) -> bool | None:
    """No primary is broken, none is left undecided, the verifier finds no fault."""
    if result.outcome != "done":
        return False
    return (result.broken, result.undecided, result.faults) == (0, 0, 0)


def at_most_the_peers_loss(result: Result, peer: PeerFigures) -> bool | None:
    """At exact with zeros shown, no more is lost than by GaussSuppression."""
    if (result.zeros, result.level) != ("show", "exact") or peer.gs_loss is None:
        return None
    return result.loss is not None and result.loss <= peer.gs_loss


def near_the_optimum(result: Result, peer: PeerFigures) -> bool | None:
    """With zeros shown, the loss is near the least one where that is known."""
    optimum = peer.optimum(result.level)
    if result.zeros != "show" or optimum is None:
        return None
    factor = EXACT_OVER_OPTIMUM if result.level == "exact" else AMBIGUOUS_OVER_OPTIMUM
    return result.loss is not None and result.loss <= factor * optimum


def quick(result: Result, peer: PeerFigures) -> bool | None:
    """On the larger tables, zeros shown, less than a tenth of the CPU seconds stated for GaussSuppression."""
    if result.table not in FAST_ON or (result.zeros, result.level) != ("show", "exact") or peer.gs_cpu_s is None:
        return None
    return result.outcome == "done" and result.cpu_s < peer.gs_cpu_s / QUICKER_THAN_PEER


def largest_in_time(result: Result, _: PeerFigures) -> bool | None:
    """The largest table at exact: five minutes and 4 GB."""
    if result.table != LARGEST or result.level != "exact":
        return None
    return result.outcome == "done" and result.wall_s < LARGEST_WALL_S and result.peak_mib < LARGEST_MIB


def largest_verified(result: Result, _: PeerFigures) -> bool | None:
    """The largest table is verified in ten CPU seconds."""
    if result.table != LARGEST:
        return None
    return result.verify_s is not None and result.verify_s < LARGEST_VERIFY_S


_BOUNDS: tuple[tuple[str, _Judge], ...] = (
    ("none broken, none undecided, no fault", safe),
    ("loss at exact no more than GaussSuppression's", at_most_the_peers_loss),
    ("loss near the optimum (1.05 at exact, 1.10 at ambiguous)", near_the_optimum),
    ("CPU seconds under a tenth of GaussSuppression's", quick),
    (f"{LARGEST} at exact within {LARGEST_WALL_S:.0f} s and {LARGEST_MIB:,.0f} MiB", largest_in_time),
    (f"{LARGEST} verified within {LARGEST_VERIFY_S:.0f} CPU s", largest_verified),
)
