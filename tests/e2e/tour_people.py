"""The people of the tour, each in a window of their own, and what they do more than once."""

import re
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from PIL import Image, ImageDraw
from playwright.sync_api import Page

from tests.e2e.conftest import Enter, Visit
from tests.e2e.hands import go_on, press
from tests.factories.world import World, person
from xieshou.platform.accounts.api import User, post_appoint

YEAR = 2020
PATIENCE = 15_000  # milliseconds, on a machine that has other work


@dataclass
class Tour:
    """One project's year. The windows stay open, as in an office; addresses are kept as they are met."""

    world: World
    enter: Enter
    experts: list[User]
    places: dict[str, str] = field(default_factory=dict)
    windows: dict[int, Visit] = field(default_factory=dict)

    def of(self, user: User) -> Visit:
        """The person's window."""
        if user.pk not in self.windows:
            self.windows[user.pk] = self.enter(user)
            self.windows[user.pk].page.set_default_timeout(PATIENCE)
        return self.windows[user.pk]

    def at(self, user: User, path: str) -> Page:
        """The person opens a page."""
        return self.of(user).go(path)

    def open(self, user: User, name: str, tail: str = "") -> Page:
        """The person opens a page met before."""
        return self.of(user).go(self.places[name] + tail)

    def keep(self, name: str, page: Page) -> None:
        """Remembers the record the page is about."""
        found = re.match(r"https?://[^/]+(/.*?/\d+/)", page.url)
        assert found, page.url
        self.places[name] = found[1]


def make_experts(world: World) -> list[User]:
    """Two evaluators from outside."""
    users = [person(f"expert{number}", f"评价专家{number}") for number in (1, 2)]
    for user in users:
        post_appoint(
            actor=None,
            user=user,
            role=world.roles["expert"],
            organisation=world.office,
            title="专家",
            areas=[world.shenzhen],
            valid_from=date(2020, 1, 1),
        )
    return users


def whole(visit: Visit) -> None:
    """The open page keeps nobody with a keyboard or a screen reader out."""
    found = visit.serious_violations()
    assert found == [], (visit.page.url, found)


def in_hand(tour: Tour, user: User, words: str) -> Page:
    """From the first page to what waits for the person."""
    page = tour.at(user, "/")
    go_on(page.locator("main a", has_text=words).first)
    return page


def agree(tour: Tour, words: str, *users: User) -> None:
    """Each in turn agrees to a matter found on the first page."""
    for user in users:
        press(in_hand(tour, user, words), "同意")


# --- evidence ---


def photograph(words: str) -> bytes:
    """A picture that no other is like."""
    picture = Image.new("RGB", (240, 120), "white")
    ImageDraw.Draw(picture).text((8, 50), words.encode("ascii", "backslashreplace").decode(), fill="black")
    data = BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def upload(tour: Tour, user: User, title: str) -> None:
    """Puts a picture into the evidence store."""
    page = tour.at(user, "/evidence/upload/")
    file = {"name": f"{title}.png", "mimeType": "image/png", "buffer": photograph(title)}
    page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
    page.fill("input[name=title]", title)
    page.get_by_role("button", name="存入证据库").click()
    page.wait_for_selector(f"h1:has-text('{title}')")


def cite(page: Page, title: str, proves: str) -> None:
    """Chooses a file of the store on a record's page."""
    block = page.locator("#evidence")
    block.locator(".ts-control").click()
    block.locator(".dropdown-input").fill(title)  # the store has more than a page offers: it is asked
    block.locator(".ts-dropdown .option", has_text=title).first.click()
    block.locator("[name=proves]").fill(proves)
    go_on(block.get_by_role("button", name="引用", exact=True))
    assert title in page.locator("#evidence .list-group").inner_text()
