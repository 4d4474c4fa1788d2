import pytest

from schoolgate.core import Condition, DataLevel, IdList, ListedId, Population, Query, SchoolYear
from schoolgate.policy.deflection import PublicAnswer, public_answers

YEAR = SchoolYear(2025)
EVERYBODY = Population()


def _counts(
    *group_by: str,
    measures: tuple[str, ...] = ("students",),
    years: tuple[SchoolYear, ...] = (YEAR,),
    population: Population = EVERYBODY,
) -> Query:
    return Query(DataLevel.AGGREGATE, years, population, group_by=group_by, measures=measures)


def _best(query: Query) -> PublicAnswer:
    return public_answers(query)[0]


@pytest.mark.parametrize(
    ("query", "dataset"),
    [
        pytest.param(_counts("school", "grade"), "dese-enroll-grade", id="students-by-school-and-grade"),
        pytest.param(_counts("race_ethnicity"), "dese-enroll-race-gender", id="students-by-race"),
        pytest.param(_counts("english_learner", "school"), "dese-selected-pop", id="english-learners-by-school"),
    ],
)
def test_a_request_that_is_public_as_it_stands_is_told_so(query: Query, dataset: str) -> None:
    best = _best(query)
    assert (best.dataset.id, best.complete, best.lacks, best.unknown) == (dataset, True, (), ())


def test_chronic_absence_by_race_is_in_the_attendance_report() -> None:
    best = _best(_counts("school", "race_ethnicity", measures=("chronic_absence_rate",)))
    assert best.dataset.id == "dese-attendance"
    assert best.lacks == ()
    assert best.unknown == ("the school year 2024-25",)


def test_an_answer_names_what_it_has_and_what_it_lacks() -> None:
    query = _counts("race_ethnicity", "program", measures=("chronic_absence_rate", "suspension_rate"))
    answer = next(found for found in public_answers(query) if found.dataset.id == "dese-attendance")
    assert "the measure chronic absence rate" in answer.has
    assert set(answer.lacks) == {"the measure suspension rate", "groups by program"}
    assert "race ethnicity and program crossed with each other" in answer.unknown
    assert "It lacks the measure suspension rate; groups by program." in answer.sentence


def test_a_year_before_a_report_began_or_after_it_ended_is_lacking() -> None:
    query = _counts(measures=("proficiency_rate",), years=(SchoolYear(2014), SchoolYear(2016), SchoolYear(2020)))
    parcc = next(found for found in public_answers(query) if found.dataset.id == "dese-parcc")
    assert "the school year 2015-16" in parcc.has
    assert parcc.lacks == ("the school year 2013-14", "the school year 2019-20")


def test_a_selecting_attribute_counts_as_a_group() -> None:
    population = Population(where=(Condition("grade", ("09",)), Condition("school", ("ORG-1",))))
    best = _best(_counts(population=population))
    assert best.dataset.id == "dese-enroll-grade"
    assert "figures by school" in best.has


def test_naep_has_no_figures_by_school() -> None:
    found = public_answers(_counts("school", "gender", measures=("proficiency_rate",)))
    naep = next(answer for answer in found if answer.dataset.id == "naep-boston")
    assert "figures by school" in naep.lacks


@pytest.mark.parametrize("level", [DataLevel.DEIDENTIFIED, DataLevel.ROSTER])
def test_rows_of_students_are_never_public_but_their_counts_may_be(level: DataLevel) -> None:
    best = _best(Query(level, (YEAR,), elements=("name", "grade", "attendance_by_quarter")))
    assert best.dataset.id == "dese-attendance"
    assert not best.complete
    assert "rows of single students" in best.lacks


def test_a_group_named_by_student_numbers_is_never_public() -> None:
    population = Population(specific_group=True, ids=IdList("ids.csv", (ListedId(2, "100001"),)))
    answers = public_answers(_counts("grade", population=population))
    assert answers
    assert all("a group named by a list of students" in answer.lacks for answer in answers)


@pytest.mark.parametrize(
    "query",
    [
        Query(DataLevel.DIRECTORY, (YEAR,), elements=("name", "grade")),
        Query(DataLevel.ROSTER, (YEAR,), elements=("name", "course_marks")),
        _counts(measures=()),
        _counts(measures=("mean_shoe_size",)),
        _counts("program"),
    ],
    ids=["directory", "marks", "no-measure", "unknown-measure", "unpublished-group"],
)
def test_what_nobody_publishes_has_no_answer(query: Query) -> None:
    assert public_answers(query) == ()


def test_school_personnel_are_shown_aspen_and_panorama_last_and_nobody_else_is() -> None:
    query = _counts("school", "grade")
    everybody, staff = public_answers(query), public_answers(query, school_personnel=True)
    assert staff[: len(everybody)] == everybody
    assert [answer.dataset.id for answer in staff[len(everybody) :]] == ["aspen", "panorama"]
    assert all(answer.has == answer.lacks == () for answer in staff[len(everybody) :])


def test_answers_that_lack_least_come_first_and_are_few() -> None:
    answers = public_answers(_counts("grade", "race_ethnicity", "low_income", measures=("students", "attendance_rate")))
    lacking = [len(answer.lacks) for answer in answers]
    assert lacking == sorted(lacking)
    assert 0 < len(answers) <= 5
