import json
import tomllib
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.core import BadInput
from schoolgate.policy.catalogue import load_catalogue, read_catalogue
from schoolgate.policy.catalogue_search import SearchIndex, search

CATALOGUE = load_catalogue()
QUESTIONS = tomllib.loads((Path(__file__).parent / "catalogue_questions.toml").read_text(encoding="utf-8"))
GROUPINGS = {"grade", "race_ethnicity", "gender", "english_learner", "iep", "low_income"}
MEASURES = {
    "students",
    "attendance_rate",
    "chronic_absence_rate",
    "mean_days_absent",
    "suspension_rate",
    "proficiency_rate",
    "mean_assessment_score",
}

SMALL = """\
edition = "1"
silent_words = ["the"]

[headings]
overview = "Overview"

[types]
general_profile = "General data profile"

[same_words]
student = ["kid"]

[[dataset]]
id = "one"
title = "First"
heading = "overview"
types = ["general_profile"]
publisher = "Somebody"
address = "https://example.org"
address_confidence = "high"
description = "About students."
levels = ["district"]
disaggregations = []
plain_words = ["kids"]
years = "2017-"
"""


def _ids(words: str, limit: int = 3) -> list[str]:
    return [hit.dataset.id for hit in search(words, limit)]


def _recall(part: str, top: int) -> float:
    questions = QUESTIONS[part]
    found = sum(1 for words, expected in questions.items() if set(_ids(words, top)) & set(expected))
    return found / len(questions)


def test_children_who_leave_school_early_are_found_as_dropouts() -> None:
    assert _ids("how many kids leave school early")[0] == "dese-dropout"


@pytest.mark.parametrize("words", QUESTIONS["tuned"])
def test_a_question_that_people_ask_finds_its_dataset_among_the_first_three(words: str) -> None:
    assert set(_ids(words)) & set(QUESTIONS["tuned"][words])


@pytest.mark.parametrize(
    ("part", "top", "at_least"), [("tuned", 1, 0.95), ("held_out", 1, 0.80), ("held_out", 3, 0.90)]
)
def test_search_does_not_get_worse(part: str, top: int, at_least: float) -> None:
    assert _recall(part, top) >= at_least


def test_no_question_is_both_tuned_and_held_out_and_every_answer_exists() -> None:
    assert not set(QUESTIONS["tuned"]) & set(QUESTIONS["held_out"])
    assert len(QUESTIONS["held_out"]) >= 40
    named = {dataset for part in QUESTIONS.values() for expected in part.values() for dataset in expected}
    assert named <= {dataset.id for dataset in CATALOGUE.datasets}


@pytest.mark.parametrize("words", [*QUESTIONS["nothing"], "", "   ", "how many of the", "?!", "日本語", "\x00"])
def test_words_that_mean_nothing_here_find_nothing(words: str) -> None:
    assert search(words) == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("attendence", "dese-attendance"),
        ("graduatoin rates", "dese-gradrates"),
        ("kindergarden", "dese-enroll-kinder"),
        ("suspention", "dese-discipline"),
        ("ÉNRÒLLMENT by grade", "dese-enroll-grade"),
    ],
)
def test_a_misspelt_word_is_read_as_the_nearest_known_one(words: str, expected: str) -> None:
    assert expected in _ids(words)


@pytest.mark.parametrize("same", ["children", "kids", "pupils", "teenagers"])
def test_words_for_students_mean_the_same(same: str) -> None:
    hits = [(hit.dataset.id, hit.score) for hit in search(f"{same} held back a grade")]
    assert hits == [(hit.dataset.id, hit.score) for hit in search("students held back a grade")]


def test_a_new_index_gives_the_same_hits_in_the_same_order() -> None:
    again = SearchIndex(CATALOGUE, CATALOGUE.visible())
    for words in QUESTIONS["held_out"]:
        assert again.search(words, 5) == search(words, 5)


def test_hits_come_best_first_and_never_more_than_asked() -> None:
    for words in QUESTIONS["tuned"]:
        scores = [hit.score for hit in search(words, 3)]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) <= 3
    assert search("attendance", 0) == ()


def test_what_only_shares_a_common_word_with_the_question_is_left_out() -> None:
    assert _ids("how many kids leave school early", 40) == ["dese-dropout", "dese-attrition"]


@pytest.mark.parametrize("strong", ['title = "Tuba"', 'plain_words = ["tuba"]'], ids=["title", "plain-word"])
def test_a_title_and_a_plain_word_weigh_more_than_a_description(tmp_path: Path, strong: str) -> None:
    weak = SMALL.replace("About students.", "Tuba players.")
    key = strong.partition(" =")[0]
    second = SMALL[SMALL.index("[[dataset]]") :].replace('"one"', '"two"').replace("About students.", "Other things.")
    second = "\n".join(strong if line.startswith(f"{key} =") else line for line in second.splitlines())
    path = tmp_path / "own.toml"
    path.write_text(weak + second, encoding="utf-8")
    own = read_catalogue(path)
    assert next(hit.dataset.id for hit in SearchIndex(own, own.datasets).search("tuba", 5)) == "two"


def test_a_hit_tells_which_words_matched() -> None:
    (hit, *_) = search("chronic blorf absenteeism")
    assert hit.dataset.id == "dese-attendance"
    assert hit.matched == ("chronic", "absent")


