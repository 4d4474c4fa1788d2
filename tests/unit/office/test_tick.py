from datetime import datetime

import pytest
from tests.office import AT

from schoolgate.office import tick
from schoolgate.office.tick import Done, Step


def fail(_at: datetime) -> int:
    raise KeyError("nothing of this is told")


def test_a_step_that_fails_is_told_by_its_kind_and_keeps_no_other_from_running(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tick, "_steps", {})
    tick.register(Step("last", lambda _at: 2, 1_000))
    tick.register(Step("first", fail, 100))
    assert tick.run(AT) == (Done("first", 0, "KeyError"), Done("last", 2))
    assert "the step first of the tick failed" in caplog.text
