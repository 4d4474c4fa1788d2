from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.office import AT

from schoolgate.office import tick
from schoolgate.office.tick import Done, Step
from schoolgate.portal.accounts.upkeep import forget_work


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


def test_work_that_was_over_long_ago_is_forgotten_and_what_waits_is_not(db: None) -> None:
    now = timezone.now()
    for status, days in (("SUCCESSFUL", 15), ("FAILED", 15), ("SUCCESSFUL", 13), ("READY", None)):
        ended = None if days is None else now - timedelta(days=days)
        DBTaskResult.objects.create(
            status=status, finished_at=ended, args_kwargs={}, task_path="x", backend_name="default", run_after=now
        )
    assert forget_work(AT) == 2
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]
