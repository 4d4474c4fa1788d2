"""What a protected table shows: rates whose three parts stand, bands near the ends, means of ten and more."""

import numpy as np
import pyarrow as pa
import pytest

from schoolgate import sdc
from schoolgate.core import SchoolYear
from schoolgate.release.measures import MEANS, RATES
from schoolgate.release.rendering import AlternativeCounts, Shown, shown_mean, shown_rate, shown_students
from schoolgate.release.tables import YearTable, year_table
from schoolgate.warehouse.cuboid import CodeLabel, Cuboid, CuboidDimension

EDGES = (5, 10, 20, 25, 50)
YEAR = SchoolYear(2026)
Row = tuple[str, int, int, int]  # school, students with the outcome, without it, without a record


def _cuboid(rows: list[Row], days_absent: float = 5.0) -> Cuboid:
    """Return a cuboid of schools by chronic absence; each student with a record missed `days_absent` of 100 days."""
    parts = [
        (school, flag, n) for school, yes, no, gap in rows for flag, n in ((True, yes), (False, no), (None, gap)) if n
    ]
    recorded = [0 if flag is None else n for _, flag, n in parts]
    table = pa.table(
        {
            "school": [school for school, _, _ in parts],
            "chronic_absence_rate": pa.array([flag for _, flag, _ in parts], pa.bool_()),
            "n": [n for _, _, n in parts],
            "days_absent": [days_absent * n for n in recorded],
            "days_present": [(100 - days_absent) * n for n in recorded],
            "days_enrolled": [100.0 * n for n in recorded],
            "attendance_students": recorded,
        }
    )
    schools = tuple(CodeLabel("school", school, f"School {school}") for school in dict.fromkeys(row[0] for row in rows))
    return Cuboid(table, (CuboidDimension("school", ("school",), schools),))


def _protected(rows: list[Row], measures: list[str], **cuboid: float) -> tuple[YearTable, sdc.ProtectedTable]:
    year = year_table(_cuboid(rows, **cuboid), YEAR, measures)
    return year, sdc.protect(year.table)


def _cell(year: YearTable, shown: Shown, school: str) -> object:
    at = year.table.dimensions[0].index[school]
    return shown.marks[at] or float(shown.values[at])


def _rate(rows: list[Row], school: str) -> object:
    year, protected = _protected(rows, ["students", "chronic_absence_rate"])
    rate = RATES["chronic_absence_rate"]
    shown = shown_rate(year, protected.status, protected.proof, rate, threshold=10, edges_percent=EDGES)
    return _cell(year, shown, school)


BIG: list[Row] = [("B", 60, 300, 0), ("C", 50, 250, 0), ("D", 80, 170, 0)]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        pytest.param(("A", 37, 3, 0), {"*", ">50%"}, id="t4 three of forty are too few"),
        pytest.param(("A", 40, 0, 0), {"*", ">50%"}, id="t5 all of forty tells about everyone"),
        pytest.param(("A", 0, 40, 0), {"*", "<50%"}, id="none of forty tells about everyone"),
        pytest.param(("A", 4, 3, 0), {"*"}, id="a small group has no rate"),
        pytest.param(("A", 396, 4, 0), {"*", ">95%"}, id="a few of four hundred"),
    ],
)
def test_t4_t5_a_rate_with_a_small_part_is_hidden_or_a_band(row: Row, told: set[str]) -> None:
    assert _rate([row, *BIG], "A") in told


@pytest.mark.parametrize(
    ("row", "told"),
    [
        pytest.param(("A", 30, 90, 0), 25.0, id="all three parts stand"),
        pytest.param(("A", 12, 388, 0), "<5%", id="near nothing, though both parts stand"),
        pytest.param(("A", 30, 90, 40), 25.0, id="students without a record are not counted in a rate"),
    ],
)
def test_a_rate_whose_parts_stand_is_told(row: Row, told: object) -> None:
    without_record = [(school, yes, no, 40) for school, yes, no, _ in BIG] if row[3] else BIG
    assert _rate([row, *without_record], "A") == told


def test_no_printed_band_is_contradicted_by_the_proof() -> None:
    rows: list[Row] = [(f"S{k}", 3 + 7 * k % 11, 40 + 13 * k, 0) for k in range(12)]
    year, protected = _protected(rows, ["students", "chronic_absence_rate"])
    rate = RATES["chronic_absence_rate"]
    shown = shown_rate(year, protected.status, protected.proof, rate, threshold=10, edges_percent=EDGES)
    outcome = year.outcomes[0]
    elsewhere = AlternativeCounts(year, protected.proof)
    banded = [at for at in range(len(shown.marks)) if shown.marks[at] not in {None, "*"}]
    assert banded, "the case must print bands, or it shows nothing"
    for at in banded:
        base = int(year.table.cells[at, outcome.base])
        for flat_count in elsewhere.range_of((at, outcome.has or 0)):
            assert flat_count / base * 100 < float(shown.marks[at].strip("<%"))


def test_t11_numerators_cannot_be_read_back_from_rounded_rates() -> None:
    """A reader who multiplies every printed number by its denominator learns only counts that are shown (T11)."""
    rows: list[Row] = [(f"S{k}", 2 + 5 * k, 30 + 11 * k, 0) for k in range(10)]
    year, protected = _protected(rows, ["students", "chronic_absence_rate"])
    rate = RATES["chronic_absence_rate"]
    shown = shown_rate(year, protected.status, protected.proof, rate, threshold=10, edges_percent=EDGES)
    outcome = year.outcomes[0]
    numbers = [at for at in range(len(shown.marks)) if shown.marks[at] is None]
    assert numbers
    for at in numbers:
        for code in (outcome.has, outcome.lacks, outcome.base):
            assert protected.status[at, code or 0] == sdc.PUB


@pytest.mark.parametrize(
    ("measure", "days_absent", "told"),
    [
        pytest.param("attendance_rate", 5.0, 95.0, id="attendance"),
        pytest.param("attendance_rate", 0.5, ">99%", id="perfect attendance tells about everyone"),
        pytest.param("mean_days_absent", 5.0, 5.0, id="days absent"),
        pytest.param("mean_days_absent", 0.0, "<0.5", id="no absence tells about everyone"),
    ],
)
def test_t10_a_mean_of_twelve_is_told(measure: str, days_absent: float, told: object) -> None:
    year, protected = _protected([("A", 6, 6, 0), *BIG], ["students", measure], days_absent=days_absent)
    assert _cell(year, shown_mean(year, protected.status, MEANS[measure], threshold=10), "A") == told


@pytest.mark.parametrize("row", [("A", 4, 5, 0), ("A", 4, 4, 40)], ids=["nine students", "eight with a record"])
def test_a_mean_of_fewer_than_ten_is_hidden(row: Row) -> None:
    rows = [row, *((school, yes, no, row[3]) for school, yes, no, _ in BIG)]
    year, protected = _protected(rows, ["students", "attendance_rate"])
    assert _cell(year, shown_mean(year, protected.status, MEANS["attendance_rate"], threshold=10), "A") == "*"


def test_counts_bear_one_mark_for_small_groups_and_for_what_protects_them() -> None:
    year, protected = _protected([("A", 2, 2, 0), ("B", 6, 6, 0), ("C", 7, 7, 0)], ["students"])
    shown = shown_students(year, protected.status)
    hidden = [code for code, mark in zip(year.table.dimensions[0].codes, shown.marks, strict=True) if mark]
    assert len(hidden) >= 2
    assert "A" in hidden
    assert {mark for mark in shown.marks if mark} == {"*"}
    assert np.isnan(shown.values[[mark is not None for mark in shown.marks]]).all()
