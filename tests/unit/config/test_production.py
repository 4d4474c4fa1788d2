"""The office as it is in production: in a process of its own, for settings are read once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from schoolgate.config.keys import new_keys


def production(home: Path, **more: str) -> dict[str, str]:
    keys = {f"SCHOOLGATE_{name.upper()}": value for name, value in new_keys().items()}
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("SCHOOLGATE_", "DJANGO_", "DATABASE"))
    }
    return {**own, **keys, "SCHOOLGATE_HOSTS": "data.example.org", "SCHOOLGATE_HOME": str(home), **more}


def run(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "schoolgate.cli.app", *arguments]
    return subprocess.run(command, env=production(home, **more), capture_output=True, text=True, check=False)


def test_django_finds_nothing_to_say_of_a_deployment(tmp_path: Path) -> None:
    checked = run(tmp_path, "manage", "check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


def test_an_office_without_keys_does_not_start_and_says_what_to_set(tmp_path: Path) -> None:
    stopped = run(tmp_path, "tick", SCHOOLGATE_SECRET_KEY="")
    assert stopped.returncode == 2
    assert "SCHOOLGATE_SECRET_KEY" in stopped.stderr


def test_a_new_office_is_prepared_ticks_twice_and_has_a_whole_ledger(tmp_path: Path) -> None:
    prepared = subprocess.run(
        [sys.executable, "-c", "from schoolgate.config.start import prepare; prepare()"],
        env=production(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert prepared.returncode == 0, prepared.stderr
    keys = {name: value for name, value in production(tmp_path).items() if name.startswith("SCHOOLGATE_")}
    added = run(tmp_path, "people", "add", "sue@district.example", "--name", "Sue", "--role", "steward", **keys)
    assert added.returncode == 0, added.stderr
    assert [run(tmp_path, "tick", **keys).returncode for _ in range(2)] == [0, 0]
    verified = run(tmp_path, "ledger", "verify", "--json", **keys)
    assert verified.returncode == 0, verified.stderr
    assert '"rows": 1' in verified.stdout


@pytest.mark.parametrize(
    "arguments", [("people", "code"), ("people", "add", "x@y.example", "--name", "X", "--role", "king")]
)
def test_what_production_does_not_do_is_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert run(tmp_path, *arguments).returncode in {2, 3}
