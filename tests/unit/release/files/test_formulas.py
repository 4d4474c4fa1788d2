"""Text that a spreadsheet would run is made harmless, and comes back as it was."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.release.files import neutraliser, restorer

MARKS = ("*", ">95%", "<5%")
FRAGMENTS = [
    "=",
    "+",
    "-",
    "@",
    "＝",
    "＋",
    "－",
    "＠",
    "'",
    " ",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\t",
    "\r",
    "\n",
    ";",
    "*",
]
FRAGMENTS += [">95%", "<5%", "a", ",", '"', "|"]
texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=10).map("".join)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\ta",
        "\ra",
        "\n",
        "  =1",
        "\u00a0=1",
        "\ufeff=1",
        "\u200b=1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "'=1",
        "=cmd|'/C calc'!A0",
    ],
)
def test_a_start_that_runs_gets_an_apostrophe_before_it(text: str) -> None:
    assert neutraliser(MARKS)(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("Tutoring; =1+1", "Tutoring;' =1+1"),
        ("a\n@b", "a\n'@b"),
        ("a\t-1", "a\t'-1"),
        ("=a;=b", "'=a;'=b"),
    ],
)
def test_a_start_inside_that_other_separators_would_lay_bare_is_guarded_too(text: str, guarded: str) -> None:
    assert neutraliser(MARKS)(text) == guarded


@pytest.mark.parametrize("text", ["*", ">95%", "<5%", "'*"])
def test_a_text_that_reads_like_a_mark_is_told_apart_from_it(text: str) -> None:
    assert neutraliser(MARKS)(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "O'Brien", "'tis", "Anne-Marie", "a=b", "1-2", "* note", ">95", "A, -B", "mail@example.org", "  x"]
)
def test_other_text_is_not_touched(text: str) -> None:
    assert neutraliser(MARKS)(text) == text


def test_a_band_of_another_dataset_is_only_text() -> None:
    assert neutraliser(("*",))(">95%") == ">95%"


@given(texts)
def test_restoring_gives_back_the_text(text: str) -> None:
    assert restorer(MARKS)(neutraliser(MARKS)(text)) == text


@given(texts, texts)
def test_two_texts_never_become_one(one: str, other: str) -> None:
    neutralised = neutraliser(MARKS)
    assert (neutralised(one) == neutralised(other)) == (one == other)


@given(texts)
def test_nothing_that_is_written_begins_like_a_formula(text: str) -> None:
    written = neutraliser(MARKS)(text)
    assert written not in MARKS
    assert not written.startswith(("\t", "\r", "\n"))
    for start in re.split("[;\t\r\n]", written):
        visible = re.sub(r"^[\s\u200b\ufeff]+", "", start)
        assert not visible.startswith(tuple("=+-@＝＋－＠"))
