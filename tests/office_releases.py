"""Requests on the generated district, taken as far as a test needs them through the real actions."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.office import AT, TABLE, make_person, make_submitted

from schoolgate.office.builds import actions as builds
from schoolgate.office.builds import running
from schoolgate.office.builds.models import Build
from schoolgate.office.clock import day_of
from schoolgate.office.deliveries import actions as deliveries
from schoolgate.office.deliveries.actions import Handing
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.deliveries.terms import Limits
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests.actions import desk
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.reviews import actions as reviews
from schoolgate.office.reviews.actions import Opinion
from schoolgate.office.reviews.checklist import QUESTIONS
from schoolgate.office.reviews.models import Verdict
from schoolgate.warehouse.store import Store

GOOD_ANSWERS = {question.key: question.good for question in QUESTIONS}
COUNTS = TABLE.with_(school_years=("2025-26",), group_by=("school",), measures=("students",))


@pytest.fixture
def records(store: Store, settings: Settings, tmp_path: Path) -> Store:
    """Give the office the generated district's records, and a folder of its own for what it seals."""
    settings.SCHOOLGATE_STORE = store.path
    settings.SCHOOLGATE_HOME = tmp_path / "office"
    return store


@pytest.fixture
def reviewer(db: None) -> User:
    return make_person("rita@district.example", Role.REVIEWER, name="Rita Reviewer")


@pytest.fixture
def second_reviewer(db: None) -> User:
    return make_person("raj@district.example", Role.REVIEWER, name="Raj Reviewer")


def make_started(
    owner: User, analyst: User, draft: Draft = COUNTS, *, numbers: tuple[str, ...] = (), at: datetime = AT
) -> DataRequest:
    """Return a request that an analyst works on."""
    request = make_submitted(owner, draft, numbers=numbers, at=at)
    return desk.start(request=request, by=analyst, at=at)


def run_build(request: DataRequest, analyst: User, *, at: datetime = AT) -> Build:
    """Have a request built, as the worker does, and return what came of it."""
    build = builds.ask(request=request, by=analyst, at=at)
    running.run(build.pk, lambda: at)
    return Build.objects.select_related("request__owner", "asked_by").get(pk=build.pk)


def approve(build: Build, *reviewers: User, at: datetime = AT) -> Build:
    """Have each reviewer approve a build."""
    for reviewer in reviewers:
        reviews.vote(build=build, opinion=Opinion(Verdict.APPROVE, GOOD_ANSWERS), by=reviewer, at=at)
    return Build.objects.select_related("request__owner", "asked_by").get(pk=build.pk)


def hand_over(
    build: Build, releaser: User, *recipients: User, at: datetime = AT, destroy_in_days: int | None = None
) -> list[Delivery]:
    """Have an approved build delivered, for thirty days and two downloads."""
    on = day_of(at)
    limits = Limits(
        on + timedelta(days=30), 2, None if destroy_in_days is None else on + timedelta(days=destroy_in_days)
    )
    handing = Handing(recipients or (build.request.owner,), limits, "my organization", str(releaser))
    return deliveries.deliver(build=build, handing=handing, by=releaser, at=at)
