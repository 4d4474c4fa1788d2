"""A student with several rows hides among students who print the same in every period."""

from collections import Counter, defaultdict

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolgate.core import BadInput
from schoolgate.sdc import microdata
from schoolgate.sdc.microdata import MARK, Diversity, Hierarchy, Reading, Recoding, Sensitive, Spec

GRADE = Hierarchy.bands("grade", {"middle": ("07", "08"), "high": ("09", "10")})
RACE = Hierarchy.flat("race", ("Asian", "Black", "White"))
YEARS = ("2022-23", "2023-24", "2024-25")

Year = tuple[str | None, str | None, str]
row = st.tuples(
    st.sampled_from(("07", "08", "09", "10", None)), st.sampled_from(("Asian", "Black")), st.sampled_from("YN")
)
students = st.lists(st.lists(st.one_of(st.none(), row), min_size=3, max_size=3), max_size=25)


def table(people: list[list[Year | None]]) -> pa.Table:
    rows = [
        {"code": f"C{number:03d}", "year": YEARS[place], "grade": year[0], "race": year[1], "iep": year[2]}
        for number, years in enumerate(people)
        for place, year in enumerate(years)
        if year is not None
    ]
    return pa.Table.from_pylist(
        rows, pa.schema([(name, pa.string()) for name in ("code", "year", "grade", "race", "iep")])
    )


def spec(k: int, l: int = 1, recoding: Recoding = Recoding.BEST) -> Spec:  # noqa: E741
    return Spec((GRADE, RACE), k, (Sensitive("iep", l),), person="code", period="year", recoding=recoding)


def trajectories(frame: pa.Table) -> Counter[tuple[tuple[str, ...], ...]]:
    by_code = defaultdict(list)
    for line in frame.to_pylist():
        by_code[line["code"]].append((line["year"], line["grade"], line["race"]))
    return Counter(tuple(sorted(lines)) for lines in by_code.values())


@settings(max_examples=150, deadline=None)
@given(students, st.integers(2, 5), st.sampled_from(list(Recoding)))
def test_k_students_print_the_same_in_all_their_periods(
    people: list[list[Year | None]], k: int, recoding: Recoding
) -> None:
    result = microdata.anonymise(table(people), spec(k, recoding=recoding))
    assert all(count >= k for count in trajectories(result.frame).values())
    assert not microdata.check(result.frame, spec(k))
    assert not microdata.check(result.frame, spec(k), reading=Reading.COULD_MATCH)


@settings(max_examples=100, deadline=None)
@given(students, st.integers(2, 5))
def test_nothing_is_invented_over_the_periods(people: list[list[Year | None]], k: int) -> None:
    frame = table(people)
    result = microdata.anonymise(frame, spec(k))
    true = {(line["code"], line["year"]): line for line in frame.to_pylist()}
    lawful = {path[0]: {*path, MARK} for path in GRADE.paths + RACE.paths}
    for line in result.frame.to_pylist():
        before = true.pop((line["code"], line["year"]))
        assert line["iep"] == before["iep"]
        for name in ("grade", "race"):
            assert line[name] in (lawful[before[name]] if before[name] else {MARK})
    assert len(true) == result.report.dropped


@settings(max_examples=100, deadline=None)
@given(students, st.integers(2, 5), st.sampled_from(list(Diversity)))
def test_students_who_print_the_same_are_diverse_in_every_period(
    people: list[list[Year | None]], k: int, diversity: Diversity
) -> None:
    asked = Spec((GRADE, RACE), k, (Sensitive("iep", 2, diversity),), person="code", period="year")
    assert not microdata.check(microdata.anonymise(table(people), asked).frame, asked)


def test_rows_that_are_safe_alone_are_not_safe_once_a_code_links_them() -> None:
    moves: list[list[Year | None]] = [
        [(first, "Black", "Y"), (last, "Black", "N"), None] for first in ("07", "09") for last in ("08", "09") * 3
    ]
    moves[0] = [("07", "Black", "Y"), ("10", "Black", "N"), None]
    frame = table(moves)
    alone = Spec((GRADE, RACE), 3, keep=("code", "year", "iep"))
    linked = microdata.anonymise(frame, alone).frame
    assert min(trajectories(linked).values()) < 3
    assert min(trajectories(microdata.anonymise(frame, spec(3)).frame).values()) >= 3
    assert microdata.check(linked.select(["code", "year", "grade", "race", "iep"]), spec(3))


def test_a_student_seen_in_rare_years_gives_up_a_year_not_the_whole_record() -> None:
    usual: Year = ("09", "Black", "Y")
    people: list[list[Year | None]] = [[usual, usual, None]] * 10 + [[usual, usual, usual]]
    result = microdata.anonymise(table(people), spec(5))
    assert result.report.dropped == 1
    assert Counter(result.frame.column("year").to_pylist()) == {YEARS[0]: 11, YEARS[1]: 11}


def test_dropped_rows_do_not_shift_the_columns_of_a_pandas_frame() -> None:
    usual: Year = ("09", "Black", "Y")
    people: list[list[Year | None]] = [[usual, usual, usual], *([[usual, ("10", "Asian", "N"), None]] * 10)]
    frame = table(people)
    arrow, pandas = (microdata.anonymise(given, spec(5)).frame for given in (frame, frame.to_pandas()))
    assert pandas.to_dict("records") == arrow.to_pylist()


def test_one_row_a_student_needs_no_period() -> None:
    races = ["Black", "White", "Asian", "Black", "White", "Black", "White", "Black"]
    frame = pa.table({"code": list("HCFABGDE"), "race": races})
    alone = Spec((RACE,), 3, person="code")
    result = microdata.anonymise(frame, alone)
    assert Counter(result.frame.column("race").to_pylist()) == {"Black": 4, "*": 4}
    assert not microdata.check(result.frame, alone)


@pytest.mark.parametrize(
    ("codes", "period", "rule"),
    [
        (["A", "A"], None, "frame.person-twice"),
        (["A", "A"], "year", "frame.person-twice"),
        (["A", None], "year", "frame.no-person"),
    ],
    ids=["two rows and no period", "two rows in a period", "no code"],
)
def test_rows_that_no_student_and_period_tell_apart_are_refused(
    codes: list[str | None], period: str | None, rule: str
) -> None:
    frame = pa.table({"code": codes, "year": ["2024-25"] * 2, "race": ["Black"] * 2})
    with pytest.raises(BadInput) as error:
        microdata.anonymise(frame, Spec((RACE,), 2, person="code", period=period))
    assert error.value.faults[0].rule == rule
