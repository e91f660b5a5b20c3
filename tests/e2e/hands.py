"""What a person's hands do on a page: fill in, press, follow, read."""

from collections.abc import Mapping

from playwright.sync_api import Locator, Page

NOTHING: Mapping[str, str] = {}
REFUSALS = ".xs-problems, .invalid-feedback"


def put(page: Page | Locator, name: str, text: str) -> None:
    """Fills in the field of that name, whatever kind it is."""
    box = page.locator(f"[name='{name}']").first
    kind = box.evaluate("box => box.type")
    if kind in {"radio", "checkbox"}:
        page.locator(f"[name='{name}'][value='{text}']").check()
    elif kind.startswith("select"):
        box.select_option(text)
    else:
        box.fill(text)
        if box.get_attribute("data-date") is not None:
            box.press("Tab")  # the calendar that opened goes away


def go_on(where: Locator) -> None:
    """Clicks what leads to another page, and waits until it is there."""
    with where.page.expect_navigation():
        where.click()


def press(page: Page, button: str, *, refused: bool = False) -> Page:
    """Presses a button and waits for the answer, which is a refusal only where one is expected."""
    go_on(page.get_by_role("button", name=button, exact=True).first)
    told = page.locator(REFUSALS).all_inner_texts()
    assert bool(told) == refused, (page.url, told)
    return page


def follow(page: Page, link: str) -> Page:
    """Follows a link of the page itself, not of the menu."""
    go_on(page.locator("main").get_by_role("link", name=link, exact=True).first)
    return page


def send(page: Page, button: str, known: Mapping[str, str] = NOTHING, *, refused: bool = False, **more: str) -> Page:
    """Fills in a form, fields by name, and presses its button."""
    for name, text in {**known, **more}.items():
        put(page, name, text)
    return press(page, button, refused=refused)


def sees(page: Page, *words: str) -> None:
    """The page says these words."""
    text = page.inner_text("body")
    for one in words:
        assert one in text, (one, page.url, text[:3000])
