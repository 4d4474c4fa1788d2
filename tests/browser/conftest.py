"""A real browser before a real server: Debian's Chromium, driven by playwright."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tools.browser import NAMES

expect.set_options(timeout=15_000)  # a machine that runs other tests beside these is slow, not wrong
ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "docs" / "images" / "office"
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
DAY = "2026-04-10"
_CUT_OFF, _OF_HTMX = "net::ERR_ABORTED", ("htmx:afterRequest", "htmx:sendError")


@pytest.fixture(scope="session")
def base_url() -> str:
    """Return no address: tests name the office's own. (pytest warns of the package's own fixture of this name.)"""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Return where the browser is. Without one the tests are skipped with a word, and fail in CI."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        word = "needs Chromium, which `make test` installs where it can: apt-get install chromium"
        pytest.fail(word) if os.environ.get("CI") else pytest.skip(word)
    return {"executable_path": found, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session", autouse=True)
def _records_beside_the_browser() -> Iterator[None]:
    """Let tests read records while playwright's loop runs in the same thread."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def office(office_db: None, live_server: LiveServer, settings: Settings) -> str:
    """Serve the office on Friday 10 April 2026 and return its address."""
    settings.SCHOOLGATE_TODAY = DAY
    settings.SCHOOLGATE_ADDRESS = live_server.url
    return live_server.url


@pytest.fixture
def shoot(tmp_path: Path) -> Callable[[Page, str], None]:
    """Return a function that takes a page's picture at both widths, into docs/ where `OFFICE_SCREENSHOTS` is set.

    It fails where a page is wider than the screen.
    """
    folder = SHOTS if os.environ.get("OFFICE_SCREENSHOTS") else tmp_path

    def take(page: Page, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for width_name, (width, height) in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name}, {width_name}"
            page.screenshot(path=folder / f"{name}-{width_name}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})

    return take


@pytest.fixture(autouse=True)
def _no_page_complains(page: Page) -> Iterator[None]:
    """Fail where the browser reports an error: of a script, a missing file, or what the content policy forbids.

    Who goes on while a part of the page is being fetched cuts that off; htmx calls it an error, and it is none.
    """
    errors: list[str] = []
    cut_off: list[str] = []
    page.on("requestfailed", lambda request: cut_off.append(request.url) if request.failure == _CUT_OFF else None)
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield
    assert [error for error in errors if not (cut_off and error.startswith(_OF_HTMX))] == []
