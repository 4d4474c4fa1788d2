"""Passkeys, with the virtual authenticator of Chromium: registered, signed in with, and taken as the second factor."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect
from tests.browser.test_first_way import sign_in
from tests.office import PASSWORD, make_person

from schoolgate.office.people.models import Role, User


@pytest.fixture
def telephone(page: Page) -> Iterator[None]:
    """Give the browser a device that keeps passkeys and knows its owner by a finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield
    session.detach()


@pytest.fixture
def analyst(office: str) -> User:
    return make_person("ben@district.example", Role.ANALYST, name="Ben Barros")


def register(page: Page, office: str, user: User) -> None:
    """Sign in with the password alone, and set up a passkey as the office asks people with a role to."""
    sign_in(page, office, user.email)
    expect(page.get_by_role("heading", name="Two-Factor Authentication")).to_be_visible()
    page.goto(f"{office}/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("My telephone")
    page.get_by_text("Passwordless", exact=True).click()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Security key added.")).to_be_visible()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_whoever_has_a_passkey_signs_in_with_it_and_nothing_else(
    office: str, page: Page, telephone: None, analyst: User
) -> None:
    register(page, office, analyst)
    sign_out(page)
    page.goto(f"{office}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()
    assert Authenticator.objects.filter(user=analyst, type="webauthn").exists()


def test_a_passkey_is_the_second_factor_after_the_password(
    office: str, page: Page, telephone: None, analyst: User
) -> None:
    register(page, office, analyst)
    sign_out(page)
    sign_in(page, office, analyst.email)
    expect(page.get_by_role("heading", name="Two-Factor Authentication")).to_be_visible()
    page.goto(f"{office}/desk/")
    expect(page.get_by_role("heading", name="Two-Factor Authentication")).to_be_visible()
    page.get_by_role("button", name="Use a security key").click()
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()
