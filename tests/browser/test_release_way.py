"""The way of counts for an agency in a real browser: built, reviewed by two, handed over, downloaded, destroyed."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from playwright.sync_api import Page, expect
from tests.office import make_person
from tests.office_releases import COUNTS, make_started

from schoolgate.office import clock
from schoolgate.office.people.models import Role, User
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.warehouse.store import Store

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
Shoot = Callable[[Page, str], None]


def become(page: Page, office: str, user: User) -> None:
    """Sign somebody in, as after password and second factor."""
    client = Client()
    client.force_login(user)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": office}])


def vote(page: Page, verdict: str, words: str = "") -> None:
    for key in ("as_asked", "findings", "together", "terms"):
        page.locator(f"label[for=id_{key}_0]").click()
    page.locator("label[for=id_targeted_1]").click()
    page.get_by_text(verdict, exact=True).click()
    page.get_by_label("In words").fill(words)
    page.get_by_role("button", name="Vote").click()
    expect(page.get_by_text("Your vote is kept.")).to_be_visible()


def test_counts_go_from_the_desk_to_the_agency_and_are_certified_destroyed(
    office: str, page: Page, shoot: Shoot, records: Store, tmp_path: Path
) -> None:
    agency = make_person(
        "omar@agency.example", kind=RequesterKind.AGENCY, name="Omar Ortiz", organisation="City Planning Department"
    )
    analyst = make_person("ana@district.example", Role.ANALYST, name="Ana Abreu")
    rita, raj = (make_person(f"{name}@district.example", Role.REVIEWER, name=name.title()) for name in ("rita", "raj"))
    releaser = make_person("lee@district.example", Role.RELEASER, name="Lee Lam")
    for user in (agency, analyst, rita, raj, releaser):
        TOTP.activate(user, SECRET)
    draft = COUNTS.with_(group_by=("school", "grade"))
    request = make_started(agency, analyst, draft, at=clock.now())

    become(page, office, analyst)
    page.goto(f"{office}/desk/{request.pk}/")
    page.get_by_role("button", name="Build the release").click()
    expect(page.get_by_text("The build was asked for.")).to_be_visible()
    page.get_by_role("link", name="Build 1: file, findings and proof").click()
    expect(page.get_by_role("heading", name="Found beside the file")).to_be_visible()
    shoot(page, "build")

    for reviewer in (rita, raj):
        become(page, office, reviewer)
        page.goto(f"{office}/reviews/")
        if reviewer is rita:
            shoot(page, "reviews")
        page.get_by_role("link", name=str(request)).click()
        if reviewer is rita:
            shoot(page, "review")
        vote(page, "approve")

    become(page, office, releaser)
    page.goto(f"{office}/desk/{request.pk}/")
    page.get_by_role("link", name="Hand it over").click()
    page.get_by_label("To be destroyed by").fill("2026-06-30")
    page.get_by_label("Your name, as your signature").fill("Lee Lam")
    shoot(page, "deliver")
    page.get_by_role("button", name="Sign and hand over").click()
    expect(page.get_by_text("Handed over. Each recipient was told.")).to_be_visible()
    shoot(page, "desk-delivered")

    become(page, office, agency)
    page.goto(f"{office}/requests/{request.pk}/")
    page.get_by_role("link", name="terms and download").click()
    shoot(page, "delivery-terms")
    page.get_by_text("I have read the terms and keep them.").click()
    page.get_by_label("Your name, as your signature").fill("Omar Ortiz")
    page.get_by_role("button", name="Accept the terms").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the files").click()
    started.value.save_as(tmp_path / "data.zip")
    assert "data.csv" in zipfile.ZipFile(tmp_path / "data.zip").namelist()
    page.reload()
    shoot(page, "delivery")
    page.get_by_label("How").fill("Erased from one laptop and its backup.")
    page.get_by_label("Your name, as your signature").fill("Omar Ortiz")
    page.get_by_role("button", name="Certify the destruction").click()
    expect(page.get_by_text("Thank you. The certificate is kept.")).to_be_visible()
    shoot(page, "delivery-destroyed")
