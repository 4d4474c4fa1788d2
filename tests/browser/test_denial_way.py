"""What is not given: a denial with its reconsideration, and a question that is somebody else's to answer."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from tests.browser import walking
from tests.office import make_person

from schoolgate.office.ledger.models import LedgerRow
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.vocabulary import RequesterKind

Shoot = Callable[[Page, str], None]


def test_a_denial_names_its_clause_and_is_lifted_by_somebody_who_had_no_part_in_it(
    office: str, page: Page, shoot: Shoot
) -> None:
    staff = walking.make_staff()
    rosa = make_person("rosa@example.org", name="Rosa Reyes")
    walking.become(page, office, rosa)
    request = walking.ask_for_counts(page, office)

    walking.become(page, office, staff.analyst)
    page.goto(f"{office}/desk/{request.pk}/")
    page.get_by_text("Deny", exact=True).click()
    page.locator("#id_propose-denial-reason").select_option("privacy")
    page.locator("#id_propose-denial-clauses").fill("R29")
    page.locator("#id_propose-denial-text").fill("Nearly every group is too small to be shown.")
    page.locator("#id_propose-denial-alternative").fill("Counts by school are published.")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_text("Proposed. A releaser decides.")).to_be_visible()
    walking.become(page, office, staff.releaser)
    page.goto(f"{office}/desk/{request.pk}/")
    shoot(page, "desk-denial-proposed")
    page.get_by_role("button", name="Approve the denial").click()

    walking.become(page, office, rosa)
    page.goto(f"{office}/requests/{request.pk}/")
    expect(page.get_by_text("Counts by school are published.")).to_be_visible()
    shoot(page, "request-denied")
    page.get_by_label("Why should we look at it again?").fill("Grades alone would do.")
    page.get_by_role("button", name="Ask for reconsideration").click()

    walking.become(page, office, staff.second_releaser)
    page.goto(f"{office}/desk/{request.pk}/")
    page.get_by_text("is lifted").click()
    page.get_by_label("In words, for the requester").last.fill("By grade every group is large enough.")
    shoot(page, "desk-reconsideration")
    page.get_by_role("button", name="Decide").click()
    walking.become(page, office, rosa)
    page.goto(f"{office}/requests/{request.pk}/")
    expect(page.get_by_text("By grade every group is large enough.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Being worked on")


def test_a_reporter_is_sent_to_the_communications_office_at_the_door_and_in_the_form(
    office: str, page: Page, shoot: Shoot
) -> None:
    page.goto(office)
    page.get_by_role("link", name="Find out").click()
    page.get_by_label("Who are you?").select_option("media")
    page.get_by_label("What is it for?").select_option("journalism")
    page.get_by_label("What kind of data?").select_option("aggregate")
    expect(page.get_by_role("heading", name="Somebody else answers this")).to_be_visible()
    page.get_by_role("button", name="That is my question").click()
    expect(page.get_by_text("communications@bostonpublicschools.org").first).to_be_visible()
    shoot(page, "referred")

    walking.become(page, office, make_person("ray@news.example", kind=RequesterKind.MEDIA, name="Ray Rivers"))
    page.goto(f"{office}/requests/")
    walking.write_purpose(page, "planning", "To plan a story.")
    walking.choose_kind(page, "counts of groups", "2025-26")
    walking.save(page)
    page.get_by_text("Grade", exact=True).click()
    page.get_by_text("Number of students").click()
    walking.save(page)
    page.get_by_label("Why does none of the public data answer it?").fill("None is by grade.")
    walking.save(page)
    page.get_by_role("button", name="Show me whom to ask").click()
    expect(page.get_by_text("No request was opened")).to_be_visible()
    assert not DataRequest.objects.exists()
    assert LedgerRow.objects.filter(event="request.referred").count() == 2
