"""A newer version of the circular than the one a request was submitted under (T52): told, never undone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import Settings
from tests.office import AT, make_submitted, signed_in

from schoolgate.office.clock import day_of
from schoolgate.office.ledger.models import LedgerRow
from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.newer_rules import newer_rules
from schoolgate.policy import versions
from schoolgate.policy.pack import PolicyPack

LATER = AT + timedelta(days=1)


def second(first: PolicyPack, **changes: object) -> PolicyPack:
    return replace(first, version="02", effective_from=day_of(LATER), **changes)  # type: ignore[arg-type]  # its fields


@pytest.fixture
def asked(requester: User) -> DataRequest:
    return make_submitted(requester)


@pytest.fixture
def first() -> PolicyPack:
    [first] = versions.available_packs()
    return first


def put_in_force(monkeypatch: pytest.MonkeyPatch, first: PolicyPack, newer: PolicyPack, settings: Settings) -> None:
    monkeypatch.setattr(versions, "available_packs", lambda: (first, newer))
    settings.SCHOOLGATE_TODAY = day_of(LATER).isoformat()


def test_under_one_version_nothing_is_said(asked: DataRequest, analyst: User, settings: Settings) -> None:
    settings.SCHOOLGATE_TODAY = day_of(LATER).isoformat()
    assert newer_rules(asked, day_of(LATER)) is None
    assert "newer version" not in signed_in(analyst).get(f"/desk/{asked.pk}/").content.decode()


def test_both_pages_and_the_queue_tell_what_changed_and_what_it_means(
    asked: DataRequest,
    requester: User,
    analyst: User,
    first: PolicyPack,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    threshold = replace(first.disclosure, threshold=20)
    put_in_force(monkeypatch, first, second(first, disclosure=threshold), settings)
    for user, address in ((requester, f"/requests/{asked.pk}/"), (analyst, f"/desk/{asked.pk}/")):
        page = signed_in(user).get(address).content.decode()
        assert "A newer version of the circular is in force: ODA-03 v02" in page
        assert "This request keeps ODA-03 v01" in page
        assert "<td>disclosure, threshold</td><td>10</td><td>20</td>" in page
        assert "have to be protected better" in page
    assert "newer circular" in signed_in(analyst).get("/desk/").content.decode()


def test_what_only_sounds_different_changes_nothing_for_the_request(
    asked: DataRequest, analyst: User, first: PolicyPack, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    put_in_force(monkeypatch, first, second(first, title="Another title"), settings)
    page = signed_in(analyst).get(f"/desk/{asked.pk}/").content.decode()
    assert "nothing changes." in page
    assert "<td>Another title</td>" in page


def test_a_measure_that_the_newer_version_does_not_know_is_named(
    asked: DataRequest, first: PolicyPack, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    kept = tuple(measure for measure in first.measures if measure.id != "attendance_rate")
    put_in_force(monkeypatch, first, second(first, measures=kept), settings)
    rules = newer_rules(asked, day_of(LATER))
    assert rules is not None
    assert [finding.text for finding in rules.stricter] == ["The policy knows no measure called attendance_rate."]
    milder = second(first, disclosure=replace(first.disclosure, threshold=5))
    put_in_force(monkeypatch, first, milder, settings)
    rules = newer_rules(asked, day_of(LATER))
    assert rules is not None
    assert rules.changes_nothing


def test_looking_at_it_signs_and_unsigns_nothing(
    asked: DataRequest, analyst: User, first: PolicyPack, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    put_in_force(monkeypatch, first, second(first, disclosure=replace(first.disclosure, threshold=20)), settings)
    before, rows = DataRequest.objects.values().get(), LedgerRow.objects.count()
    signed_in(analyst).get(f"/desk/{asked.pk}/")
    assert DataRequest.objects.values().get() == before
    assert LedgerRow.objects.count() == rows
