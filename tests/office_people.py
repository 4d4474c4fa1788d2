"""People that the tests of the office speak of."""

import pytest
from tests.office import make_person

from schoolgate.office.people.models import Role, User
from schoolgate.policy.vocabulary import RequesterKind


@pytest.fixture
def requester(db: None) -> User:
    return make_person("rosa@example.org", name="Rosa Requester")


@pytest.fixture
def partner(db: None) -> User:
    return make_person(
        "pat@partner.example", kind=RequesterKind.PARTNER, name="Pat Partner", organisation="Harbor Tutors"
    )


@pytest.fixture
def analyst(db: None) -> User:
    return make_person("ana@district.example", Role.ANALYST, name="Ana Analyst")


@pytest.fixture
def releaser(db: None) -> User:
    return make_person("rel@district.example", Role.RELEASER, name="Rel Releaser")


@pytest.fixture
def second_releaser(db: None) -> User:
    return make_person("sam@district.example", Role.RELEASER, name="Sam Releaser")


@pytest.fixture
def auditor(db: None) -> User:
    return make_person("aud@district.example", Role.AUDITOR, name="Aud Auditor")


@pytest.fixture
def steward(db: None) -> User:
    return make_person("ste@district.example", Role.STEWARD, name="Ste Steward")
