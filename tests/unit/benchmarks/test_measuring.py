"""What the benchmarks rest on: limits that hold, crashes that are named, a broken table that is told as broken."""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from benchmarks import attacker, cases, log_plot, processes, protected, scaling_figures
from benchmarks.made_tables import made_tables
from benchmarks.protected import Result

from schoolgate import sdc
from schoolgate.sdc import files


def result(**changes: object) -> Result:
    known: dict[str, object] = dict(zip(("table", "zeros", "level", "sums", "code"), "abcde", strict=True))
    known |= {"outcome": "done", "cpu_s": 1.25, "wall_s": 2.5, "peak_mib": 80.0}
    return Result(**(known | changes))  # type: ignore[arg-type]  # fields of many kinds, by name


def test_a_process_that_does_not_end_is_ended_at_the_limit() -> None:
    done = processes.run([sys.executable, "-c", "import time; time.sleep(60)"], limit_s=0.5)
    assert done.late
    assert done.wall_s < 30
    assert done.crash is None


def test_a_crash_is_told_by_its_signal() -> None:
    done = processes.run([sys.executable, "-c", "import os; os.abort()"])
    assert (done.late, done.crash) == (False, "SIGABRT")


def test_the_peak_of_memory_is_that_of_the_process_and_not_of_the_one_that_started_it() -> None:
    ballast = np.ones(40_000_000)
    done = processes.run([sys.executable, "-c", "print('small')"])
    assert done.output == "small\n"
    assert done.peak_mib < 60 < ballast.nbytes / 2**20


def test_a_table_with_its_small_cells_alone_hidden_is_told_as_broken(shared: Path, tmp_path: Path) -> None:
    race, school = sdc.flat_dimension("race", ["A", "B", "C"]), sdc.flat_dimension("school", ["X", "Y", "Z"])
    table = sdc.CountTable.from_counts(
        [school, race], rows=[[s, r] for s in (1, 2, 3) for r in (1, 2, 3)], counts=[4, 20, 30, 25, 31, 40, 22, 35, 19]
    )
    case = cases.write(tmp_path, table, "bare")
    status = np.where(table.cells < 10, sdc.PRIMARY, sdc.PUB).astype(np.int8)
    cells = tmp_path / "cells.csv"
    cells.write_bytes(files.cells_bytes(table, status))
    found = attacker.attack(attacker.script(shared), case, cells, "exact", "show", 30)
    assert found is not None
    assert (found.scope, found.targets, found.broken) == ("all", 1, 1)


@pytest.mark.parametrize("name", ["uneven tree", "two deep trees", "structural zeros", "chosen margins"])
def test_a_case_reads_back_as_the_table_that_was_written(tmp_path: Path, name: str) -> None:
    made = made_tables()[name]()
    case = cases.write(tmp_path, made.table, name, crossings=made.crossings, structural=made.structural)
    read = cases.read(case.spec, case.counts, case.rules)
    assert np.array_equal(read.table.cells, made.table.cells)
    assert np.array_equal(read.table.published, made.table.published)
    nothing = np.zeros(made.table.shape, dtype=bool)
    expected, found = (nothing if mask is None else mask for mask in (made.structural, read.structural))
    assert np.array_equal(found, expected)


def test_a_part_measured_again_replaces_its_own_figures_and_no_others(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    protected.write_results(path, [result(table="d2", loss=5), result(table="d3", loss=7, attacked="all")])
    protected.write_results(path, [result(table="d2", loss=4)])
    assert protected.read_results(path) == [
        result(table="d2", loss=4),
        result(table="d3", loss=7, attacked="all"),
    ]


def test_the_exponent_of_a_power_law_is_found() -> None:
    points = [(10.0**power, 3 * 10.0 ** (1.2 * power)) for power in range(3, 7)]
    assert scaling_figures.exponent(points) == pytest.approx(1.2)
    assert scaling_figures.exponent(points[:1]) is None


def test_a_plot_draws_every_point_and_tells_what_it_shows() -> None:
    series = [log_plot.Series("exact", ((1e3, 1.5), (1e5, 20))), log_plot.Series("ambiguous", ((1e4, 30),))]
    root = ET.fromstring(log_plot.svg("Cost & cells", "It grows.", "cells", "seconds", series))
    tag = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{tag}title") == "Cost & cells"
    circles, squares = root.findall(f"{tag}circle"), root.findall(f"{tag}rect")[1:]
    assert (len(circles), len(squares)) == (2 + 1, 1 + 1)  # with the one in the legend
