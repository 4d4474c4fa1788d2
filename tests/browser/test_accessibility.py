"""axe finds nothing on any page that the table of access opens to somebody, at the width of a phone and of a desk."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page
from tests.access.table import ROLES, Address, Answer, Entry, Ground, Who, addresses, entries, plant
from tests.browser.conftest import WIDTHS
from tests.office import make_person, signed_in

AXE = Path(__file__).parent / "axe" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
_RUN = """async tags => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}});
  return found.violations.flatMap(each => each.nodes.map(node => `${each.id}: ${node.target} ${node.failureSummary}`));
}"""
ENTRIES = entries()


def pages() -> Iterator[tuple[Address, Entry]]:
    """Yield what is shown as a page: asked for by GET, and open to somebody."""
    for address in addresses():
        entry = ENTRIES[address.key]
        if entry.method == "GET" and Answer.OPEN in entry.cells.values():
            yield address, entry


def lookers(entry: Entry) -> list[Who]:
    """Return whose view of a page is judged: the first of each kind of people who are let in."""
    order = (
        Who.VISITOR,
        Who.OWNER,
        Who.ANALYST,
        Who.RELEASER,
        Who.SCHOOL_STAFF,
        Who.STEWARD,
        Who.REVIEWER,
        Who.AUDITOR,
    )
    return [who for who in order if entry.cells[who] is Answer.OPEN][:3]


def violations(page: Page) -> list[str]:
    """Return what axe finds on a page, at both widths. axe is brought in by the browser, past the content policy."""
    found: list[str] = []
    for name, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{name}: {each}" for each in page.evaluate(_RUN, TAGS)]
    return found


@pytest.fixture
def ground(office_db: None) -> Ground:
    people = {who: make_person(f"{who.name.lower()}@example.org", ROLES[who]) for who in ROLES}
    people |= {who: make_person(f"{who.name.lower()}@example.org") for who in (Who.OWNER, Who.STRANGER)}
    ground = Ground(people)
    plant(ground)
    return ground


def enter(context: BrowserContext, office: str, ground: Ground, who: Who) -> None:
    """Sign somebody in."""
    context.clear_cookies()
    if who is not Who.VISITOR:
        cookie = signed_in(ground.people[who]).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": office}])


@pytest.mark.timeout(900)
def test_axe_finds_nothing_on_any_page(office: str, ground: Ground, browser: Browser) -> None:
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(path=AXE)
    page, found = context.new_page(), []
    seen: set[tuple[str, Who]] = set()
    for address, entry in pages():
        for who in lookers(entry):
            enter(context, office, ground, who)
            path = address.path(entry, ground)
            kind = context.request.get(office + path).headers.get("content-type", "")
            if not kind.startswith("text/html"):
                continue
            page.goto(office + path)
            if (page.url, who) not in seen:
                seen.add((page.url, who))
                found += [f"{address.key} as {who}: {each}" for each in violations(page)]
    context.close()

    assert found == []
    assert len(seen) > len(ROLES)


def test_axe_is_the_one_that_was_published() -> None:
    """From the npm package axe-core 4.14.1."""
    known = (AXE.parent / "SHA256SUMS").read_text(encoding="utf-8").split()[0]
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == known
