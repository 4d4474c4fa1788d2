import json

import pytest

from schoolgate.cli import app


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        app.main(["catalogue", *arguments])
    captured = capsys.readouterr()
    return int(stopped.value.code or 0), captured.out, captured.err


def test_search_shows_the_best_dataset_first_with_its_whole_address(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capsys, "search", "how", "many", "kids", "leave", "school", "early")
    assert (code, err) == (0, "")
    assert out.startswith("1. Dropout Report")
    assert "http://profiles.doe.mass.edu/statereport/dropout.aspx\n" in out


def test_search_as_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capsys, "search", "chronic absence", "--limit", "2", "--json")
    document = json.loads(out)
    assert (code, err, document["words"]) == (0, "", "chronic absence")
    assert document["hits"][0]["id"] == "dese-attendance"
    assert len(document["hits"]) <= 2


def test_nonsense_finds_nothing_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capsys, "search", "xqzzy")
    assert (code, out) == (0, "")
    assert "Nothing public was found" in err
    assert json.loads(_run(capsys, "search", "xqzzy", "--json")[1])["hits"] == []


def test_list_shows_all_under_their_headings(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run(capsys, "list")
    assert out.index("Overview of Boston Public Schools") < out.index("School Climate") < out.index("SAT Performance")
    assert "Aspen" not in out


def test_school_personnel_see_more(capsys: pytest.CaptureFixture[str]) -> None:
    everybody = json.loads(_run(capsys, "list", "--json")[1])["datasets"]
    staff = json.loads(_run(capsys, "list", "--school-personnel", "--json")[1])["datasets"]
    assert [dataset["id"] for dataset in staff[len(everybody) :]] == ["aspen", "panorama"]


@pytest.mark.parametrize("limit", ["0", "-1"])
def test_a_limit_below_one_exits_2_with_a_mend(capsys: pytest.CaptureFixture[str], limit: str) -> None:
    code, out, _ = _run(capsys, "search", "sat", "--limit", limit, "--json")
    (fault,) = json.loads(out)["faults"]
    assert (code, fault["file"]) == (2, "--limit")
    assert fault["mend"]


@pytest.mark.parametrize("arguments", [("search",), ("search", "sat", "--limit", "few"), ("find",)])
def test_a_command_that_is_not_whole_exits_2(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    assert _run(capsys, *arguments)[0] == 2
