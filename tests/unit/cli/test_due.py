import json

import pytest

from schoolgate.cli import app


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        app.main(["due", *arguments])
    captured = capsys.readouterr()
    return int(stopped.value.code or 0), captured.out, captured.err


def _clocks(out: str) -> dict[str, dict[str, object]]:
    return {clock["id"]: clock for clock in json.loads(out)["clocks"]}


GENERAL = ("--lane", "general", "--submitted", "2026-04-10T10:00:00-04:00", "--on", "2026-04-10")


def test_a_person_sees_both_due_dates_and_each_day_that_does_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = _run(capsys, *GENERAL)
    assert (code, err) == (0, "")
    assert "due Fri 17 Apr 2026" in out
    assert "due Mon 4 May 2026" in out
    rows = [line.split(maxsplit=4)[-1].strip() for line in out.splitlines() if line.strip().startswith("Mon 20 Apr")]
    assert rows == ["Patriots' Day"]


def test_the_json_is_one_document_with_the_whole_walk(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(capsys, *GENERAL, "--json")
    fulfilment = _clocks(out)["fulfilment"]
    assert code == 0
    assert (fulfilment["state"], fulfilment["due"], fulfilment["day_zero"]) == ("running", "2026-05-04", "2026-04-10")
    walk = fulfilment["walk"]
    assert isinstance(walk, list)
    assert walk[0] == {"on": "2026-04-10", "count": 0, "skip": None}
    assert {"on": "2026-04-20", "count": None, "skip": {"kind": "legal_holiday", "name": "Patriots' Day"}} in walk
    assert walk[-1] == {"on": "2026-05-04", "count": 15, "skip": None}


@pytest.mark.parametrize(
    ("arguments", "state", "due"),
    [
        pytest.param(("--lane", "partner"), "not_started", None, id="partner-without-agreement"),
        pytest.param(("--lane", "partner", "--nda-executed", "2026-04-18"), "running", "2026-05-12", id="partner"),
        pytest.param(
            ("--lane", "research", "--nda-executed", "2026-04-01"), "not_started", None, id="research-unapproved"
        ),
        pytest.param(
            ("--lane", "research", "--nda-executed", "2026-04-01", "--approved", "2026-04-13"),
            "running",
            "2026-05-19",
            id="research",
        ),
        pytest.param(("--lane", "GENERAL"), "running", "2026-05-04", id="any-case"),
        pytest.param(
            ("--lane", "general", "--paused", "2026-04-14/2026-04-17"), "running", "2026-05-08", id="paused-four-days"
        ),
        pytest.param(
            ("--lane", "general", "--paused", "2026-04-13/2026-04-14", "--paused", "2026-04-21/2026-04-22"),
            "running",
            "2026-05-08",
            id="paused-twice",
        ),
        pytest.param(("--lane", "general", "--paused", "2026-04-10/"), "paused", "2026-05-05", id="still-paused"),
    ],
)
def test_the_fulfilment_clock_follows_the_options(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], state: str, due: str | None
) -> None:
    _, out, _ = _run(capsys, "--submitted", "2026-04-10T10:00-04:00", "--on", "2026-04-10", "--json", *arguments)
    fulfilment = _clocks(out)["fulfilment"]
    assert (fulfilment["state"], fulfilment["due"]) == (state, due)


@pytest.mark.parametrize(
    ("submitted", "read_as", "is_noted"),
    [
        ("2026-04-10", "2026-04-10T12:00:00-04:00", False),
        ("2026-04-10T10:00", "2026-04-10T10:00:00-04:00", True),
        ("2026-01-09 10:00", "2026-01-09T10:00:00-05:00", True),
        ("2026-04-10T14:00:00Z", "2026-04-10T14:00:00+00:00", False),
    ],
)
def test_an_instant_without_an_offset_is_read_on_the_districts_clock_and_that_is_said(
    capsys: pytest.CaptureFixture[str], submitted: str, read_as: str, is_noted: bool
) -> None:
    _, out, err = _run(capsys, "--lane", "general", "--submitted", submitted, "--json")
    assert json.loads(out)["submitted"] == read_as
    assert ("has no offset: read on the clock of America/New_York" in " ".join(err.split())) is is_noted


@pytest.mark.parametrize(
    ("arguments", "places"),
    [
        pytest.param(("--lane", "media", "--submitted", "2026-04-10"), ["--lane"], id="lane"),
        pytest.param(("--lane", "general", "--submitted", "soon"), ["--submitted"], id="submitted"),
        pytest.param(("--lane", "general", "--submitted", "2026-02-30"), ["--submitted"], id="no-such-day"),
        pytest.param((*GENERAL, "--nda-executed", "yes"), ["--nda-executed"], id="nda"),
        pytest.param((*GENERAL, "--approved", "2026"), ["--approved"], id="approved"),
        pytest.param((*GENERAL, "--paused", "2026-04-14"), ["--paused"], id="pause-without-slash"),
        pytest.param((*GENERAL, "--paused", "2026-04-14/x"), ["--paused"], id="pause-no-day"),
        pytest.param((*GENERAL, "--paused", "2026-04-17/2026-04-14"), ["--paused"], id="pause-backwards"),
        pytest.param(
            ("--lane", "x", "--submitted", "y", "--paused", "z/z", "--on", "w"),
            ["--lane", "--submitted", "--paused", "--paused", "--on"],
            id="everything",
        ),
        pytest.param(
            ("--lane", "general", "--submitted", "2036-01-05"), ["calendar-ma.toml"], id="beyond-the-calendar"
        ),
        pytest.param((*GENERAL, "--paused", "2026-04-14/9999-12-31"), ["calendar-ma.toml"], id="endless-pause"),
        pytest.param((*GENERAL, "--calendar", "none.toml"), ["none.toml"], id="no-calendar"),
    ],
)
def test_a_bad_value_exits_2_with_its_place_and_mend(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], places: list[str]
) -> None:
    code, out, _ = _run(capsys, *arguments, "--json")
    faults = json.loads(out)["faults"]
    assert code == 2
    assert [fault["file"] for fault in faults] == places
    assert all(fault["mend"] for fault in faults)


@pytest.mark.parametrize("arguments", [(), ("--lane", "general")], ids=["nothing", "no-submission"])
def test_a_missing_option_exits_2(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    code, _, err = _run(capsys, *arguments)
    assert code == 2
    assert "Missing option" in err
