"""`schoolgate determine` as a user meets it: exit codes, the JSON of the contract, what is shown."""

import json
from pathlib import Path

import pytest

from schoolgate.cli.app import main

REQUEST = """\
[requester]
kind = "agency"
name = "Dana Example"
email = "dana@agency.example"
organisation = "Office for [Children]"

[request]
purpose = "planning"
use = "To plan."
audience = ["internal"]
level = "aggregate"
school_years = ["2025-26"]
submitted = 2026-04-10T10:00:00-04:00

[data]
group_by = ["school", "grade"]
measures = ["students", "attendance_rate"]

[evidence]
public_data_reviewed = "None of them shows schools by grade."
"""
CHANGES = {
    "proceed": ("", "", 0),
    "blocked": ("public_data_reviewed", "legal_basis", 3),
    "refused": ('level = "aggregate"', 'level = "directory"', 3),
    "redirect": ('kind = "agency"', 'kind = "media"', 3),
    "needs_person": (
        "[evidence]",
        '[evidence]\nlegal_basis = "G.L. c. 69"\napprovals = ["Ana", "Ben"]\n'
        "nda = { requester_signed = 2026-01-10, district_signed = 2026-01-12, ends = 2026-12-31 }",
        3,
    ),
}


def _written(folder: Path, outcome: str) -> Path:
    old, new, _ = CHANGES[outcome]
    text = REQUEST.replace(old, new) if old else REQUEST
    if outcome == "refused":
        text = text.replace("[data]", '[data]\nelements = ["name"]')
    path = folder / "request.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    out, err = capsys.readouterr()
    return int(str(left.value.code)), out, err


@pytest.mark.parametrize("outcome", CHANGES)
def test_the_exit_code_says_whether_it_may_proceed(
    outcome: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _written(tmp_path, outcome)
    code, out, err = _run(capsys, "determine", str(path), "--on", "2026-04-14", "--json")
    assert (code, err) == (CHANGES[outcome][2], "")
    assert json.loads(out)["outcome"] == outcome


def test_the_json_is_the_document_of_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run(capsys, "determine", str(_written(tmp_path, "proceed")), "--on", "2026-04-14", "--json")
    document = json.loads(out)
    assert {"policy", "lane", "outcome", "redirect", "gates", "clocks", "alternatives"} <= set(document)
    assert (document["policy"], document["lane"], document["redirect"]) == ("ODA-03 v01", "aggregate", None)
    assert [row["id"] for row in document["gates"]] == [
        "public_data_review",
        "partnerbps",
        "school_agreements",
        "nda",
        "study_agreement",
        "research_proposal",
        "consent",
        "id_list",
        "row_scope",
        "directory_selection",
        "audience",
        "elements",
        "fee",
    ]
    assert {"id", "status", "reason", "clauses", "text"} <= set(document["gates"][0])
    assert [(row["id"], row["state"], row["due"]) for row in document["clocks"]] == [
        ("clarification", "running", "2026-04-17"),
        ("fulfilment", "running", "2026-05-04"),
    ]


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        ("proceed", ["PROCEED", "public_data_review", "R13", "Mon 04 May 2026"]),
        ("blocked", ["BLOCKED", "✗ missing", "Appendix I", "nearest allowed"]),
        ("refused", ["REFUSED", "✗ refused", "audit agreement", "legal@bostonpublicschools.org"]),
        ("redirect", ["REDIRECT", "communications@bostonpublicschools.org"]),
        ("needs_person", ["NEEDS PERSON", "? needs person", "R46"]),
    ],
)
def test_a_person_reads_outcome_gates_numbers_and_ways_on(
    outcome: str, shown: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = _run(capsys, "determine", str(_written(tmp_path, outcome)), "--on", "2026-04-14")
    for text in shown:
        assert text in out


def test_bad_input_leaves_with_two_and_names_the_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "request.toml"
    path.write_text(REQUEST.replace('"planning"', '"planing"'), encoding="utf-8")
    code, out, err = _run(capsys, "determine", str(path), "--json")
    fault = json.loads(out)["faults"][0]
    assert (code, fault["file"], fault["line"], fault["column"]) == (2, "request.toml", 8, "request.purpose")
    assert "planning" in fault["mend"]
    assert "request.toml:8" in err


def test_a_day_that_is_none_leaves_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = _run(capsys, "determine", str(_written(tmp_path, "proceed")), "--on", "tomorrow")
    assert code == 2
    assert "--on" in err


def test_without_a_day_it_is_decided_for_today(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys, "determine", str(_written(tmp_path, "proceed")), "--json")
    assert (code, json.loads(out)["outcome"]) == (0, "proceed")


def test_a_day_before_the_submission_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capsys, "determine", str(_written(tmp_path, "proceed")), "--on", "2026-04-09")
    assert (code, out) == (2, "")
    assert "request.toml:13" in err


def test_a_named_agreement_that_was_not_handed_in_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _written(tmp_path, "proceed")
    named = 'school_agreements = { exist = true, files = ["mou.pdf"] }\n'
    path.write_text(path.read_text(encoding="utf-8") + named, encoding="utf-8")
    assert _run(capsys, "determine", str(path), "--on", "2026-04-10")[0] == 2
    (tmp_path / "mou.pdf").write_bytes(b"%PDF-1.7")
    assert _run(capsys, "determine", str(path), "--on", "2026-04-10")[0] == 0
