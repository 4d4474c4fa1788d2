"""Of people who press at the same moment one wins, and the others are told."""

import time
from collections.abc import Callable
from threading import Event

from django.db import transaction
from tests.office import AT, make_draft, make_person, make_submitted

from schoolgate.office.builds import actions as builds
from schoolgate.office.builds.actions import Made
from schoolgate.office.builds.models import Build
from schoolgate.office.errors import NotNow
from schoolgate.office.ledger.models import LedgerRow
from schoolgate.office.ledger.verification import verify
from schoolgate.office.people import actions as people
from schoolgate.office.people.models import Role
from schoolgate.office.requests import moves
from schoolgate.office.requests.actions import denials, desk, submission
from schoolgate.office.requests.actions.denials import Grounds
from schoolgate.office.requests.models import DataRequest, DenialReason, RequestVersion
from schoolgate.office.requests.transitions import State

AtOnce = Callable[[Callable[[int], object], int], None]


class Told:
    """Runs a piece of work and counts who won and who was told."""

    def __init__(self) -> None:
        self.won = 0
        self.told = 0

    def __call__(self, work: Callable[[], object]) -> None:
        try:
            work()
        except NotNow:
            self.told += 1
        else:
            self.won += 1


def test_one_of_several_analysts_starts_the_work(office_db: None, at_once: AtOnce) -> None:
    analysts = [make_person(f"a{nth}@district.example", Role.ANALYST) for nth in range(4)]
    request, told = make_submitted(make_person("rosa@example.org")), Told()
    at_once(lambda nth: told(lambda: desk.start(request=request, by=analysts[nth], at=AT)), 4)
    assert (told.won, told.told) == (1, 3)
    assert LedgerRow.objects.filter(event="request.started").count() == 1


def test_one_of_two_releasers_approves_a_denial(office_db: None, at_once: AtOnce) -> None:
    releasers = [make_person(f"r{nth}@district.example", Role.RELEASER) for nth in range(2)]
    analyst, told = make_person("ana@district.example", Role.ANALYST), Told()
    grounds = Grounds(DenialReason.CAPACITY, ("R61",), "Too much.")
    request = make_submitted(make_person("rosa@example.org"))
    denial = denials.propose(request=request, grounds=grounds, by=analyst, at=AT)
    at_once(lambda nth: told(lambda: denials.approve(denial=denial, by=releasers[nth], at=AT)), 2)
    assert (told.won, told.told) == (1, 1)


def test_a_request_that_is_sent_several_times_at_once_comes_in_once(office_db: None, at_once: AtOnce) -> None:
    owner = make_person("rosa@example.org")
    request, told = make_draft(owner), Told()

    def send(_nth: int) -> None:
        seen = DataRequest.objects.select_related("owner").get(pk=request.pk)
        told(lambda: submission.submit(request=seen, by=owner, at=AT))

    at_once(send, 4)
    assert (told.won, told.told) == (1, 3)
    assert RequestVersion.objects.filter(request=request).count() == 1


def test_requests_that_come_in_at_once_get_numbers_of_their_own(office_db: None, at_once: AtOnce) -> None:
    owner = make_person("rosa@example.org")
    count = 6
    requests = [make_draft(owner) for _ in range(count)]
    at_once(lambda nth: submission.submit(request=requests[nth], by=owner, at=AT), count)
    numbers = set(DataRequest.objects.values_list("reference", flat=True))
    assert numbers == {f"ODA-2026-{nth:04d}" for nth in range(1, count + 1)}
    assert verify().fault is None


def test_a_build_that_ends_while_its_request_is_written_to_waits_for_its_turn(office_db: None, at_once: AtOnce) -> None:
    """Each holds the request before the end of the ledger; the other way round neither could go on."""
    analyst = make_person("ana@district.example", Role.ANALYST)
    request = make_submitted(make_person("rosa@example.org"))
    desk.start(request=request, by=analyst, at=AT)
    build = Build.objects.create(request=request, number=1, version=1, asked_by=analyst, asked_at=AT, state="running")
    is_held, made = Event(), Made("R-1", AT.date(), "aggregate", "ODA-03", "0" * 64, "0" * 64, 0, None, (), [], [])

    def write(nth: int) -> None:
        if nth == 0:
            is_held.wait(10)
            builds.finish(build_id=build.pk, made=made, at=AT)
            return
        with transaction.atomic():
            current = moves.locked(request.pk)
            is_held.set()
            time.sleep(0.5)  # long enough for the other to take what it takes first
            moves.note(current, "request.note", by=analyst, at=AT)

    at_once(write, 2)
    request.refresh_from_db()
    assert request.state == State.IN_REVIEW
    assert verify().fault is None


def test_one_of_several_stewards_gives_a_role(office_db: None, at_once: AtOnce) -> None:
    stewards = [make_person(f"s{nth}@district.example", Role.STEWARD) for nth in range(4)]
    user, told = make_person("rosa@example.org"), Told()
    at_once(lambda nth: told(lambda: people.grant_role(user=user, role=Role.ANALYST, by=stewards[nth], at=AT)), 4)
    assert (told.won, told.told) == (1, 3)
