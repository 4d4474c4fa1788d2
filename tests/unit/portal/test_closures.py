from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from tests.office import AT, make_person, make_submitted, signed_in

from schoolgate.core import BadInput
from schoolgate.office.calendar import business_calendar
from schoolgate.office.closures import actions
from schoolgate.office.closures.models import OfficeClosure
from schoolgate.office.ledger.models import LedgerRow
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests.models import DataRequest

TUESDAY = date(2026, 4, 14)


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.SCHOOLGATE_TODAY = AT.date().isoformat()


def due_on(request: DataRequest) -> date | None:
    request.refresh_from_db()
    return request.due_on


def test_a_closure_moves_the_dates_of_open_requests_and_says_why(
    requester: User, steward: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    request = make_submitted(requester)
    assert due_on(request) == date(2026, 5, 4)
    said = {"starts_on": "2026-04-14", "ends_on": "2026-04-14", "reason": "Snow"}
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in(steward).post(reverse("closures"), said).status_code == 302
    assert due_on(request) == date(2026, 5, 5)
    assert "Snow" in signed_in(requester).get(reverse("request", args=[request.pk])).content.decode()
    row = LedgerRow.objects.get(event="closure.entered")
    assert '"reason":"Snow"' in row.details
    with django_capture_on_commit_callbacks(execute=True):
        made = OfficeClosure.objects.get()
        signed_in(steward).post(reverse("closure_take_back", args=[made.pk]))
    assert due_on(request) == date(2026, 5, 4)
    assert LedgerRow.objects.filter(event="closure.taken_back").exists()


def test_a_closure_is_no_business_day(steward: User) -> None:
    actions.enter(starts_on=TUESDAY, ends_on=TUESDAY, reason="Snow", by=steward, at=AT)
    off = business_calendar().day_off(TUESDAY)
    assert off is not None
    assert (str(off.kind), off.name) == ("closure", "Snow")


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (TUESDAY, date(2026, 4, 13), "Snow"),
        (TUESDAY, date(2026, 6, 13), "Snow"),
        (TUESDAY, TUESDAY, "  "),
        (date(1990, 4, 13), date(1990, 4, 13), "Snow"),
    ],
    ids=["days in disorder", "too long", "no reason", "outside the calendar"],
)
def test_a_closure_that_cannot_be_is_refused(steward: User, first: date, last: date, reason: str) -> None:
    with pytest.raises(BadInput):
        actions.enter(starts_on=first, ends_on=last, reason=reason, by=steward, at=AT)
    assert not OfficeClosure.objects.exists()


@pytest.mark.parametrize("role", [*Role, None])
def test_only_a_steward_enters_closures(db: None, role: Role | None) -> None:
    client = signed_in(make_person("who@district.example", *([role] if role else [])))
    said = {"starts_on": "2026-04-14", "ends_on": "2026-04-14", "reason": "Snow"}
    expected = 302 if role is Role.STEWARD else 403
    assert client.post(reverse("closures"), said).status_code == expected
    assert OfficeClosure.objects.exists() == (role is Role.STEWARD)


def test_nobody_takes_a_closure_back_who_may_not_enter_one(steward: User, auditor: User, requester: User) -> None:
    made = actions.enter(starts_on=TUESDAY, ends_on=TUESDAY, reason="Snow", by=steward, at=AT)
    for user in (auditor, requester):
        assert signed_in(user).post(reverse("closure_take_back", args=[made.pk])).status_code == 403
    assert Client().post(reverse("closure_take_back", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.taken_back_at is None
