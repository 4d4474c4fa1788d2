"""A partner's roster, the whole way: front door, form, consents, register, agreement, file, download, destruction."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django import Settings
from tests.browser import walking
from tests.browser.walking import Staff
from tests.office import make_person
from tests.office_releases import ROSTER_AT
from tests.support import extracts

from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store

Shoot = Callable[[Page, str], None]
_CONSENTS = "student_id,elements,recipient,purpose,signer,signed_on,expires_on,revoked_on\n"
_REGISTER = "organisation,school_year,part,name,registered\n"


@pytest.fixture
def autumn(office: str, settings: Settings, records: Store) -> str:
    """Serve the office on a day for which the generated records are current, and return its address."""
    settings.SCHOOLGATE_TODAY = ROSTER_AT.date().isoformat()
    return office


@pytest.fixture
def pat(office: str) -> User:
    return walking.with_second_factor(
        make_person("pat@partner.example", kind=RequesterKind.PARTNER, name="Pat Porter", organisation="Harbor Tutors")
    )


def young_students(district: WrittenDistrict) -> tuple[str, ...]:
    """Return the numbers of twelve students for whom a parent signs."""
    found = extracts.current_students(district.extract).values()
    return tuple(student.number for student in found if student.grade in {"02", "03", "04"} and student.number)[:12]


def ask_for_roster(page: Page, office: str, numbers: tuple[str, ...], shoot: Shoot) -> DataRequest:
    page.goto(office)
    page.get_by_role("link", name="Begin a request").click()
    walking.write_purpose(page, "services", "To tutor the students of our program.")
    walking.choose_kind(page, "rows of named students", "2025-26")
    page.get_by_text("a specific group that I list").click()
    page.get_by_label("Student numbers, one on each line").fill("\n".join(numbers))
    shoot(page, "form-students")
    walking.save(page)
    for title in ("Name in use", "Grade level", "Race and ethnicity"):
        page.locator("label", has_text=title).first.click()
    shoot(page, "form-elements")
    walking.save(page)
    page.get_by_label("Why does none of the public data answer it?").fill("It is about our own students.")
    page.get_by_text("No", exact=True).click()
    shoot(page, "form-evidence")
    walking.save(page)
    return walking.submit(page)


def take_in_evidence(page: Page, office: str, district: WrittenDistrict, numbers: tuple[str, ...]) -> None:
    """Take in the families' consents and the register of partners, as the analyst does."""
    lines = [
        f"{each},name;grade;race_ethnicity,Harbor Tutors,services,parent,2026-09-10,2027-06-30," for each in numbers
    ]
    page.goto(f"{office}/consents/import/")
    page.get_by_label("File of consents").set_input_files(
        walking.csv_file("consents.csv", _CONSENTS + "\n".join([*lines, ""]))
    )
    page.get_by_role("button", name="Check and take in").click()
    expect(page.get_by_text(re.compile("12 lines, 12 new"))).to_be_visible()
    schools = [org["sourcedId"] for org in extracts.rows(district.extract, "orgs") if org["type"] == "school"]
    parts = ["organisation,", "program,Tutoring", *(f"partnership,{school}" for school in schools)]
    register = _REGISTER + "".join(f"Harbor Tutors,2026-27,{part},yes\n" for part in parts)
    page.goto(f"{office}/partners/")
    page.get_by_label("The register").set_input_files(walking.csv_file("register.csv", register))
    page.get_by_role("button", name="Check and take in").click()
    expect(page.get_by_text("The register was taken in.")).to_be_visible()


def agree(page: Page, office: str, request: DataRequest, staff: Staff, partner: User) -> None:
    """Write the agreement, and have both sides sign it."""
    page.goto(f"{office}/desk/{request.pk}/")
    page.get_by_role("link", name="Write an agreement").click()
    page.get_by_role("button", name="Continue to the terms").click()
    page.get_by_label("Purpose, in a sentence or two").fill("To tutor students where they need it most.")
    page.get_by_label("The information that is disclosed").fill("Name, grade, race and ethnicity.")
    page.get_by_label("The persons who see the data, by name").fill("Pat Porter.")
    for label, day in (("First day", "2026-11-18"), ("Last day", "2027-06-30"), ("destroyed by", "2027-08-31")):
        page.get_by_label(label).fill(day)
    page.get_by_role("button", name="Save and look at it").click()
    page.get_by_role("button", name="Send for signature").click()
    for user in (partner, staff.releaser):
        walking.become(page, office, user)
        page.goto(f"{office}/agreements/")
        if user == staff.releaser:
            page.get_by_role("link", name=re.compile("Harbor Tutors")).first.click()
        page.get_by_role("link", name="Read and sign").first.click()
        page.get_by_label("Your full name, as your signature").fill(str(user))
        page.get_by_text("I have read the agreement").click()
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.get_by_text("You have signed.").first).to_be_visible()


