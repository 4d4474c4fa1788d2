"""Research, the whole way: a proposal, an agreement, 25 business days, rows without names, destruction."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from tests import pdfs
from tests.browser import walking
from tests.office import make_person
from tests.office_releases import ROSTER_AT

from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.warehouse.store import Store

Shoot = Callable[[Page, str], None]


@pytest.mark.timeout(300)
def test_a_researcher_waits_for_proposal_and_agreement_then_25_business_days_and_gets_rows_without_names(
    office: str, page: Page, shoot: Shoot, records: Store, settings: Settings, tmp_path: Path
) -> None:
    settings.SCHOOLGATE_TODAY = ROSTER_AT.date().isoformat()
    staff = walking.make_staff()
    nia = walking.with_second_factor(
        make_person(
            "nia@university.example", kind=RequesterKind.RESEARCHER, name="Nia Nolan", organisation="Bay University"
        )
    )
    walking.become(page, office, nia)
    page.goto(f"{office}/requests/")
    walking.write_purpose(page, "research", "How attendance goes with later achievement.")
    walking.choose_kind(page, "rows of students without names", "2025-26")
    walking.save(page)
    for title in ("Grade level", "Attendance, in percent"):
        page.locator("label", has_text=title).first.click()
    walking.save(page)
    page.get_by_label("Why does none of the public data answer it?").fill("None is by student.")
    page.get_by_label("What is it?").select_option("proposal")
    page.get_by_label("Document", exact=True).set_input_files(
        {"name": "proposal.pdf", "mimeType": "application/pdf", "buffer": pdfs.written()}
    )
    page.get_by_role("button", name="Add the document").click()
    expect(page.get_by_text("proposal.pdf").first).to_be_visible()
    walking.save(page)
    request = walking.submit(page)
    expect(page.get_by_text("Research proposal").first).to_be_visible()
    expect(page.get_by_text("not started").first).to_be_visible()
    shoot(page, "request-research")

    walking.become(page, office, staff.analyst)
    page.goto(f"{office}/desk/{request.pk}/")
    page.get_by_text("Record a non-disclosure agreement").click()
    for part, day in (("requester_signed", "2026-09-01"), ("district_signed", "2026-09-02"), ("ends", "2027-06-30")):
        page.locator(f"#id_evidence-nda-{part}").fill(day)
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("The agreement was recorded.")).to_be_visible()
    page.get_by_text("Record a research proposal").click()
    page.locator("#id_evidence-proposal-status").select_option("approved")
    page.locator("#id_evidence-proposal-approved").fill("2026-11-10")
    page.locator("#id_evidence-proposal-ends").fill("2027-11-10")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("The proposal was recorded.")).to_be_visible()
    # Twenty-five business days from Wednesday 18 November over Thanksgiving, or from the day after, over Christmas too.
    expect(page.get_by_text(re.compile(r"(Thursday, December 24|Monday, December 28), 2026")).first).to_be_visible()
    shoot(page, "desk-research")
    walking.start_work(page, office, request)
    walking.build(page, office, request)
    shoot(page, "build-research")
    for reviewer in staff.reviewers:
        walking.review(page, office, request, reviewer)
    walking.open_handing(page, office, request, staff.releaser, "2027-11-30")
    walking.hand_over(page)
    walking.accept_terms(page, office, request, nia)
    [header, *rows] = walking.download(page, tmp_path).splitlines()
    assert "name" not in header
    assert rows
    walking.certify(page, nia)
