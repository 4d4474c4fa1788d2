"""The way of a release through the office: built, reviewed by two, handed over, downloaded, destroyed."""

import io
import zipfile

import pytest
from tests.office import AT
from tests.office_releases import approve, hand_over, make_started, run_build

from schoolgate.office.builds.models import Build
from schoolgate.office.builds.transitions import BuildState
from schoolgate.office.deliveries import actions as deliveries
from schoolgate.office.deliveries import downloading
from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import State
from schoolgate.warehouse.store import Store


@pytest.fixture
def built(records: Store, requester: User, analyst: User) -> Build:
    return run_build(make_started(requester, analyst), analyst)


def state_of(build: Build) -> str:
    return DataRequest.objects.get(pk=build.request_id).state


def test_counts_of_groups_go_from_the_desk_to_the_requester(
    built: Build, reviewer: User, second_reviewer: User, releaser: User, requester: User
) -> None:
    assert built.state == BuildState.BUILT, built.reasons
    assert state_of(built) == State.IN_REVIEW
    approved = approve(built, reviewer, second_reviewer)
    assert state_of(built) == State.APPROVED
    [delivery] = hand_over(approved, releaser)
    assert state_of(built) == State.DELIVERED
    deliveries.accept(delivery=delivery, name="Rosa Requester", by=requester, at=AT, has_second_factor=True)
    sending = downloading.begin(delivery=delivery, by=requester, at=AT, has_second_factor=True)
    with zipfile.ZipFile(io.BytesIO(b"".join(sending.pieces()))) as archive:
        assert set(archive.namelist()) == {
            "manifest.json", "terms.txt", "data.csv", "data.parquet", "data.xlsx", "dictionary.csv",
            "datapackage.json", "method.md",
        }  # fmt: skip
        assert archive.read("data.csv").startswith(b"school_year,school")
    sending.end()
