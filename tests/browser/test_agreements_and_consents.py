import re
from collections.abc import Callable

from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from tests import consents as families
from tests.browser import walking
from tests.browser.test_first_way import SECRET, code_of_the_telephone, sign_in
from tests.consents import ask
from tests.office import NUMBERS, ROSTER, make_person, make_submitted

from schoolgate.office.consents.models import ConsentRecord
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.warehouse.store import Store

Shoot = Callable[[Page, str], None]


def make_partner() -> User:
    return make_person(
        "pat@partner.example", kind=RequesterKind.PARTNER, name="Pat Porter", organisation="Harbor Tutors"
    )


def make_staff(email: str, role: Role, name: str) -> User:
    user = make_person(email, role, name=name)
    TOTP.activate(user, SECRET)
    return user


def sign_in_with_code(page: Page, office: str, email: str) -> None:
    sign_in(page, office, email)
    page.get_by_label("Code").fill(code_of_the_telephone())
    page.get_by_role("button", name="Sign In").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def sign_agreement(page: Page, name: str) -> None:
    page.get_by_role("link", name="Read and sign").first.click()
    page.get_by_label("Your full name, as your signature").fill(name)
    page.get_by_text("I have read the agreement").click()


def test_an_agreement_is_written_sent_and_signed_by_both(office: str, page: Page, shoot: Shoot) -> None:
    partner = make_partner()
    make_staff("ana@district.example", Role.ANALYST, "Ana Abreu")
    make_staff("lee@district.example", Role.RELEASER, "Lee Lam")
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)

    sign_in_with_code(page, office, "ana@district.example")
    page.goto(f"{office}/desk/{request.pk}/")
    walking.follow(page, page.get_by_role("link", name="Write an agreement"))
    shoot(page, "agreement-begin")
    page.get_by_role("button", name="Continue to the terms").click()
    page.get_by_label("Purpose, in a sentence or two").fill("To tutor students where they need it most.")
    page.get_by_label("The information that is disclosed").fill("Grade, attendance by quarter and course marks.")
    for label, day in (("First day", "2026-04-01"), ("Last day", "2026-12-31"), ("destroyed by", "2027-03-31")):
        page.get_by_label(label).fill(day)
    shoot(page, "agreement-terms")
    page.get_by_role("button", name="Save and look at it").click()
    page.get_by_role("button", name="Send for signature").click()
    expect(page.get_by_text("The clause “Persons with access” is missing.")).to_be_visible()
    shoot(page, "agreement-incomplete")
    page.get_by_role("link", name="Fill in the terms").click()
    page.get_by_label("The persons who see the data, by name").fill("Pat Porter and our program manager.")
    page.get_by_role("button", name="Save and look at it").click()
    page.get_by_role("button", name="Send for signature").click()
    expect(page.get_by_text("Sent for signature. Both sides were told.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    sign_in(page, office, partner.email)
    page.goto(f"{office}/requests/{request.pk}/")
    expect(page.get_by_text("An agreement waits for your signature.")).to_be_visible()
    walking.follow(page, page.get_by_role("link", name="Agreements").first)
    shoot(page, "agreements-to-sign")
    sign_agreement(page, "Pat Porter")
    shoot(page, "agreement-sign")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("You have signed.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    sign_in_with_code(page, office, "lee@district.example")
    page.get_by_role("link", name="Agreements").first.click()
    page.get_by_role("link", name=re.compile("Harbor Tutors")).first.click()
    sign_agreement(page, "Lee Lam")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("The signed agreement, sealed (PDF)")).to_be_visible()
    shoot(page, "agreement-signed")
    assert DataRequest.objects.get().clock_state == "running"


def test_a_family_answers_part_by_part_and_withdraws(
    office: str, page: Page, shoot: Shoot, store: Store, settings: Settings
) -> None:
    settings.SCHOOLGATE_STORE = store.path
    settings.SCHOOLGATE_TODAY = ""
    at = timezone.now()
    analyst = make_staff("ana@district.example", Role.ANALYST, "Ana Abreu")
    pupil = families.young(store, at.date())
    _asked, token = ask(pupil, analyst, at)

    page.goto(f"{office}/consent/{token}/")
    shoot(page, "consent-sign")
    page.get_by_role("group", name=re.compile("ttendance")).get_by_text("Yes, give it").click()
    page.get_by_role("group", name=re.compile("arks")).get_by_text("No", exact=True).click()
    page.get_by_label("The student's date of birth").fill(pupil.birth_date.isoformat())
    page.get_by_label("Your full name, as your signature").fill("Mo Mother")
    page.get_by_text("I have read this").click()
    page.get_by_role("button", name="Sign this answer").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    record = ConsentRecord.objects.get()
    page.goto(f"{office}/consent/kept/{families.token_in(families.receipt_of(record))}/")
    shoot(page, "consent-kept")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Nothing more is given under it.")).to_be_visible()

    sign_in_with_code(page, office, analyst.email)
    page.get_by_role("link", name="Consents").first.click()
    page.get_by_label("Student number").fill(pupil.number)
    walking.follow(page, page.get_by_role("button", name="Look up"))
    shoot(page, "consents")
    walking.follow(page, page.get_by_role("link", name=f"Consent {record.pk}"))
    shoot(page, "consent")
    page.goto(f"{office}/consents/import/")
    shoot(page, "consent-import")
    page.goto(f"{office}/consents/ask/")
    shoot(page, "consent-ask")