@given(st.text(max_size=80))
def test_any_text_can_be_searched_for(words: str) -> None:
    assert all(hit.score > 0 for hit in search(words))


def test_searching_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    SearchIndex(CATALOGUE, CATALOGUE.datasets).search("dropout", 5)
    assert capsys.readouterr() == ("", "")


def test_groupings_and_measures_are_those_of_requests() -> None:
    for dataset in CATALOGUE.datasets:
        assert set(dataset.groupings) <= GROUPINGS, dataset.id
        assert set(dataset.measures) <= MEASURES, dataset.id


def test_every_dataset_has_an_address_and_a_weak_one_of_the_districts_own_has_a_fallback() -> None:
    for dataset in CATALOGUE.visible():
        assert dataset.address.startswith(("http://", "https://")), dataset.id
        assert dataset.fallback or dataset.address_confidence != "low", dataset.id


def test_the_facts_agree_with_the_catalogue_handed_down(shared: Path) -> None:
    theirs = {entry["id"]: entry for entry in json.loads((shared / "circular" / "catalogue.json").read_text())}
    ours = {dataset.id: dataset for dataset in CATALOGUE.visible()}
    assert ours.keys() == theirs.keys()
    for dataset_id, entry in theirs.items():
        dataset = ours[dataset_id]
        facts = (dataset.address, dataset.address_confidence, dataset.publisher, list(dataset.levels))
        assert facts == (entry["url"], entry["url_confidence"], entry["publisher"], entry["level"])
        assert (dataset.fallback, dataset.api) == (entry.get("fallback_url", ""), entry.get("alt_api", ""))
        assert list(dataset.disaggregations) == entry["disaggregations"]
        assert dataset.description != entry["description"]


def test_entries_of_one_heading_stand_together() -> None:
    headings = [dataset.heading for dataset in CATALOGUE.datasets]
    assert [heading for heading, _ in groupby(headings)] == list(dict.fromkeys(headings)) == list(CATALOGUE.headings)


def test_an_unknown_id_is_a_key_error() -> None:
    assert CATALOGUE.get("dese-dropout").title == "Dropout Report"
    with pytest.raises(KeyError):
        CATALOGUE.get("none")


def test_a_district_can_write_its_own_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(SMALL, encoding="utf-8")
    own = read_catalogue(path)
    assert (own.datasets[0].first_year, own.datasets[0].last_year, own.datasets[0].ended) == (2017, None, False)
    assert [hit.dataset.id for hit in SearchIndex(own, own.datasets).search("the kid", 5)] == ["one"]


@pytest.mark.parametrize(
    ("old", "new", "rule", "line", "column"),
    [
        ('title = "First"', "title = 1", "catalogue.missing-text", 15, "dataset.title"),
        ('publisher = "Somebody"\n', "", "catalogue.missing-text", 13, "dataset.publisher"),
        ('heading = "overview"', 'heading = "x"', "catalogue.not-a-choice", 16, "dataset.heading"),
        ('["general_profile"]', '["x"]', "catalogue.not-a-choice", 17, "dataset.types"),
        ('["district"]', '["moon"]', "catalogue.not-a-choice", 22, "dataset.levels"),
        ('"high"', '"sure"', "catalogue.not-a-choice", 20, "dataset.address_confidence"),
        ('["kids"]', '"kids"', "catalogue.missing-list", 24, "dataset.plain_words"),
        ('["kids"]', '[" "]', "catalogue.missing-list", 24, "dataset.plain_words"),
        ('"2017-"', '"2017"', "catalogue.years", 25, "dataset.years"),
        ('"2017-"', '"2017-2016"', "catalogue.years", 25, "dataset.years"),
        ("years =", "yeers =", "catalogue.unknown-key", 25, "dataset.yeers"),
        ('overview = "Overview"', "overview = 1", "catalogue.missing-text", 5, "headings.overview"),
        ("[types]", "[tipes]", "catalogue.missing-section", None, "types"),
        ('["the"]', '"the"', "catalogue.missing-list", 2, "silent_words"),
        ('edition = "1"\n', "", "catalogue.empty", None, "edition"),
        ('["kid"]', '["kid"', "toml.syntax", 13, None),
    ],
)
def test_a_mistake_in_a_catalogue_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, rule: str, line: int | None, column: str | None
) -> None:
    assert old in SMALL
    path = tmp_path / "own.toml"
    path.write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_catalogue(path)
    assert (rule, line, column) in [(fault.rule, fault.line, fault.column) for fault in caught.value.faults]


def test_two_datasets_of_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(SMALL + SMALL[SMALL.index("[[dataset]]") :], encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_catalogue(path)
    assert [fault.rule for fault in caught.value.faults] == ["catalogue.id-twice"]


def test_a_mistake_in_the_second_dataset_names_its_own_line(tmp_path: Path) -> None:
    second = SMALL[SMALL.index("[[dataset]]") :].replace('"one"', '"two"').replace('"2017-"', '"soon"')
    path = tmp_path / "own.toml"
    path.write_text(SMALL + second, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_catalogue(path)
    assert [(fault.rule, fault.line) for fault in caught.value.faults] == [("catalogue.years", 38)]
