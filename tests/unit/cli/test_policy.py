"""`schoolgate policy`: the versions at hand, shown and compared."""

import json
from importlib import resources
from pathlib import Path

import pytest

from schoolgate.cli.app import main

TEXT = resources.files("schoolgate.policy").joinpath("packs/oda-03-v01.toml").read_text(encoding="utf-8")


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["policy", *arguments])
    out, err = capsys.readouterr()
    return int(str(left.value.code)), out, err


def _second(folder: Path) -> Path:
    path = folder / "second.toml"
    path.write_text(TEXT.replace('version = "01"', 'version = "02"').replace("research = 25", "research = 30"))
    return path


def test_the_versions_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys, "list")
    assert code == 0
    assert "ODA-03 v01" in out
    assert json.loads(_run(capsys, "list", "--json")[1])[0]["policy"] == "ODA-03 v01"


@pytest.mark.parametrize("version", [[], ["01"], ["ODA-03 v01"]], ids=["newest", "number", "name"])
def test_a_version_is_shown(version: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys, "show", *version)
    assert code == 0
    assert "birth_name" in out
    document = json.loads(_run(capsys, "show", *version, "--json")[1])
    assert (document["version"], document["disclosure"]["threshold"]) == ("01", 10)


def test_a_diff_names_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = str(_second(tmp_path))
    _, out, _ = _run(capsys, "diff", "01", second)
    assert out.splitlines() == ["days.research: 25 → 30", "version: 01 → 02"]
    document = json.loads(_run(capsys, "diff", "01", second, "--json")[1])
    assert document[0] == {"key": "days.research", "before": "25", "after": "30"}
    assert "Nothing changed" in _run(capsys, "diff", "01", "01")[1]


def test_a_version_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = _run(capsys, "show", "99")
    assert code == 2
    assert "99" in err
