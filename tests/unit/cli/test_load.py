"""`schoolgate load`: exit codes, the report, and one JSON document."""

import json
from pathlib import Path

import pytest
from tests.districts import small_district

from schoolgate.cli.app import main


def _run(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    return int(caught.value.code or 0)


def test_load_prints_counts_years_and_warnings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    district = small_district()
    for row in district.rows["users"]:
        row["enabledUser"] = "TRUE"
    source = district.write(tmp_path / "extract")
    assert _run(["load", str(source), "--store", str(tmp_path / "store")]) == 0
    shown = capsys.readouterr().out
    for words in ("students", "2023-24, 2024-25", "repair.case", "users.csv:2, enabledUser", "and 7 more", "Loaded"):
        assert words in shown


def test_load_prints_one_json_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = small_district().write(tmp_path / "extract")
    assert _run(["load", str(source), "--store", str(tmp_path / "store"), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["counts"]["students"] == 4
    assert document["school_years"] == ["2023-24", "2024-25"]
    assert (document["new"], document["warnings"], len(document["snapshot"])) == (True, [], 64)


def test_a_broken_extract_exits_2_with_place_and_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    district = small_district()
    district.rows["orgs"][1]["type"] = "college"
    source = district.write(tmp_path / "extract")
    assert _run(["load", str(source), "--store", str(tmp_path / "store"), "--json"]) == 2
    captured = capsys.readouterr()
    (fault,) = json.loads(captured.out)["faults"]
    assert (fault["file"], fault["line"], fault["column"], fault["rule"]) == ("orgs.csv", 3, "type", "cell.enum")
    assert fault["mend"] in captured.err


def test_a_source_that_is_not_there_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["load", str(tmp_path / "nowhere"), "--store", str(tmp_path / "store")]) == 2
    assert "Check the path" in capsys.readouterr().err
