"""Tables come from arrays and frames, and bad ones are refused with every fault."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from tests.unit.sdc.tables import PASSED, RACES, SCHOOLS

from schoolgate import sdc
from schoolgate.core import BadInput

ROWS = {"school": ["A", "A", "C"], "race": ["Asian", "Black", "Asian"], "n": [3, 12, 40]}


@pytest.mark.parametrize(
    "make", [pd.DataFrame, pl.DataFrame, pa.table, pl.LazyFrame], ids=["pandas", "polars", "arrow", "lazy"]
)
def test_a_frame_of_any_library_is_read(make: type) -> None:
    table = sdc.CountTable.from_frame(make(ROWS), [SCHOOLS, RACES])
    assert table.total == 55
    assert table.cells[SCHOOLS.index["N"], 0] == 15


def test_microdata_counts_one_student_a_row() -> None:
    table = sdc.CountTable.from_frame(pd.DataFrame(ROWS), [SCHOOLS, RACES], count=None)
    assert table.total == 3


def test_every_cell_is_the_sum_of_its_parts() -> None:
    table = sdc.CountTable.from_frame(pd.DataFrame(ROWS), [SCHOOLS, RACES])
    for axis, dimension in enumerate(table.dimensions):
        lines = np.moveaxis(table.cells, axis, 0)
        for parent, children in dimension.families:
            assert (lines[parent] == lines[children].sum(axis=0)).all()


def test_an_unknown_code_is_refused_with_its_row() -> None:
    with pytest.raises(BadInput) as caught:
        sdc.CountTable.from_frame(pd.DataFrame({**ROWS, "race": ["Asian", "?", "Black"]}), [SCHOOLS, RACES])
    assert [(fault.line, fault.column, fault.rule) for fault in caught.value.faults] == [
        (2, "race", "sdc.unknown-code")
    ]


@pytest.mark.parametrize(
    ("counts", "rule"),
    [([1, -2], "sdc.negative"), ([1.5, 2], "sdc.not-whole"), ([1], "sdc.ragged"), ([2_000_000_000, 1], "sdc.too-many")],
)
def test_counts_that_are_no_students_are_refused(counts: list[float], rule: str) -> None:
    with pytest.raises(BadInput) as caught:
        sdc.CountTable.from_counts([RACES], rows=[[1], [2]], counts=counts)
    assert rule in {fault.rule for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("codes", "parent", "rule"),
    [
        (("Total", "a", "b"), {"a": "Total"}, "sdc.no-parent"),
        (("Total", "a", "a"), {"a": "Total"}, "sdc.code-twice"),
        (("Total", "a"), {"a": "x"}, "sdc.unknown-parent"),
        (("Total", "a", "b"), {"a": "b", "b": "a"}, "sdc.circle"),
        (("Total",), {}, "sdc.no-codes"),
        (("Total", "a"), {"a": "Total", "z": "Total"}, "sdc.unknown-child"),
    ],
)
def test_codes_that_are_no_tree_are_refused(codes: tuple[str, ...], parent: dict[str, str], rule: str) -> None:
    with pytest.raises(BadInput) as caught:
        sdc.Dimension("d", ("d",), codes, parent)
    assert rule in {fault.rule for fault in caught.value.faults}


def test_margins_leave_out_what_crosses_two_groups() -> None:
    late = sdc.flat_dimension("late", ["Yes", "No"])
    grid = sdc.Margins.without_crossing([["late"], ["passed"]]).published((RACES, PASSED, late))
    assert not grid[:, 1:, 1:].any()
    assert grid[:, 0, :].all()
    assert grid[:, :, 0].all()


def test_margins_name_only_dimensions_of_the_table() -> None:
    with pytest.raises(BadInput, match="no dimension"):
        sdc.CountTable.from_counts([RACES], rows=[[1]], counts=[3], margins=sdc.Margins.crossings([["school"]]))


def test_a_total_over_a_dimension_can_be_left_out() -> None:
    grid = sdc.Margins.all().without_total_of("race").published((SCHOOLS, RACES))
    assert not grid[:, 0].any()
    assert grid[:, 1:].all()
