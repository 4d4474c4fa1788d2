"""Whom small groups count: worked out one by one beside the query."""

from itertools import product

import pytest

from schoolgate.core import Population, SchoolYear
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse import Scope, student_rows
from schoolgate.warehouse.small_groups import Printed, students_in_small_groups
from schoolgate.warehouse.store import Store

YEAR = SchoolYear(2026)


def counted(store: Store, district: WrittenDistrict, outcome: str, *, rated: bool, least: int) -> set[str]:
    """Return whom a group by race and gender of fewer than `least` counts, or its part with an outcome."""
    elements = ("race_ethnicity", "gender", outcome)
    on = district.facts.release_on
    rows = student_rows(store.snapshot(), Scope.district(), Population(), (YEAR,), elements, on).table.to_pylist()
    found = set[str]()
    for race, gender in product({None, *(r["race_ethnicity"] for r in rows)}, {None, *(r["gender"] for r in rows)}):
        group = [r for r in rows if race in (None, r["race_ethnicity"]) and gender in (None, r["gender"])]
        recorded = [r for r in group if r[outcome] is not None]
        parts = [group, recorded]
        if rated:
            parts += [[r for r in recorded if r[outcome]], [r for r in recorded if not r[outcome]]]
        found |= {r["_student"] for part in parts if len(part) < least for r in part}
    return found


@pytest.mark.parametrize("rated", [True, False], ids=["a rate", "a mean"])
@pytest.mark.parametrize("least", [10, 25])
def test_whoever_a_small_group_or_a_small_part_of_one_counts_is_found(
    store: Store, district: WrittenDistrict, least: int, rated: bool
) -> None:
    outcome, measured = "chronic_absence", "chronic_absence_rate"
    printed = Printed(("race_ethnicity", "gender"), (measured,), (measured,) if rated else ())
    found = students_in_small_groups(store.snapshot(), Population(), YEAR, printed, least)
    assert set(found) == counted(store, district, outcome, rated=rated, least=least)
    assert found
