"""A real Chromium against a real server and database, as a person uses them.

Every page fails its test on an error in the console and on a request that leaves the host.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.e2e.chromium import CHROMIUM, FLAGS
from tests.factories.world import World, make_world, signed_in
from xieshou.platform.accounts.api import User

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
# cells whose words stand in a column of a few characters, and days broken at their hyphens
SQUEEZED = r"""() => [...document.querySelectorAll('main td, main th')].filter(cell => {
  const words = cell.innerText.trim(), letter = parseFloat(getComputedStyle(cell).fontSize), all = document.createRange();
  all.selectNodeContents(cell);
  const box = all.getBoundingClientRect();
  return /^\d{4}-\d\d-\d\d$/.test(words) ? box.height > 2.5 * letter : words.length > 6 && box.height > 7 * letter && box.width < 4.5 * letter;
}).map(cell => cell.innerText.trim().slice(0, 30))"""
AXE = Path(__file__).parent / "vendor" / "axe.min.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=False))
            item.add_marker(pytest.mark.enable_socket)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine; runs where one is installed"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    os.environ.setdefault(
        "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
    )  # the driver runs a loop in this thread; Django stays out of it
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """One person's browser window."""

    page: Page
    base: str
    errors: list[str] = field(default_factory=list)
    left_the_host: list[str] = field(default_factory=list)

    def sign_in(self, user: User) -> None:
        """From here on the window is that person's."""
        session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.base}])

    def go(self, path: str) -> Page:
        """Opens a page of the platform."""
        self.page.goto(self.base + path)
        return self.page

    def text(self) -> str:
        """What the page says when all of it has come."""
        self.page.wait_for_load_state()
        return self.page.inner_text("body")

    def serious_violations(self) -> list[str]:
        """What axe-core finds that keeps someone with a keyboard or a screen reader out.

        Asked where the pages come from SQLite: the same pages from PostgreSQL would take the same minute again.
        """
        if connection.vendor == "postgresql":
            return []
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations'], preload: false})")
        return [
            f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['html'][:120]}"
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"} and not _is_mistaken(one)
        ]

    def squeezed(self) -> list[str]:
        """The cells of tables that nobody can read at a glance."""
        return [f"squeezed: {words}" for words in self.page.evaluate(SQUEEZED)]

    def is_wider_than_the_screen(self) -> bool:
        """Whether the page must be scrolled sideways."""
        return bool(self.page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth + 1"))


@pytest.fixture
def world(transactional_db: None) -> World:
    """The tests' small world, committed, so that the server sees it."""
    return make_world()


Enter = Callable[..., Visit]


@pytest.fixture
def enter(browser: Browser, live_server: LiveServer) -> Iterator[Enter]:
    """`enter(user)` opens a window in which that person has signed in; without a user, a stranger's."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def open_window(user: User | None = None, *, size: dict[str, int] | None = None, javascript: bool = True) -> Visit:
        context = browser.new_context(
            viewport=size or WIDE,  # type: ignore[arg-type]
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
            bypass_csp=False,
        )
        contexts.append(context)
        visit = Visit(context.new_page(), live_server.url)
        if user is not None:
            visit.sign_in(user)
        _watch(visit, urlsplit(live_server.url).netloc)
        visits.append(visit)
        return visit

    yield open_window
    for context in contexts:
        context.close()
    assert [error for visit in visits for error in visit.errors] == []
    assert [url for visit in visits for url in visit.left_the_host] == []


def _is_mistaken(found: dict[str, Any]) -> bool:
    # axe thinks that a disabled fieldset disables whatever is in it; a frame with a tabindex is reached by the keyboard there too
    is_reached = all('tabindex="0"' in node["html"] for node in found["nodes"])
    return found["id"] == "scrollable-region-focusable" and is_reached


def _watch(visit: Visit, host: str) -> None:
    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != host:
            visit.left_the_host.append(request.url)

    visit.page.on("request", asked)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on("console", lambda said: visit.errors.append(said.text) if _is_fault(said.type, said.text) else None)


def _is_fault(kind: str, text: str) -> bool:
    # a refused form (422), a stale one (409), too many tries (429) are answers, though the console calls them errors
    return kind == "error" and not any(f"status of {code}" in text for code in (400, 403, 404, 409, 422, 429))
