from pathlib import Path

import pytest

from schoolgate.config.environment import Mode, read_environment
from schoolgate.config.keys import demo_keys, new_keys
from schoolgate.core import BadInput

PRODUCTION = {
    **{f"SCHOOLGATE_{name.upper()}": value for name, value in new_keys().items()},
    "SCHOOLGATE_HOSTS": "data.example.org",
}


def rules(variables: dict[str, str]) -> set[tuple[str, str | None]]:
    with pytest.raises(BadInput) as raised:
        read_environment(variables)
    return {(fault.rule, fault.column) for fault in raised.value.faults}


def test_an_office_is_for_production_unless_it_says_otherwise() -> None:
    assert read_environment(PRODUCTION).mode is Mode.PRODUCTION


def test_production_names_every_missing_key_at_once() -> None:
    assert rules({}) == {
        ("settings.missing", f"SCHOOLGATE_{name}") for name in ("SECRET_KEY", "SEAL_KEY", "STUDENT_KEY", "HOSTS")
    }


def test_a_slip_of_the_pen_in_a_name_is_told() -> None:
    assert rules({**PRODUCTION, "SCHOOLGATE_HOST": "x"}) == {("settings.unknown", "SCHOOLGATE_HOST")}


@pytest.mark.parametrize(("name", "value"), [("SCHOOLGATE_PROXIES", "one"), ("SCHOOLGATE_MODE", "debug")])
def test_a_value_that_can_not_be_read_is_told(name: str, value: str) -> None:
    assert ("settings.value", name) in rules({**PRODUCTION, name: value})


def test_production_keeps_the_real_day() -> None:
    assert rules({**PRODUCTION, "SCHOOLGATE_TODAY": "2026-04-10"}) == {("settings.today", "SCHOOLGATE_TODAY")}


def test_the_keys_of_a_demo_are_made_once_and_readable_by_nobody_else(tmp_path: Path) -> None:
    keys = demo_keys(tmp_path / "office")
    assert demo_keys(tmp_path / "office") == keys
    assert (tmp_path / "office" / "demo-keys.json").stat().st_mode & 0o077 == 0
