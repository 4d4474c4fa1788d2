import re
from collections.abc import Callable

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from playwright.sync_api import Page, expect
from tests.browser import walking
from tests.office import PASSWORD, make_person

from schoolgate.office.people.models import Role
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.vocabulary import RequesterKind

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
Shoot = Callable[[Page, str], None]


def sign_in(page: Page, office: str, email: str) -> None:
    page.goto(f"{office}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign In", exact=True).click()


def code_of_the_telephone() -> str:
    [counter] = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(SECRET, counter)))


def link_in(letter: str) -> str:
    found = re.search(r"https?://\S+", letter)
    assert found is not None
    return found.group()


def make_account(page: Page, office: str) -> None:
    page.goto(f"{office}/accounts/signup/")
    page.get_by_label("Your name").fill("Rosa Reyes")
    page.get_by_label("Email").fill("rosa@example.org")
    page.get_by_label("Who are you?").select_option("public")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Sign Up").click()
    expect(page.get_by_role("heading", name="Verify Your Email")).to_be_visible()
    page.goto(link_in(str(mail.outbox[-1].body)))
    page.get_by_role("button", name="Confirm").click()


def write_request(page: Page, shoot: Shoot) -> None:
    page.get_by_role("button", name="Begin a request").click()
    page.get_by_label("What is the data for?").select_option("planning")
    page.get_by_label("How will it be used?").fill("To plan where our homework club is needed most.")
    page.get_by_text("only my organization").click()
    shoot(page, "form-purpose")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("counts of groups").click()
    page.get_by_text("2025-26").click()
    expect(page.locator("#needs")).to_contain_text("Public data")
    expect(page.locator("#saved")).to_contain_text("Saved at")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("Grade", exact=True).click()
    page.get_by_text("Number of students").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("Grade")
    shoot(page, "form-content")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Why does none of the public data answer it?").fill("None is by grade and attendance.")
    walking.follow(page, page.get_by_role("button", name="Save and continue"))
    shoot(page, "form-review")
    page.get_by_role("button", name="Submit the request").click()


def test_a_request_goes_from_the_front_door_to_the_desk(office: str, page: Page, shoot: Shoot) -> None:
    analyst = make_person("ana@district.example", Role.ANALYST, name="Ana Abreu", kind=RequesterKind.PUBLIC)
    TOTP.activate(analyst, SECRET)
    page.goto(office)
    shoot(page, "front")
    page.get_by_label("What are you looking for?").fill("attendance by grade")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name=re.compile("match"))).to_be_visible()
    shoot(page, "public-data")
    page.get_by_role("link", name="What would I need?").first.click()
    page.get_by_label("Who are you?").select_option("partner")
    page.get_by_label("What is it for?").select_option("services")
    page.get_by_label("What kind of data?").select_option("roster")
    expect(page.locator("#answer")).to_contain_text("Family consent")
    shoot(page, "what-would-i-need")

    make_account(page, office)
    sign_in(page, office, "rosa@example.org")
    write_request(page, shoot)
    expect(page.get_by_role("heading", name="ODA-2026-0001")).to_be_visible()
    # Fifteen business days from Friday 10 April, or from the Monday after where the test runs after the office closed.
    expect(page.get_by_text(re.compile(r"^(Monday, May 4|Tuesday, May 5), 2026$"))).to_be_visible()
    shoot(page, "request")
    assert mail.outbox[-1].subject == "ODA-2026-0001: we have your data request"
    assert re.search(r"May [45], 2026", str(mail.outbox[-1].body))
    page.get_by_role("button", name="Sign out").click()

    sign_in(page, office, "ana@district.example")
    page.get_by_label("Code").fill(code_of_the_telephone())
    page.get_by_role("button", name="Sign In").click()
    expect(page.get_by_role("heading", name="Desk")).to_be_visible()
    shoot(page, "desk")
    walking.follow(page, page.get_by_role("link", name="ODA-2026-0001"))
    shoot(page, "desk-request")
    page.get_by_text("Ask the requester").click()
    page.locator("#id_ask-text").fill("All schools, or those of one region?")
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text("The question was sent. The clock waits.")).to_be_visible()
    assert DataRequest.objects.get().state == "waiting"
    assert mail.outbox[-1].subject == "ODA-2026-0001: we have a question"


def test_a_person_with_a_role_can_do_nothing_before_a_second_factor(office: str, page: Page, shoot: Shoot) -> None:
    user = make_person("ben@district.example", Role.ANALYST, name="Ben Barros")
    sign_in(page, office, user.email)
    expect(page.get_by_role("heading", name="Two-Factor Authentication")).to_be_visible()
    shoot(page, "second-factor")
