import json
from pathlib import Path

import pytest

from schoolgate.cli.app import main


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["sample", *arguments])
    return int(str(ended.value.code))


def test_sample_writes_a_district_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(str(tmp_path / "d"), "--students", "300", "--years", "2", "--seed", "9") == 0
    assert (tmp_path / "d" / "extract" / "manifest.csv").is_file()
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "README.md" in shown.err


def test_sample_prints_one_json_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(str(tmp_path / "d"), "--students", "300", "--years", "1", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["rows"]["users"] > 300
    assert document["release_on"] == "2026-11-24"
    assert "roster-partner" in document["requests"]


@pytest.mark.parametrize(
    "arguments",
    [("--students", "5"), ("--years", "99"), ("--last-year", "2026-28"), ("--seed", "-3"), ("--schools", "1")],
    ids=" ".join,
)
def test_sample_refuses_what_it_cannot_do_with_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert _run(str(tmp_path / "d"), *arguments) == 2
    assert "Mend:" in capsys.readouterr().err
    assert not (tmp_path / "d").exists()


def test_sample_leaves_a_folder_that_is_not_empty_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kept").touch()
    assert _run(str(tmp_path), "--students", "300") == 2
    assert "not empty" in capsys.readouterr().err
