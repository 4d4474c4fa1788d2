"""The dictionary, the Frictionless descriptor and the method note say what the data are."""

import csv
import hashlib
import json
import shutil
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from schoolgate.release.files import READING, Dataset, MethodNote, method_text

with warnings.catch_warnings():  # its dependencies announce their own deprecations when imported
    warnings.simplefilter("ignore")
    from frictionless import system, validate
    from frictionless.resources import TableResource


# A Frictionless report in its own JSON form.
def report(folder: Path) -> dict[str, object]:
    with warnings.catch_warnings(), system.use_context(trusted=True):
        warnings.simplefilter("ignore", DeprecationWarning)
        found: dict[str, object] = validate(str(folder / "datapackage.json")).to_descriptor()
    return found


def test_the_package_is_valid_for_frictionless(folder: Path) -> None:
    found = report(folder)
    assert found["valid"], found
    assert found["stats"] == {"tasks": 2, "errors": 0, "warnings": 0, "seconds": found["stats"]["seconds"]}  # type: ignore[index]


def test_frictionless_finds_one_changed_byte_by_the_hash(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    raw = (copy / "data.csv").read_bytes()
    (copy / "data.csv").write_bytes(raw.replace(b"93.4", b"93.5"))
    assert "hash-count" in json.dumps(report(copy))


def test_frictionless_reads_the_values_and_takes_marks_for_missing(dataset: Dataset, folder: Path) -> None:
    with system.use_context(trusted=True):
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        rows = TableResource.from_descriptor(package["resources"][0], basepath=str(folder)).read_rows()
    assert [row["students"] for row in rows] == [10, -3, None, 0, None]
    assert [row["low_income"] for row in rows] == [True, False, None, True, None]
    assert [None if row["rate"] is None else float(row["rate"]) for row in rows] == [93.4, None, -0.1, 100.0, None]


def test_the_package_tells_bytes_hashes_terms_and_types(dataset: Dataset, folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    data, dictionary = package["resources"]
    for file in (data, dictionary, *data["alternates"]):
        raw = (folder / file["path"]).read_bytes()
        assert (file["bytes"], file["hash"]) == (len(raw), f"sha256:{hashlib.sha256(raw).hexdigest()}")
    assert [file["path"] for file in data["alternates"]] == ["data.parquet", "data.xlsx"]
    assert package["profile"] == "tabular-data-package"
    assert package["licenses"] == [{"name": "other-closed", "title": dataset.terms.audience}]
    assert package["conditions"] == list(dataset.terms.conditions)
    assert data["schema"]["missingValues"] == ["", "*", "<5%", ">95%"]
    assert data["schema"]["primaryKey"] == ["code"]
    assert [field["type"] for field in data["schema"]["fields"]] == [column.type for column in dataset.columns]


def test_the_dictionary_has_a_line_for_each_column_and_each_column_of_marks(dataset: Dataset, folder: Path) -> None:
    with (folder / "dictionary.csv").open(encoding="utf-8", newline="") as stream:
        lines = {line["column"]: line for line in csv.DictReader(stream)}
    assert list(lines) == dataset.table.column_names
    assert lines["rate"]["marks"] == "* hidden; <5% banded; >95% banded"
    assert lines["rate"]["files"] == "data.csv data.parquet data.xlsx"
    assert (lines["rate_mark"]["values"], lines["rate_mark"]["files"]) == ("*; <5%; >95%", "data.parquet")
    assert lines["label"]["description"] == "'=The group's name."


def test_the_note_says_for_whom_on_which_conditions_and_whom_to_ask(note: MethodNote) -> None:
    text = method_text(note)
    for sentence in (*note.what, note.made_for, note.terms.audience, *note.terms.conditions, *note.protection):
        assert sentence in text
    assert note.terms.policy in text
    assert note.terms.contact in text
    assert "withheld" not in text


@pytest.mark.parametrize(
    ("withheld", "sentence"),
    [
        (0, "Every number of the list has its student in the file."),
        (1, "For 1 number of the list no student is in the file. The office does not say which or why."),
        (1234, "For 1,234 numbers of the list no student is in the file. The office does not say which or why."),
    ],
)
def test_what_was_withheld_is_a_bare_count(note: MethodNote, withheld: int, sentence: str) -> None:
    assert sentence in method_text(replace(note, withheld=withheld))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[click](http://example.org)",
        "![x](y)",
        "# Approved",
        "- item",
        "1. item",
        "a\n# b",
        "_a_ *b* `c` snake_case __d__",
        "&lt; &amp; R&D",
        "a\\*b",
        "---",
        "=1+1",
    ],
)
def test_nothing_in_a_text_becomes_markup(note: MethodNote, text: str) -> None:
    assert shown_paragraphs(replace(note, what=(text,))) == [
        *shown_paragraphs(replace(note, what=()))[:2],
        "What this is",
        " ".join(text.split()),
        *shown_paragraphs(replace(note, what=()))[2:],
    ]


@given(st.text(alphabet="ab1_*`#-+=.)<>[]()!&;\\ ~|:/\n", min_size=1).filter(lambda text: text.strip() != ""))
def test_any_text_is_shown_as_it_stands(note: MethodNote, text: str) -> None:
    assert shown_paragraphs(replace(note, limits=(text,)))[-1 - 4 - len(READING) - 1] == " ".join(text.split())


def shown_paragraphs(note: MethodNote) -> list[str]:
    """Return what a CommonMark reader shows, block by block; markup inside of a text would split it."""
    blocks = [token for token in MarkdownIt().parse(method_text(note)) if token.type == "inline"]
    kinds = {child.type for block in blocks[3:] for child in block.children or []}
    assert kinds <= {"text", "text_special"}, kinds
    return ["".join(child.content for child in block.children or []) for block in blocks]
