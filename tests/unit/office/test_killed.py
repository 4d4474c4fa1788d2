"""A process that is killed while it submits or ticks loses nothing and does nothing twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from django.db import connection
from tests.office import AT, make_draft, make_person

from schoolgate.office.ledger.models import LedgerRow
from schoolgate.office.ledger.verification import verify
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.requests.models import DataRequest, RequestVersion
from schoolgate.office.requests.transitions import State

# An office that starts once, for starting takes seconds, and forks a child for each line that it reads. The child
# submits every draft, then ticks, and says who it is at the start of each: whom to kill, and from when on.
_OFFICE = """
import os, sys, django
from datetime import datetime
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from schoolgate.office import tick
from schoolgate.office.requests.actions import submission
from schoolgate.office.requests.models import DataRequest
at = datetime.fromisoformat(sys.argv[2])

def work():
    for request in DataRequest.objects.filter(state="draft").select_related("owner").order_by("created_at"):
        print("begin", os.getpid(), flush=True)
        submission.submit(request=request, by=request.owner, at=at)
    print("begin", os.getpid(), flush=True)
    tick.run(at)

for _line in sys.stdin:
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
DRAFTS, KILLS = 8, 10


@dataclass
class Office:
    """A process that works in children; each may be killed."""

    process: "subprocess.Popen[str]"

    def works(self, *, killed_after: float | None = None) -> int:
        """Let a child work, killed so many seconds after it began. Return its exit code, negative for a signal."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print("go", file=self.process.stdin, flush=True)
        _begin, child = self.process.stdout.readline().split()
        if killed_after is not None:
            time.sleep(killed_after)
            with suppress(ProcessLookupError):  # it was done already
                os.kill(int(child), signal.SIGKILL)
        ended = next(line for line in self.process.stdout if line.startswith("ended"))
        return int(ended.split()[1])


@pytest.fixture
def office(office_db: None) -> Iterator[Office]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.office_settings"}
    command = [sys.executable, "-c", _OFFICE, str(connection.settings_dict["NAME"]), AT.isoformat()]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Office(process)


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
def test_a_kill_at_any_moment_of_submitting_or_ticking_loses_nothing_and_does_nothing_twice(office: Office) -> None:
    owner, chance = make_person("rosa@example.org"), random.Random(11)
    for _ in range(DRAFTS):
        make_draft(owner)
    killed = 0
    for _ in range(KILLS):
        killed += office.works(killed_after=chance.uniform(0, 0.25)) == -signal.SIGKILL
        _whole()
        if not DataRequest.objects.filter(state=State.DRAFT).exists():
            make_draft(owner)
    assert killed >= KILLS // 2
    assert office.works() == 0
    _whole()
    assert not DataRequest.objects.filter(state=State.DRAFT).exists()
