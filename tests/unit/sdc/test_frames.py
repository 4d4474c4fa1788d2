"""A protected table goes out as a frame of the caller's own library."""

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from schoolgate import sdc

FRAME = pa.table({"school": ["A", "A", "B", "B"], "race": ["x", "y", "x", "y"], "n": [4, 30, 41, 27]})


@pytest.fixture(scope="module")
def protected() -> sdc.ProtectedTable:
    dimensions = [sdc.flat_dimension("school", ["A", "B"]), sdc.flat_dimension("race", ["x", "y"])]
    return sdc.protect(sdc.CountTable.from_frame(FRAME, dimensions), zeros="show")


def test_a_public_frame_has_no_hidden_count_and_does_not_tell_which_is_small(protected: sdc.ProtectedTable) -> None:
    rows = sdc.to_frame(protected).to_pylist()
    assert len(rows) == 9
    assert {row["n"] for row in rows if row["status"] == "hidden"} == {None}
    assert {row["status"] for row in rows} == {"pub", "hidden"}
    assert {"school": "Total", "race": "Total", "n": 102, "status": "pub"} in rows


def test_a_staff_frame_has_the_true_counts_and_states(protected: sdc.ProtectedTable) -> None:
    rows = sdc.to_frame(protected, public=False).to_pylist()
    assert {"school": "A", "race": "x", "n": 4, "status": "primary"} in rows
    assert sum(row["n"] for row in rows if row["status"] == "secondary") == protected.loss


@pytest.mark.parametrize("like", [FRAME, FRAME.to_pandas(), pl.from_arrow(FRAME)], ids=["arrow", "pandas", "polars"])
def test_the_frame_is_of_the_library_that_came_in(
    protected: sdc.ProtectedTable, like: pa.Table | pd.DataFrame | pl.DataFrame
) -> None:
    frame = sdc.to_frame(protected, like)
    assert type(frame) is type(like)
    numbers = frame.drop_nulls()["n"] if isinstance(frame, pl.DataFrame) else None
    if isinstance(frame, pd.DataFrame):
        numbers = frame["n"].dropna()
        assert str(frame["n"].dtype) == "Int64"
    if numbers is not None:
        assert sorted(map(int, numbers)) == sorted(n for n in sdc.to_frame(protected)["n"].to_pylist() if n is not None)
