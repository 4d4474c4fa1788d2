"""`make test` sees to the browser itself, and goes on without one."""

import os
from pathlib import Path

import pytest
from tools import browser

INSTALLS = '#!/bin/sh\ncase "$*" in *chromium*) /bin/touch "{0}/chromium"; /bin/chmod +x "{0}/chromium";; esac\n'


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the only programs of a machine that has no browser."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path


def program(machine: Path, name: str, words: str) -> None:
    (machine / name).write_text(words)
    (machine / name).chmod(0o755)


def test_a_machine_without_a_package_manager_is_told_what_will_be_skipped(
    machine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    browser.main()
    assert "browser tests will be skipped" in capfd.readouterr().err


def test_a_browser_that_can_not_be_fetched_stops_nothing(machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program(machine, "apt-get", "#!/bin/sh\nexit 100\n")
    browser.main()
    assert "none could be installed" in capfd.readouterr().err


def test_a_browser_that_can_be_fetched_is_there_afterwards(machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program(machine, "apt-get", INSTALLS.format(machine))
    browser.main()
    assert browser.is_there()
    assert capfd.readouterr().err == ""
