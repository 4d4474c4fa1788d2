"""School years are named as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.core import SchoolYear


@pytest.mark.parametrize(("label", "ends_in"), [("2024-25", 2025), ("1999-00", 2000), (" 2025-26 ", 2026)])
def test_a_label_is_read_as_the_year_it_ends_in(label: str, ends_in: int) -> None:
    assert SchoolYear.parse(label) == SchoolYear(ends_in)


@pytest.mark.parametrize("label", ["2024", "2024-26", "2024/25", "24-25", "", "2024-2025", "２０２４-25x"])
def test_a_label_that_is_not_a_school_year_is_refused_with_its_text(label: str) -> None:
    with pytest.raises(ValueError, match="is not a school year"):
        SchoolYear.parse(label)


@given(st.integers(min_value=1950, max_value=2200))
def test_a_year_is_written_as_it_is_read(ends_in: int) -> None:
    assert SchoolYear.parse(str(SchoolYear(ends_in))) == SchoolYear(ends_in)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2200, 1, 1)))
def test_every_day_falls_in_exactly_one_year(day: date) -> None:
    year = SchoolYear.of(day)
    assert day in year
    assert day not in SchoolYear(year.ends_in - 1)
    assert day not in SchoolYear(year.ends_in + 1)
    assert SchoolYear(year.ends_in - 1).ends_before == year.starts_on
