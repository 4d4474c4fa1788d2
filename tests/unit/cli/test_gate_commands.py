"""`release`, `verify` and `demo` as an analyst runs them: exit codes, JSON on standard output, words elsewhere."""

import json
from datetime import date
from pathlib import Path

import pytest

from schoolgate.cli.app import main
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store


def _run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    shown = capsys.readouterr()
    return int(caught.value.code or 0), shown.out, shown.err


def _request(district: WrittenDistrict, name: str) -> str:
    return str(district.path / "requests" / f"{name}.toml")


@pytest.fixture
def shared_arguments(store: Store, release_on: date) -> list[str]:
    """Return the options that every command of the gate takes."""
    return ["--store", str(store.path), "--on", release_on.isoformat()]


def test_a_lawful_request_is_released_and_verified(
    district: WrittenDistrict, shared_arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "release")
    code, text, _ = _run(
        ["release", _request(district, "directory-public"), "--out", out, *shared_arguments, "--json"], capsys
    )
    document = json.loads(text)
    assert code == 0
    assert document["determination"]["outcome"] == "proceed"
    assert document["rows"] > 0
    code, text, _ = _run(["verify", out, *shared_arguments, "--json"], capsys)
    assert code == 0
    assert json.loads(text)["faults"] == []


@pytest.mark.parametrize("name", ["media", "directory-by-school", "research-without-proposal"])
def test_an_unlawful_request_exits_3_and_says_why(
    name: str,
    district: WrittenDistrict,
    shared_arguments: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, text, _ = _run(
        ["release", _request(district, name), "--out", str(tmp_path / "r"), *shared_arguments, "--json"], capsys
    )
    assert code == 3
    assert json.loads(text)["outcome"] in {"redirect", "refused", "blocked"}
    assert not (tmp_path / "r").exists()


def test_a_changed_file_exits_1_and_names_it(
    district: WrittenDistrict, shared_arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "release"
    _run(["release", _request(district, "directory-public"), "--out", str(out), *shared_arguments], capsys)
    path = out / "method.md"
    path.chmod(0o600)
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    code, text, err = _run(["verify", str(out), *shared_arguments, "--json"], capsys)
    assert code == 1
    assert [fault["file"] for fault in json.loads(text)["faults"]] == ["method.md"]
    assert "Mend:" in err


def test_a_store_without_a_snapshot_exits_2_and_says_how_to_make_one(
    district: WrittenDistrict, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--store", str(tmp_path / "none"), "--out", str(tmp_path / "r"), "--on", "2026-11-24"]
    code, out, err = _run(["release", _request(district, "media"), *arguments], capsys)
    assert code == 2
    assert out == ""
    assert "schoolgate load" in err


def test_determine_looks_into_the_store(
    district: WrittenDistrict, shared_arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The partner's students are found in the records, and with them the school that has no partnership."""
    request = _request(district, "roster-missing-partnership")
    code, text, _ = _run(["determine", request, *shared_arguments, "--json"], capsys)
    gates = {gate["id"]: gate for gate in json.loads(text)["gates"]}
    assert code == 3
    assert gates["partnerbps"]["status"] == "missing"
    assert "partnership with" in gates["partnerbps"]["text"]


def test_the_demo_takes_every_request_through_the_gate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    code, out, _ = _run(["demo", str(tmp_path / "demo"), "--students", "900"], capsys)
    assert code == 0
    for word in ("PROCEED", "BLOCKED", "REFUSED", "REDIRECT", "RELEASED", "VERIFIED", "aggregate-public/data.csv"):
        assert word in out
    assert len(list((tmp_path / "demo" / "releases").iterdir())) >= 10


def test_the_demo_never_clears_a_folder_that_is_not_a_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    code, _, err = _run(["demo", str(tmp_path)], capsys)
    assert code == 2
    assert (tmp_path / "mine.txt").read_text() == "keep"
    assert "no demo" in err
