"""Single sign-on with a real provider in a process of its own, through every redirect of a real browser."""

import re
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from playwright.sync_api import Page, expect
from pytest_django import Settings
from tests.browser.test_first_way import SECRET, code_of_the_telephone
from tests.office import make_person
from tests.support.identity_provider import PASSWORD
from tests.support.ports import free_port

from schoolgate.office.ledger.selectors import rows_about
from schoolgate.office.people.models import Role, User

ROOT = Path(__file__).resolve().parents[2]
CLIENT, CLIENT_SECRET = "office", "what the office and the district share"


@pytest.fixture
def district(office: str, settings: Settings, tmp_path: Path) -> Iterator[str]:
    """Start the district's provider, and have the office know it as its settings would."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    callback = f"{office}/accounts/oidc/district/login/callback/"
    module = "tests.support.identity_provider"
    command = [sys.executable, "-m", module, str(tmp_path), str(port), CLIENT, CLIENT_SECRET, callback]
    app = {
        "provider_id": "district",
        "name": "District sign-in",
        "client_id": CLIENT,
        "secret": CLIENT_SECRET,
        "settings": {"server_url": address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
    policy = deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["form-action"].append(address)
    settings.CONTENT_SECURITY_POLICY = policy
    log = tmp_path / "provider.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True) as provider,
    ):
        try:
            assert provider.stdout is not None
            assert provider.stdout.readline() == "ready\n", log.read_text()
            yield address
        finally:
            provider.terminate()


def come_by_the_district(page: Page, office: str, district: str, email: str) -> None:
    """Go from the office to the district's own page, sign in there, and come back."""
    page.goto(f"{office}/accounts/login/")
    page.get_by_role("link", name="District sign-in").click()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile(re.escape(district)))
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()


def test_a_person_of_the_district_comes_in_by_its_sign_on(office: str, district: str, page: Page) -> None:
    come_by_the_district(page, office, district, "tess@district.example")
    expect(page.get_by_role("heading", name="My requests")).to_be_visible()
    user = User.objects.get()
    assert (user.email, user.name, user.kind, user.roles()) == (
        "tess@district.example",
        "Tess Teacher",
        "public",
        frozenset(),
    )
    assert [row.event for row in rows_about(f"user:{user.pk}")] == ["person.registered"]


def test_staff_who_come_by_the_district_have_their_account_and_still_give_their_second_factor(
    office: str, district: str, page: Page
) -> None:
    analyst = make_person("ana@district.example", Role.ANALYST, name="Ana Abreu")
    TOTP.activate(analyst, SECRET)
    come_by_the_district(page, office, district, analyst.email)
    expect(page.get_by_label("Code")).to_be_visible()
    page.goto(f"{office}/desk/")
    expect(page.get_by_role("heading", name="Two-Factor Authentication")).to_be_visible()
    page.get_by_label("Code").fill(code_of_the_telephone())
    page.get_by_role("button", name="Sign In").click()
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()
    assert User.objects.get() == analyst


def test_an_address_that_the_district_did_not_verify_opens_nobody_s_account(
    office: str, district: str, page: Page
) -> None:
    """Who can write any address there must not come in as whom it belongs to here."""
    analyst = make_person("mallory@district.example", Role.ANALYST, name="Mallory Moss")
    TOTP.activate(analyst, SECRET)
    come_by_the_district(page, office, district, analyst.email)
    expect(page).to_have_url(re.compile(re.escape(office)))
    page.goto(f"{office}/requests/")
    expect(page.get_by_role("heading", name="Sign In")).to_be_visible()
    assert not SocialAccount.objects.filter(user=analyst).exists()
    assert list(User.objects.all()) == [analyst]


def test_a_new_person_whose_address_the_district_did_not_verify_verifies_it_first(
    office: str, district: str, page: Page
) -> None:
    come_by_the_district(page, office, district, "mallory@district.example")
    expect(page.get_by_role("heading", name="Verify Your Email")).to_be_visible()
    page.goto(f"{office}/requests/")
    expect(page.get_by_role("heading", name="Sign In")).to_be_visible()
