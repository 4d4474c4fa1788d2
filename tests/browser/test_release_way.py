"""Counts for an agency in a real browser, the whole way: asked, built, reviewed by two, handed over, destroyed."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.browser import walking
from tests.office import make_person

from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.warehouse.store import Store

Shoot = Callable[[Page, str], None]


def test_counts_go_from_the_form_to_the_agency_and_are_certified_destroyed(
    office: str, page: Page, shoot: Shoot, records: Store, tmp_path: Path
) -> None:
    staff = walking.make_staff()
    agency = walking.with_second_factor(
        make_person(
            "omar@agency.example", kind=RequesterKind.AGENCY, name="Omar Ortiz", organisation="City Planning Department"
        )
    )
    walking.become(page, office, agency)
    request = walking.ask_for_counts(page, office, "School", "To see where after-school buses are needed.")

    walking.become(page, office, staff.analyst)
    walking.start_work(page, office, request)
    walking.build(page, office, request)
    shoot(page, "build")

    rita, raj = staff.reviewers
    walking.become(page, office, rita)
    page.goto(f"{office}/reviews/")
    shoot(page, "reviews")
    walking.follow(page, page.get_by_role("link", name=str(request)))
    shoot(page, "review")
    walking.vote(page, words="Each small group is covered.")
    walking.become(page, office, raj)
    page.goto(f"{office}/reviews/")
    page.get_by_role("link", name=str(request)).click()
    expect(page.get_by_text("1 of 2 people have voted.")).to_be_visible()
    expect(page.get_by_text("Each small group is covered.")).to_have_count(0)
    walking.vote(page)
    expect(page.get_by_text("Each small group is covered.")).to_be_visible()
    shoot(page, "review-decided")

    walking.open_handing(page, office, request, staff.releaser, "2026-06-30")
    shoot(page, "deliver")
    walking.hand_over(page)
    shoot(page, "desk-delivered")

    walking.become(page, office, agency)
    page.goto(f"{office}/requests/{request.pk}/")
    walking.follow(page, page.get_by_role("link", name="terms and download"))
    shoot(page, "delivery-terms")
    walking.accept_terms(page, office, request, agency)
    assert walking.download(page, tmp_path).startswith("school_year,school")
    page.reload()
    shoot(page, "delivery")
    walking.certify(page, agency)
    shoot(page, "delivery-destroyed")


def test_of_two_reviewers_one_who_returns_it_sends_it_back_to_the_desk(
    office: str, page: Page, shoot: Shoot, records: Store
) -> None:
    staff = walking.make_staff()
    owner = make_person("rosa@example.org", name="Rosa Reyes")
    walking.become(page, office, owner)
    request = walking.ask_for_counts(page, office)
    walking.become(page, office, staff.analyst)
    walking.start_work(page, office, request)
    walking.build(page, office, request)
    for reviewer, verdict in zip(staff.reviewers, ("approve", "return for rework"), strict=True):
        walking.review(page, office, request, reviewer, verdict)
    walking.become(page, office, staff.analyst)
    page.goto(f"{office}/desk/{request.pk}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Being worked on")
    shoot(page, "desk-returned")
    page.get_by_role("link", name="To the review").click()
    expect(page.get_by_text("The file has more than was asked for.")).to_be_visible()
