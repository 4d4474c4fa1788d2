"""A process that is killed while it submits or ticks loses nothing and does nothing twice."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from tests.office import AT, make_draft, make_person

from schoolgate.office.ledger.models import LedgerRow
from schoolgate.office.ledger.verification import verify
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.requests.models import DataRequest, RequestVersion
from schoolgate.office.requests.transitions import State

# Submits every draft, then ticks; says so at the start of each, so that the killer knows when to begin.
_WORK = """
import sys, django
from datetime import datetime
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from schoolgate.office import tick
from schoolgate.office.requests.actions import submission
from schoolgate.office.requests.models import DataRequest
at = datetime.fromisoformat(sys.argv[2])
for request in DataRequest.objects.filter(state="draft").select_related("owner").order_by("created_at"):
    print("begin", flush=True)
    submission.submit(request=request, by=request.owner, at=at)
print("begin", flush=True)
tick.run(at)
"""
DRAFTS, KILLS = 8, 10


def _start() -> "subprocess.Popen[bytes]":
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.office_settings"}
    command = [sys.executable, "-c", _WORK, str(connection.settings_dict["NAME"]), AT.isoformat()]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)


def _whole() -> None:
    """Every request is a draft of which nothing was kept, or was submitted with all that belongs to it, once."""
    for request in DataRequest.objects.all():
        is_in = request.state != State.DRAFT
        assert (request.reference is not None) is is_in
        assert RequestVersion.objects.filter(request=request).count() == int(is_in)
        assert LedgerRow.objects.filter(subject=request.subject, event="request.submitted").count() == int(is_in)
        assert OutboxMail.objects.filter(key=f"{request.subject}:confirmed:1").count() == int(is_in)
    assert verify().fault is None


@pytest.mark.timeout(300)
def test_a_kill_at_any_moment_of_submitting_or_ticking_loses_nothing_and_does_nothing_twice(office_db: None) -> None:
    owner, chance = make_person("rosa@example.org"), random.Random(11)
    for _ in range(DRAFTS):
        make_draft(owner)
    killed = 0
    for _ in range(KILLS):
        process = _start()
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.25))
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        process.stdout.close()
        _whole()
        if not DataRequest.objects.filter(state=State.DRAFT).exists():
            make_draft(owner)
    assert killed >= KILLS // 2
    with _start() as process:
        assert process.wait() == 0
    _whole()
    assert not DataRequest.objects.filter(state=State.DRAFT).exists()
    references = list(DataRequest.objects.values_list("reference", flat=True))
    assert len(set(references)) == len(references)
