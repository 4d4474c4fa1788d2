"""The command line on the smaller tables of the outside audit: an outside attacker breaks none, and little is lost.

The bounds are what was found elsewhere for the same tables with zeros shown: the loss of GaussSuppression, and the
least loss that stands against a reader who knows the rule. Neither keeps sums of hidden cells from being small, so
they are compared at `exact` with a table that does not either.
"""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from benchmarks.peer_figures import stated
from tests.support.attacker import Attacker

from schoolgate.cli.app import main

NAMES = ("d2_tiny", "d2_region", "d2g", "d2", "d2h")


@dataclass(frozen=True)
class Printed:
    """The cells that staff keep, and what the command told of them."""

    spec: Path
    cells: Path
    loss: int
    primary: int


@pytest.fixture(scope="module")
def protect(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Printed]:
    """Return what protects a table by its name, once for each level and rule about zeros."""
    done: dict[tuple[str, ...], Printed] = {}

    def once(name: str, level: str, zeros: str, sums: str = "protect") -> Printed:
        if (name, level, zeros, sums) not in done:
            folder = tmp_path_factory.mktemp("protected")
            done[name, level, zeros, sums] = _protected(shared / "audit" / "tables", folder, name, level, zeros, sums)
        return done[name, level, zeros, sums]

    return once


def _protected(tables: Path, folder: Path, name: str, level: str, zeros: str, sums: str) -> Printed:
    spec, cells = tables / f"{name}.json", folder / "cells.csv"
    command = ["protect", "--spec", str(spec), "--out", str(cells), "--counts", str(spec.with_suffix(".csv.gz"))]
    command += ["--level", level, "--zeros", zeros, "--sums", sums, "--json"]
    told = io.StringIO()
    with redirect_stdout(told), pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 0
    summary = json.loads(told.getvalue())
    return Printed(spec, cells, summary["loss"], summary["primary"])


def _attacked(attacker: Attacker, printed: Printed, level: str, zeros: str) -> dict[str, int]:
    """Return what the outside attacker tells; what it leaves open is settled by integer programmes."""
    demands = ("--require-upper", "10", "--require-width", "9") if level == "ambiguous" else ()
    words = ("--model", "hidden", "--strict", "--mip", *demands)
    return attacker.attack((printed.spec, printed.cells), words=words, zeros_hidden=zeros == "hide").summary


@pytest.mark.parametrize("zeros", ["show", "hide"])
@pytest.mark.parametrize("level", ["exact", "ambiguous"])
@pytest.mark.parametrize("name", NAMES)
def test_an_outside_attacker_breaks_no_small_group(
    attacker: Attacker, protect: Callable[..., Printed], name: str, level: str, zeros: str
) -> None:
    printed = protect(name, level, zeros)
    found = _attacked(attacker, printed, level, zeros)
    assert found["targets"] == found["primary"] == printed.primary
    assert (found["broken"], found["undecided"], found["out_of_time"]) == (0, 0, 0)


@pytest.mark.parametrize("name", NAMES)
def test_at_exact_no_more_is_lost_than_elsewhere_and_little_more_than_must_be(
    protect: Callable[..., Printed], name: str
) -> None:
    loss, known = protect(name, "exact", "show", "ignore").loss, stated()[name]
    assert known.gs_loss is not None
    assert known.opt_exact is not None
    assert loss <= known.gs_loss
    assert loss <= 1.05 * known.opt_exact


@pytest.mark.parametrize("name", ["d2_tiny", "d2_region", "d2g", "d2"])
def test_at_ambiguous_little_more_is_lost_than_must_be(protect: Callable[..., Printed], name: str) -> None:
    known = stated()[name]
    assert known.opt_ambiguous is not None
    assert protect(name, "ambiguous", "show").loss <= 1.10 * known.opt_ambiguous