def to_approval(  # a way has many people
    page: Page, office: str, district: WrittenDistrict, staff: Staff, partner: User, shoot: Shoot
) -> DataRequest:
    """Walk from the front door to two approvals."""
    numbers = young_students(district)
    walking.become(page, office, partner)
    request = ask_for_roster(page, office, numbers, shoot)
    expect(page.get_by_text("not started").first).to_be_visible()
    shoot(page, "request-blocked")
    walking.become(page, office, staff.analyst)
    take_in_evidence(page, office, district, numbers)
    agree(page, office, request, staff, partner)
    walking.become(page, office, staff.analyst)
    walking.start_work(page, office, request)
    walking.build(page, office, request)
    shoot(page, "build-roster")
    for reviewer in staff.reviewers:
        walking.review(page, office, request, reviewer)
    return request


@pytest.mark.timeout(900)
def test_a_partner_gets_its_roster_and_certifies_its_destruction(
    autumn: str, page: Page, shoot: Shoot, pat: User, district: WrittenDistrict, tmp_path: Path
) -> None:
    staff = walking.make_staff()
    request = to_approval(page, autumn, district, staff, pat, shoot)
    walking.open_handing(page, autumn, request, staff.second_releaser, "2027-08-31")
    walking.hand_over(page)
    walking.accept_terms(page, autumn, request, pat)
    lines = walking.download(page, tmp_path).splitlines()
    assert lines[0] == "name,grade,race_ethnicity"
    assert len(lines) == 13
    walking.certify(page, pat)
    page.goto(f"{autumn}/requests/{request.pk}/")
    expect(page.get_by_text("Destroyed").first).to_be_visible()
    shoot(page, "request-destroyed")
    walking.become(page, autumn, staff.analyst)
    page.goto(f"{autumn}/desk/{request.pk}/")
    page.get_by_role("button", name="Close the request").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Closed")


@pytest.mark.timeout(900)
def test_a_consent_withdrawn_between_approval_and_download_stops_the_download_and_everybody_is_told(
    autumn: str, page: Page, shoot: Shoot, pat: User, district: WrittenDistrict, tmp_path: Path
) -> None:
    staff = walking.make_staff()
    request = to_approval(page, autumn, district, staff, pat, lambda _page, _name: None)
    walking.open_handing(page, autumn, request, staff.second_releaser, "2027-08-31")
    walking.hand_over(page)
    walking.accept_terms(page, autumn, request, pat)
    expect(page.get_by_role("button", name="Download the files")).to_be_visible()

    walking.become(page, autumn, staff.analyst)
    page.goto(f"{autumn}/consents/")
    page.get_by_label("Student number").fill(young_students(district)[3])
    page.get_by_role("button", name="Look up").click()
    page.get_by_role("link", name=re.compile(r"^Consent \d")).click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("The consent is withdrawn.")).to_be_visible()
    expect(page.get_by_text("1 release about this student is out")).to_be_visible()
    shoot(page, "consent-withdrawn")
    told = {address for letter in mail.outbox if "withdrawn" in letter.subject for address in letter.to}
    assert told == {pat.email, staff.analyst.email}

    walking.become(page, autumn, pat)
    page.goto(f"{autumn}/requests/{request.pk}/")
    page.get_by_role("link", name="terms and download").first.click()
    expect(page.get_by_role("button", name="Download the files")).to_have_count(0)
    expect(page.get_by_text("you have nothing to do")).to_be_visible()
    shoot(page, "delivery-withdrawn")

    walking.become(page, autumn, staff.releaser)
    page.goto(f"{autumn}/desk/{request.pk}/")
    page.get_by_text("Take the release back").click()
    page.get_by_label("Why, as the recipients read it").fill("A family withdrew its consent.")
    page.get_by_role("button", name="Take back, and work on it again").click()
    walking.become(page, autumn, staff.analyst)
    walking.build(page, autumn, request)
    for reviewer in staff.reviewers:
        walking.review(page, autumn, request, reviewer)
    walking.open_handing(page, autumn, request, staff.second_releaser, "2027-08-31")
    walking.hand_over(page)
    walking.become(page, autumn, pat)
    page.goto(f"{autumn}/deliveries/")
    page.get_by_role("row", name=re.compile("Can be downloaded")).get_by_role("link").click()
    page.get_by_text("I have read the terms and keep them.").click()
    page.get_by_label("Your name, as your signature").fill(str(pat))
    page.get_by_role("button", name="Accept the terms").click()
    assert len(walking.download(page, tmp_path).splitlines()) == 12
