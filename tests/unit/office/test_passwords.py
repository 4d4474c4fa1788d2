"""How passwords are kept."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, identify_hasher, make_password
from pytest_django import Settings
from tests.office import PASSWORD

from schoolgate.config import settings as office
from schoolgate.office.people.models import User


def test_a_password_is_kept_by_argon2id_with_what_owasp_asks_for(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = office.PASSWORD_HASHERS
    kept = make_password(PASSWORD)
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password(PASSWORD, kept)
    assert not check_password(PASSWORD + "x", kept)


def test_a_password_that_was_kept_in_the_older_way_works_and_is_kept_anew(requester: User, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = office.PASSWORD_HASHERS
    requester.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 6, iterations=1_000)
    requester.save()
    assert requester.check_password(PASSWORD)
    requester.refresh_from_db()
    assert identify_hasher(requester.password).algorithm == "argon2"
