"""The pages of staff, stewards and auditors in a real browser, at both widths."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings
from tests.office import AT, make_person, make_submitted, signed_in

from schoolgate.core import SchoolYear
from schoolgate.office.closures import actions as closures
from schoolgate.office.consents.actions import bars
from schoolgate.office.people import actions as people
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests.actions import denials, desk
from schoolgate.office.requests.actions.denials import Grounds
from schoolgate.office.requests.models import DenialReason
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store

Shoot = Callable[[Page, str], None]


def enter(context: BrowserContext, office: str, user: User) -> None:
    """Let the browser be where somebody is signed in already; how they sign in is tested elsewhere."""
    cookie = signed_in(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": office}])


@pytest.fixture
def steward_here(office: str) -> User:
    return make_person("sue@district.example", Role.STEWARD, name="Sue Stone")


def test_a_teacher_takes_her_students_home_and_hands_a_question_over(
    office: str,
    page: Page,
    context: BrowserContext,
    shoot: Shoot,
    settings: Settings,
    store: Store,
    district: WrittenDistrict,
) -> None:
    settings.SCHOOLGATE_STORE = store.path
    settings.SCHOOLGATE_TODAY = district.facts.release_on.isoformat()
    person = district.facts.teacher
    user = make_person("teacher@district.example", name=person.name)
    steward = make_person("steward@district.example", Role.STEWARD)
    people.link_person(user=user, person_id=person.person_id, kind=RequesterKind.TEACHER, by=steward, at=AT)
    enter(context, office, User.objects.get(pk=user.pk))
    page.goto(f"{office}/students/")
    shoot(page, "own-students")
    page.get_by_text("Choose the columns").click()
    shoot(page, "own-students-columns")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as a spreadsheet").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("link", name="Hand it over").click()
    page.get_by_label("Who asked you?").fill("Gil Grant")
    page.get_by_label("Their e-mail address").fill("gil@museum.example")
    page.get_by_label("Who are they?").select_option("public")
    page.get_by_label("What is it for?").select_option("planning")
    page.get_by_label("What did they ask for?").fill("How many students can walk to the museum?")
    shoot(page, "hand-over")
    page.get_by_role("button", name="Hand it to the office").click()
    expect(page.get_by_role("heading", name="The office has it")).to_be_visible()
    enter(context, office, make_person("ana@district.example", Role.ANALYST, name="Ana Abreu"))
    page.goto(f"{office}/from-schools/")
    shoot(page, "from-schools")


def test_a_steward_and_an_auditor_look_back(
    office: str, page: Page, context: BrowserContext, shoot: Shoot, steward_here: User
) -> None:
    analyst = make_person("ana@district.example", Role.ANALYST, name="Ana Abreu")
    releaser = make_person("lee@district.example", Role.RELEASER, name="Lee Lam")
    owner = make_person("rosa@example.org", name="Rosa Reyes")
    answered, denied, _open = (make_submitted(owner) for _ in range(3))
    desk.answer_publicly(request=answered, text="It is published.", by=analyst, at=AT)
    grounds = Grounds(DenialReason.PRIVACY, ("R29",), "The groups are too small.")
    proposed = denials.propose(request=denied, grounds=grounds, by=analyst, at=AT)
    denials.approve(denial=proposed, by=releaser, at=AT)
    snow = date(2026, 4, 14)
    closures.enter(starts_on=snow, ends_on=snow, reason="Snow", by=steward_here, at=AT)
    bars.bar(student_number="100001", email="x@family.example", paper="Probate Court, 12-3.", by=analyst, at=AT)
    bars.opt_out(student_number="100002", school_year=SchoolYear(2026), by=analyst, at=AT)
    enter(context, office, steward_here)
    for address, name in (
        ("consents/custody", "court-papers"),
        ("consents/opt-outs", "opt-outs"),
        ("closures", "closures"),
        ("people", "people"),
        (f"people/{analyst.pk}", "person"),
        ("measures", "measures"),
        ("ledger", "ledger"),
        ("ledger/rows/1", "ledger-row"),
        ("ledger/verify", "ledger-verified"),
        ("ledger/export", "ledger-export"),
        ("ledger/students", "ledger-student"),
    ):
        page.goto(f"{office}/{address}/")
        expect(page.locator("h1")).to_be_visible()
        shoot(page, name)
