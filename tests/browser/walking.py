"""The stretches that the ways of a request share, each walked by clicks: ask, build, review, hand over, take."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client
from playwright.sync_api import FilePayload, Locator, Page, expect
from tests.office import make_person

from schoolgate.office.people.models import Role, User
from schoolgate.office.requests.models import DataRequest

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of an office."""

    analyst: User
    reviewers: tuple[User, User]
    releaser: User
    second_releaser: User


def make_staff() -> Staff:
    """Return people for every role a release passes through, each with a second factor."""

    def one(name: str, role: Role) -> User:
        return with_second_factor(make_person(f"{name.split()[0].lower()}@district.example", role, name=name))

    return Staff(
        one("Ana Abreu", Role.ANALYST),
        (one("Rita Rossi", Role.REVIEWER), one("Raj Rao", Role.REVIEWER)),
        one("Lee Lam", Role.RELEASER),
        one("Lou Lopes", Role.RELEASER),
    )


def with_second_factor(user: User) -> User:
    """Give somebody the second factor without which no data is handed over."""
    TOTP.activate(user, SECRET)
    return user


def become(page: Page, office: str, user: User) -> None:
    """Sign somebody in, as after password and second factor."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.clear_cookies()
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": office}])


def follow(page: Page, link: Locator) -> None:
    """Click what leads to another page and wait until it is there: a click alone leaves the old one for a moment."""
    with page.expect_navigation():
        link.click()


def save(page: Page) -> None:
    """Go on to the next step of the form."""
    page.get_by_role("button", name="Save and continue").click()


def write_purpose(page: Page, purpose: str, use: str) -> None:
    """Begin a request and write the first step."""
    page.get_by_role("button", name="Begin a request").click()
    page.get_by_label("What is the data for?").select_option(purpose)
    page.get_by_label("How will it be used?").fill(use)
    page.get_by_text("only my organization").click()
    save(page)


def choose_kind(page: Page, level: str, year: str) -> None:
    """Write the second step."""
    page.get_by_text(level).click()
    page.get_by_text(year, exact=True).click()
    save(page)


def ask_for_counts(
    page: Page, office: str, group: str = "Grade", use: str = "To plan our homework club."
) -> DataRequest:
    """Write the form for counts of groups, and submit it."""
    page.goto(f"{office}/requests/")
    write_purpose(page, "planning", use)
    choose_kind(page, "counts of groups", "2025-26")
    save(page)
    page.get_by_text(group, exact=True).click()
    page.get_by_text("Number of students").click()
    save(page)
    page.get_by_label("Why does none of the public data answer it?").fill("None is by these groups.")
    save(page)
    return submit(page)


def submit(page: Page) -> DataRequest:
    """Press the button of the review page, and return the request that came of it."""
    page.get_by_role("button", name="Submit the request").click()
    expect(page.get_by_role("heading", name=re.compile(r"^ODA-"))).to_be_visible()
    return DataRequest.objects.get(pk=page.url.rstrip("/").rpartition("/")[2])


def start_work(page: Page, office: str, request: DataRequest) -> None:
    """Begin the work at the desk."""
    page.goto(f"{office}/desk/{request.pk}/")
    page.get_by_role("button", name="Start work").click()
    expect(page.get_by_text("Work is started.")).to_be_visible()


def build(page: Page, office: str, request: DataRequest) -> None:
    """Have the release built, and look at what was found beside it."""
    page.goto(f"{office}/desk/{request.pk}/")
    page.get_by_role("button", name=re.compile(r"Build (the release|again)")).click()
    page.get_by_role("link", name="file, findings and proof").click()
    expect(page.get_by_role("heading", name="Found beside the file")).to_be_visible()


def vote(page: Page, verdict: str = "approve", words: str = "") -> None:
    """Fill in the checklist and vote."""
    for key in ("as_asked", "findings", "together", "terms"):
        page.locator(f"label[for=id_{key}_0]").click()
    page.locator("label[for=id_targeted_1]").click()
    page.get_by_text(verdict, exact=True).click()
    page.get_by_label("In words").fill(words)
    page.get_by_role("button", name="Vote").click()
    expect(page.get_by_text("Your vote is kept.")).to_be_visible()


def review(page: Page, office: str, request: DataRequest, reviewer: User, verdict: str = "approve") -> None:
    """Come from the list of what waits, and vote."""
    become(page, office, reviewer)
    page.goto(f"{office}/reviews/")
    page.get_by_role("link", name=str(request)).click()
    vote(page, verdict, "" if verdict == "approve" else "The file has more than was asked for.")


def open_handing(page: Page, office: str, request: DataRequest, releaser: User, destroy_by: str) -> None:
    """Come from the desk to the form of the delivery, and fill it in."""
    become(page, office, releaser)
    page.goto(f"{office}/desk/{request.pk}/")
    page.get_by_role("link", name="Hand it over").click()
    page.get_by_label("To be destroyed by").fill(destroy_by)
    page.get_by_label("Your name, as your signature").fill(str(releaser))


def hand_over(page: Page) -> None:
    """Sign the delivery."""
    page.get_by_role("button", name="Sign and hand over").click()
    expect(page.get_by_text("Handed over. Each recipient was told.")).to_be_visible()


def accept_terms(page: Page, office: str, request: DataRequest, recipient: User) -> None:
    """Come from the request to the copy, and accept its terms."""
    become(page, office, recipient)
    page.goto(f"{office}/requests/{request.pk}/")
    page.get_by_role("link", name="terms and download").first.click()
    page.get_by_text("I have read the terms and keep them.").click()
    page.get_by_label("Your name, as your signature").fill(str(recipient))
    page.get_by_role("button", name="Accept the terms").click()


def download(page: Page, folder: Path) -> str:
    """Download the copy and return its data as text."""
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the files").click()
    path = folder / "data.zip"
    started.value.save_as(path)
    with zipfile.ZipFile(path) as archive:
        return archive.read("data.csv").decode("utf-8-sig")


def certify(page: Page, recipient: User) -> None:
    """Certify the destruction of the copy that is shown."""
    page.reload()
    page.get_by_label("How").fill("Erased from one laptop and its backup.")
    page.get_by_label("Your name, as your signature").fill(str(recipient))
    page.get_by_role("button", name="Certify the destruction").click()
    expect(page.get_by_text("Thank you. The certificate is kept.")).to_be_visible()


def csv_file(name: str, text: str) -> FilePayload:
    """Return a file to choose in a form."""
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
