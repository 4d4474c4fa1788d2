"""What a determination adds to its gates: the nearest ways, and the sentences that go with the data."""

from dataclasses import replace
from datetime import date

import pytest
from tests.policy_facts import ON, PROPOSAL, STUDIES, asking, decided, gate, given, of_group, request, without

from schoolgate.core import DataLevel
from schoolgate.policy.determination import GateId
from schoolgate.policy.facts import Agreement, Facts
from schoolgate.policy.reasons import Reason
from schoolgate.policy.vocabulary import Audience, RequesterKind

K = RequesterKind
L = DataLevel


def _queries(facts: Facts) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    ways = decided(facts).alternatives
    return [(way.query.level, way.query.elements, way.query.group_by) for way in ways if way.query is not None]


@pytest.mark.parametrize(
    ("level", "asked", "offered"),
    [
        (L.DIRECTORY, ("name", "date_of_birth"), ("name", "age")),
        (L.DIRECTORY, ("name", "date_of_birth", "age"), ("name", "age")),
        (L.DEIDENTIFIED, ("grade", "date_of_birth"), ("grade", "age")),
        (L.DEIDENTIFIED, ("grade", "birth_name"), ("grade",)),
        (L.DEIDENTIFIED, ("grade", "disability_type"), ("grade", "iep")),
        (L.ROSTER, ("name", "birth_name"), ("name",)),
        (L.ROSTER, ("grade", "country_of_birth"), ("grade",)),
        (L.ROSTER, ("grade", "shoe_size"), ("grade",)),
    ],
    ids=str,
)
def test_what_may_not_leave_is_replaced_by_what_comes_nearest(
    level: L, asked: tuple[str, ...], offered: tuple[str, ...]
) -> None:
    kind = K.PUBLIC if level is L.DIRECTORY else K.PARTNER
    answer = decided(asking(request(kind, level), elements=asked))
    first = answer.alternatives[0]
    assert first.query is not None
    assert first.query.elements == offered
    dropped = [name for name in asked if name not in offered]
    assert first.text == f"Ask for {', '.join(offered)} (without {', '.join(dropped)})."


def test_rows_become_a_table_by_their_groups_with_their_measures() -> None:
    elements = ("name", "grade", "race_ethnicity", "attendance_by_quarter", "discipline", "course_marks")
    facts = asking(request(K.AGENCY), elements=elements)
    query = decided(facts).alternatives[0].query
    assert query is not None
    assert query.group_by == ("grade", "race_ethnicity")
    assert query.measures == ("students", "attendance_rate", "suspension_rate")


def test_a_table_offered_has_four_groupings_at_most() -> None:
    elements = ("grade", "gender", "race_ethnicity", "english_learner", "iep", "low_income")
    assert _queries(asking(request(K.AGENCY), elements=elements))[0][2] == elements[:4]


@pytest.mark.parametrize(
    ("facts", "is_told"),
    [
        (without(request(), "consents"), True),
        (without(request(), "nda"), False),
        (without(request(ferpa_exception=STUDIES), "consents"), False),
        (without(request(level=L.DEIDENTIFIED), "consents", "nda"), False),
        (without(request(K.CENTRAL_STAFF), "consents"), False),
        (without(request(K.PUBLIC), "consents"), False),
    ],
    ids=["no-consent", "no-agreement", "exception-named", "deidentified", "staff", "public"],
)
def test_the_studies_exception_is_told_to_outsiders_who_lack_consent(facts: Facts, is_told: bool) -> None:
    assert any("studies agreement" in way.text for way in decided(facts).alternatives) is is_told


@pytest.mark.parametrize(
    ("facts", "is_told"),
    [
        (request(), True),
        (request(level=L.DEIDENTIFIED), True),
        (request(level=L.AGGREGATE), False),
        (request(K.PUBLIC, L.DIRECTORY), False),
        (request(K.TEACHER), False),
    ],
    ids=["roster", "deidentified", "aggregate", "directory", "own-students"],
)
def test_who_receives_student_rows_from_outside_is_told_not_to_pass_them_on(facts: Facts, is_told: bool) -> None:
    assert any("pass it on to nobody" in sentence for sentence in decided(facts).conditions) is is_told


@pytest.mark.parametrize("level", [L.AGGREGATE, L.ROSTER], ids=str)
def test_the_public_audience_of_counts_is_told_what_tightens(level: L) -> None:
    told = decided(request(K.AGENCY, level, audience=(Audience.PUBLIC,))).conditions
    assert any("wider bands" in sentence for sentence in told) is (level is L.AGGREGATE)


def test_results_are_published_with_groups_of_ten_and_more() -> None:
    told = decided(request(K.RESEARCHER, L.DEIDENTIFIED, audience=(Audience.PUBLICATION,))).conditions
    assert "Publish results about groups of 10 students or more only." in told


@pytest.mark.parametrize("level", [L.AGGREGATE, L.ROSTER], ids=str)
def test_a_group_without_numbers_is_offered_a_cohort_of_the_same_attributes(level: L) -> None:
    facts = of_group(request(level=level), listed=False, grade=("09",))
    first = decided(facts).alternatives[0].query
    assert first is not None
    assert (first.level, first.population.specific_group, first.population.values("grade")) == (level, False, ("09",))


def test_a_proposal_counts_from_the_day_of_its_approval() -> None:
    facts = given(request(K.RESEARCHER, L.AGGREGATE), research_proposal=replace(PROPOSAL, approved=ON))
    assert gate(facts, GateId.RESEARCH_PROPOSAL).reason is Reason.PROPOSAL_APPROVED


def test_an_agreement_that_nobody_signed_says_so() -> None:
    found = gate(given(request(), nda=Agreement(ends=ON)), GateId.NDA)
    assert found.text.endswith("not signed by the requester or by the district.")


def test_an_approval_that_ended_names_its_last_day() -> None:
    found = gate(request(K.RESEARCHER, L.AGGREGATE, on=date(2027, 3, 1)), GateId.RESEARCH_PROPOSAL)
    assert found.reason is Reason.PROPOSAL_ENDED
    assert "2027-02-28" in found.text


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        (("max_days_absent",), ("mean_days_absent",)),
        (("median_score", "students"), ("mean_assessment_score", "students")),
        (("min_attendance_rate",), ("attendance_rate",)),
        (("max_shoe_size",), None),
        (("joy",), None),
    ],
    ids=str,
)
def test_a_value_of_one_student_is_replaced_by_a_mean_where_there_is_one(
    asked: tuple[str, ...], offered: tuple[str, ...] | None
) -> None:
    ways = decided(asking(request(K.AGENCY, L.AGGREGATE), measures=asked)).alternatives
    assert [way.query.measures for way in ways if way.query is not None] == ([offered] if offered else [])
