"""A band never says more of a small group than that it may be small."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.release.bands import band

EDGES = (5, 10, 20, 25, 50)


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        pytest.param(37, 40, ">50%", id="three of forty lack it"),
        pytest.param(40, 40, ">50%", id="all of forty have it"),
        pytest.param(0, 40, "<50%", id="none of forty has it"),
        pytest.param(995, 1000, ">95%", id="few of a thousand lack it"),
        pytest.param(990, 1000, ">95%", id="nearly all, though ten lack it"),
        pytest.param(3, 210, "<5%", id="five per cent of 210 leaves room for ten"),
        pytest.param(100, 104, ">90%", id="ten per cent of 104 leaves room for ten"),
    ],
)
def test_a_small_side_is_told_as_a_band(numerator: int, denominator: int, text: str) -> None:
    found = band(numerator, denominator, threshold=10, edges_percent=EDGES)
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [
        pytest.param(50, 100, id="no side is small"),
        pytest.param(50, 1000, id="five per cent is not near nothing"),
        pytest.param(6, 12, id="both sides are small"),
        pytest.param(3, 15, id="too few students for any band"),
    ],
)
def test_no_band_is_given(numerator: int, denominator: int) -> None:
    assert band(numerator, denominator, threshold=10, edges_percent=EDGES) is None


@given(data=st.data(), denominator=st.integers(min_value=1, max_value=5000))
def test_the_same_band_could_stand_for_a_group_that_may_be_shown(data: st.DataObject, denominator: int) -> None:
    numerator = data.draw(st.integers(min_value=0, max_value=denominator))
    found = band(numerator, denominator, threshold=10, edges_percent=EDGES)
    if found is None:
        return
    small = numerator if found.side == "numerator" else denominator - numerator
    assert max(10, small) <= found.highest_count
    percent = int(found.text.strip("<>%"))
    edge = percent if found.side == "numerator" else 100 - percent
    assert found.highest_count / denominator < edge / 100 <= (found.highest_count + 1) / denominator
