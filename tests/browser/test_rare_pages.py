"""What an office sees seldom: the exception for small groups, and a newer version of the circular."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from tests.browser import walking
from tests.office import make_person, make_submitted
from tests.office_releases import COUNTS, make_started

from schoolgate.office import clock
from schoolgate.office.requests.actions import desk
from schoolgate.policy import versions
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.warehouse.store import Store

Shoot = Callable[[Page, str], None]
NDA = {"requester_signed": "2026-01-10", "district_signed": "2026-01-12", "ends": "2026-12-31"}


def test_an_agency_is_shown_small_groups_by_a_case_and_two_approvals(
    office: str, page: Page, shoot: Shoot, records: Store
) -> None:
    staff, at = walking.make_staff(), clock.now()
    agency = make_person(
        "omar@agency.example", kind=RequesterKind.AGENCY, name="Omar Ortiz", organisation="State Auditor"
    )
    draft = COUNTS.with_(group_by=("school", "race_ethnicity"), legal_basis="We audit Title I programs.")
    request = make_started(agency, staff.analyst, draft, at=at)
    desk.record_evidence(request=request, name="nda", table=NDA, by=staff.analyst, at=at)

    walking.become(page, office, staff.analyst)
    page.goto(f"{office}/desk/{request.pk}/")
    page.get_by_role("link", name="Write the case").click()
    page.get_by_text("audit or evaluation of an education program").click()
    page.get_by_label("The basis, in words").fill("Title I is audited school by school, group by group.")
    page.get_by_label("The agreement it rests on").fill("Audit designation of January 12, 2026")
    shoot(page, "small-groups-case")
    page.get_by_role("button", name="Send it for approval").click()
    for user in (staff.reviewers[0], staff.releaser):
        walking.become(page, office, user)
        page.goto(f"{office}/desk/{request.pk}/")
        page.get_by_role("link", name="Agree, or not").click()
        page.get_by_text("may be shown to this agency").click()
        page.get_by_label("Why").fill("The audit names each group.")
        page.get_by_role("button", name="Decide").click()
        expect(page.get_by_text("Your word is kept.")).to_be_visible()
    shoot(page, "small-groups-approved")
    walking.become(page, office, staff.analyst)
    walking.build(page, office, request)
    expect(page.get_by_text("by the exception that Rita Rossi (reviewer), Lee Lam (releaser) approved")).to_be_visible()
    shoot(page, "small-groups-build")


def test_a_newer_version_of_the_circular_is_told_on_the_page_of_a_request(
    office: str, page: Page, shoot: Shoot, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    owner = make_person("rosa@example.org", name="Rosa Reyes")
    request = make_submitted(owner, at=clock.now())
    [first] = versions.available_packs()
    rules = replace(first.disclosure, threshold=20)
    newer = replace(first, version="02", effective_from=date(2026, 4, 13), disclosure=rules)
    monkeypatch.setattr(versions, "available_packs", lambda: (first, newer))
    settings.SCHOOLGATE_TODAY = "2026-04-13"
    walking.become(page, office, owner)
    page.goto(f"{office}/requests/{request.pk}/")
    expect(page.get_by_role("heading", name="A newer version of the circular is in force: ODA-03 v02")).to_be_visible()
    page.get_by_text("What changed in the circular").click()
    expect(page.get_by_role("cell", name="disclosure, threshold")).to_be_visible()
    shoot(page, "request-newer-rules")
