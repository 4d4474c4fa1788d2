"""The whole way from the front door to a submitted request: without JavaScript, and with the keyboard alone."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.test_first_way import sign_in
from tests.office import make_person

from schoolgate.office.requests.models import DataRequest

_MOST_STOPS = 120


def write_without_script(page: Page) -> None:
    save = page.get_by_role("button", name="Save and continue")
    page.get_by_role("button", name="Begin a request").click()
    page.get_by_label("What is the data for?").select_option("planning")
    page.get_by_label("How will it be used?").fill("To plan tutoring.")
    page.get_by_text("only my organization").click()
    save.click()
    page.get_by_text("counts of groups").click()
    page.get_by_text("2025-26").click()
    save.click()
    save.click()
    page.get_by_text("Grade", exact=True).click()
    page.get_by_text("Number of students").click()
    save.click()
    page.get_by_label("Why does none of the public data answer it?").fill("None is by grade.")
    save.click()
    page.get_by_role("button", name="Submit the request").click()


def test_a_request_is_submitted_without_javascript(office: str, browser: Browser) -> None:
    make_person("rosa@example.org")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(office)
    page.get_by_label("What are you looking for?").fill("attendance")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name=re.compile("match"))).to_be_visible()
    sign_in(page, office, "rosa@example.org")
    write_without_script(page)
    expect(page.get_by_role("heading", name="ODA-2026-0001")).to_be_visible()
    context.close()
    assert DataRequest.objects.get().state == "submitted"


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, which must then be seen."""
    for _ in range(_MOST_STOPS):
        if target.evaluate("node => node === document.activeElement"):
            style = target.evaluate("node => getComputedStyle(node).outlineStyle + getComputedStyle(node).boxShadow")
            beside = target.evaluate("n => n.labels?.[0] ? getComputedStyle(n.labels[0], '::before').outlineStyle : ''")
            assert style != "nonenone" or beside not in {"", "none"}
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    reach(page, target)
    page.keyboard.press(key)


def write(page: Page, target: Locator, text: str) -> None:
    reach(page, target)
    page.keyboard.type(text)


@pytest.mark.timeout(200)
def test_a_request_is_submitted_with_the_keyboard_alone(office: str, page: Page) -> None:
    make_person("rosa@example.org")
    save = page.get_by_role("button", name="Save and continue")
    page.goto(office)
    press(page, page.get_by_role("link", name="Skip to main content"))
    write(page, page.get_by_label("What are you looking for?"), "attendance")
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name="Sign in"))
    write(page, page.get_by_label("Email"), "rosa@example.org")
    write(page, page.get_by_label("Password"), "a long enough password")
    page.keyboard.press("Enter")
    press(page, page.get_by_role("button", name="Begin a request"))
    write(page, page.get_by_label("What is the data for?"), "pl")
    write(page, page.get_by_label("How will it be used?"), "To plan tutoring.")
    press(page, page.get_by_label(re.compile("only my organization")), "Space")
    press(page, save)
    press(page, page.get_by_label(re.compile("counts of groups")), "Space")
    press(page, page.get_by_label("2025-26"), "Space")
    press(page, save)
    press(page, save)
    press(page, page.get_by_label("Grade", exact=True).first, "Space")
    press(page, page.get_by_label("Number of students"), "Space")
    press(page, save)
    write(page, page.get_by_label("Why does none of the public data answer it?"), "None is by grade.")
    press(page, save)
    press(page, page.get_by_role("button", name="Submit the request"))
    expect(page.get_by_role("heading", name="ODA-2026-0001")).to_be_visible()
