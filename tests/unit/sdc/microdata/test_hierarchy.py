"""Hierarchies and specs: what they say, and what they refuse."""

from datetime import date

import pyarrow as pa
import pytest

from schoolgate.core import BadInput
from schoolgate.sdc.microdata import Diversity, Hierarchy, Sensitive, Spec, anonymise
from schoolgate.sdc.microdata.encoding import plant

GRADE = Hierarchy.bands("grade", {"middle": ("07", "08"), "high": ("09",)})


@pytest.mark.parametrize(
    ("hierarchy", "paths"),
    [
        (GRADE, (("07", "middle"), ("08", "middle"), ("09", "high"))),
        (Hierarchy.of("s", {"A": ("North",), "B": "South"}), (("A", "North"), ("B", "South"))),
        (Hierarchy.flat("g", ("Female", "Male")), (("Female",), ("Male",))),
        (
            Hierarchy.ranges("age", 4, 8, (2, 4)),
            (
                ("4", "4 to 5", "4 to 7"),
                ("5", "4 to 5", "4 to 7"),
                ("6", "6 to 7", "4 to 7"),
                ("7", "6 to 7", "4 to 7"),
                ("8", "8", "8"),
            ),
        ),
        (
            Hierarchy.dates("born", date(2009, 12, 31), date(2010, 1, 1)),
            (("2009-12-31", "2009-12", "2009", "2005 to 2009"), ("2010-01-01", "2010-01", "2010", "2010 to 2014")),
        ),
    ],
    ids=["bands", "of", "flat", "ranges", "dates"],
)
def test_each_kind_of_hierarchy_gives_the_paths_it_says(
    hierarchy: Hierarchy, paths: tuple[tuple[str, ...], ...]
) -> None:
    assert hierarchy.paths == paths


@pytest.mark.parametrize(
    ("paths", "rules"),
    [
        ((), ["empty"]),
        ((("09", "high"), ("10",)), ["ragged"]),
        ((("09", "high"), ("09", "high")), ["twice"]),
        ((("*", "high"), ("10", "high")), ["reserved"]),
        ((("09", ""),), ["reserved"]),
        ((("A", "x", "north"), ("B", "x", "south")), ["not-nested"]),
        ((("high", "high"), ("10", "high")), ["ambiguous"]),
        ((("09", "high"), ("09", "high"), ("*", "high")), ["reserved", "twice"]),
    ],
    ids=["empty", "ragged", "twice", "mark", "blank", "cut across", "one label two meanings", "several faults"],
)
def test_a_hierarchy_that_cannot_be_read_back_is_refused(paths: tuple[tuple[str, ...], ...], rules: list[str]) -> None:
    with pytest.raises(BadInput) as error:
        Hierarchy("grade", paths)
    assert sorted(fault.rule for fault in error.value.faults) == [f"hierarchy.{rule}" for rule in rules]
    assert all(fault.column == "grade" and fault.mend for fault in error.value.faults)


def test_ranges_that_do_not_nest_are_refused() -> None:
    with pytest.raises(BadInput) as error:
        Hierarchy.ranges("age", 0, 11, (2, 3))
    assert {fault.rule for fault in error.value.faults} == {"hierarchy.not-nested"}


def test_a_weight_must_be_above_zero() -> None:
    with pytest.raises(BadInput):
        Hierarchy("grade", (("09",),), weight=0)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"k": 1}, "spec.k"),
        ({"quasi_identifiers": ()}, "spec.no-quasi-identifier"),
        ({"keep": ("grade",)}, "spec.column-twice"),
        ({"sensitive": (Sensitive("iep", 0),)}, "spec.diversity"),
        ({"sensitive": (Sensitive("iep", 11),)}, "spec.diversity"),
        ({"period": "year"}, "spec.period-alone"),
        ({"quasi_identifiers": tuple(Hierarchy.flat(f"c{n}", ("a",)) for n in range(17))}, "spec.too-many"),
    ],
    ids=["k of one", "none", "column twice", "l of none", "l above k", "period alone", "seventeen"],
)
def test_a_spec_that_cannot_be_kept_is_refused(fields: dict[str, object], rule: str) -> None:
    with pytest.raises(BadInput) as error:
        Spec(**({"quasi_identifiers": (GRADE,)} | fields))  # type: ignore[arg-type]
    assert rule in {fault.rule for fault in error.value.faults}


def test_all_faults_of_a_spec_are_told_at_once() -> None:
    with pytest.raises(BadInput) as error:
        Spec((GRADE,), k=1, sensitive=(Sensitive("grade", 5, Diversity.ENTROPY),), period="year")
    assert len(error.value.faults) == 4


def test_levels_that_tell_nothing_new_fall_away() -> None:
    forest, texts = plant(
        (Hierarchy.of("s", {"A": ("1", "x", "any"), "B": ("2", "y", "any"), "C": ("2", "y", "any")}),)
    )
    assert forest.heights.tolist() == [2]
    assert texts == (("*", "A", "B", "C", "1", "2"),)


def test_a_column_of_higher_weight_loses_less() -> None:
    rows = {"grade": ["07", "08"] * 5, "race": ["Black", "White", "White", "Black"] * 2 + ["Black", "White"]}

    def suppressed(weight: float) -> tuple[float, ...]:
        grade = Hierarchy.flat("grade", ("07", "08"), weight=weight)
        race = Hierarchy.flat("race", ("Black", "White"))
        report = anonymise(pa.table(rows), Spec((grade, race), 4)).report
        return tuple(attribute.exact for attribute in report.loss.attributes)

    assert suppressed(9) == (1, 0)
    assert suppressed(1 / 9) == (0, 1)
